import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { capture, diff, snapshot, touch, trade } from '../market-data/binance-feed.suite.ts'
import type { QualityReport } from '../market-data/index.ts'
import { inspect, inspectCommand } from './inspect.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Runs the command as the shell would, and returns what it printed and its exit code. */
async function run(...words: string[]): Promise<{ text: string; code: number }> {
  const before = process.exitCode
  process.exitCode = 0
  let text = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  try {
    await inspectCommand().exitOverride().parseAsync(words, { from: 'user' })
    return { text, code: Number(process.exitCode) }
  } finally {
    write.mockRestore()
    process.exitCode = before
  }
}

const BOOK = snapshot(10, [['100.0', '1.000']], [['100.1', '3.000']])
const T = 1_723_075_201_000

test('a table says what is in a capture, aligned, and the verdict', async () => {
  const path = file(
    'good.log',
    capture(
      BOOK,
      diff({ u: 11, T, b: [['99.9', '2']] }),
      touch(11, '100', '1', '100.1', '3'),
      trade(7, '100', '0.5', true),
    ),
  )
  const { text, code } = await run(path)
  expect(code).toBe(0)
  expect(text.replace(path, 'FILE')).toMatchInlineSnapshot(`
    "BTCUSDT   FILE

    instrument
      BTCUSDT                     tick 0.1, lot 0.1, linear, contract size 1

    time (UTC)
      first                       2024-08-08 00:00:01.000000000
      last                        2024-08-08 00:00:01.003000000
      span                        3.000 ms

    events
      depth level                              3
      depth clear                              1
      trade                                    1  0 buys, 1 sells, size 0.5
      touch                                    1
      all                                      6  in 4 messages

    order and gaps
      gaps in update ids                       0
      local time back                          0
      exchange time back                       2  by up to 8.000 ms
      silences over a minute                   0
      longest silence             1.000 ms, from 2024-08-08 00:00:01.000000000

    clock skew (local minus exchange time)
      min                               1.000 ms
      median                            2.000 ms
      max                               2.000 ms
      negative                                 0  of 2

    quotes at the end of messages
      two-sided                                2
      one side empty                           0
      crossed                                  0
      locked                                   0
      equal to the touch                       1  of 1
      last bid                    100.0 x 1.0, 2 levels
      last ask                    100.1 x 3.0, 1 levels

    verdict: fit
    "
  `)
})

test('JSON holds the whole report', async () => {
  const path = file('json.log', capture(BOOK, trade(7, '100', '0.5', true)))
  const { text } = await run(path, '--json', '--tick', '0.05')
  const report: QualityReport = JSON.parse(text)
  expect(report).toEqual(JSON.parse(JSON.stringify(await inspect([path], FLAGS))))
  expect(report.instruments[0]!.tick).toBe(0.05)
})

const FLAGS = { format: 'auto', timestampUnit: 'auto', tick: '0.05' } as const

test('data that are unfit end with exit code 1 and say why', async () => {
  const path = file('swapped.csv', '1000,1.6,1.5\n1001,1.6,1.5\n')
  const { text, code } = await run(path)
  expect(code).toBe(1)
  expect(text).toContain('verdict: unfit\n  - 100.0 % of the quotes are crossed (bid above ask)')
})

test('what cannot be read is an input error, and nothing is printed', async () => {
  await expect(run(join(folder, 'none.log'))).rejects.toThrow('none.log: there is no such file')
  const damaged = file('damaged.log', `${capture(BOOK)}1723075201000000009 {"e":"tr`)
  await expect(run(damaged)).rejects.toThrow('damaged.log, line 2: what follows the receive time')
})

test('a LOBSTER message file is checked against the orderbook file beside it', async () => {
  const messages = file('X_2020-01-02_1_2_message_1.csv', '1.5,1,1,5,100,1\n2.5,1,2,5,100,1\n')
  const flags = { format: 'auto', timestampUnit: 'auto' } as const
  expect((await inspect([messages], flags)).transitions).toBeUndefined()
  const book = file('X_2020-01-02_1_2_orderbook_1.csv', '101,1,100,5\n101,1,100,10\n')
  const { text, code } = await run(messages)
  expect(text).toMatch(/follow from their message +1 {2}of 1\n/)
  expect([text.includes('verdict: fit\n'), code]).toEqual([true, 0])
  writeFileSync(book, '101,1,100,5\n101,1,100,11\n')
  const wrong = await run(messages, '--book', book)
  expect(wrong.text).toContain('unfit\n  - 1 orderbook row of 2 not as the message makes it')
  expect(wrong.code).toBe(1)
})

/** Facts that the data's description states, found with other programs. */
for (const [message, messages, transitions] of [
  ['AMZN_2012-06-21_5_message.csv.zst', 155_935, 155_934],
  ['AMZN_2012-06-21_1_message.csv.zst', 57_515, 57_514],
] as const) {
  const path = sharedFile(`data/lobster/${message}`)
  const reason = path === undefined ? ' (skipped: the recorded data are not here)' : ''
  test.skipIf(path === undefined)(
    `${message}: every row follows from its message${reason}`,
    async () => {
      const report = await inspect([path!], { format: 'auto', timestampUnit: 'auto' })
      expect(report.messages).toBe(messages)
      expect(report.transitions).toEqual({
        ...{ rows: messages, compared: transitions, agreed: transitions, crossed: 0, locked: 0 },
      })
      expect([report.counts['order execute'], report.counts.trade]).toEqual([8_974, 11_419])
      expect(report.time).toMatchObject({
        firstNanos: 34_200_017_459_617,
        lastNanos: 57_599_959_359_650,
      })
      expect(report.verdict).toBe('fit')
    },
  )
}

const DAY = ['spot/btcusdt_20240808', 'spot/btcusdt_20240809'].map((name) =>
  sharedFile(`data/crypto/binance/${name}.log.zst`),
)
const isHere = DAY.every((path) => path !== undefined)

test.skipIf(!isHere)(
  `two days of spot are one stream without a gap${isHere ? '' : ' (skipped: the recorded data are not here)'}`,
  async () => {
    const report = await inspect(DAY as string[], { format: 'auto', timestampUnit: 'auto' })
    expect([report.counts.touch, report.counts.trade]).toEqual([73_174, 19_904])
    expect([report.trades.buys, report.trades.sells]).toEqual([9_093, 10_811])
    expect(report.gaps.count).toBe(0)
    expect(report.touches).toEqual({ compared: 1_072, agreed: 1_072 })
    expect(report.quotes).toMatchObject({ crossed: 0, locked: 0 })
    expect(report.time.localBack.count).toBe(0)
    expect(report.lastBook).toMatchObject({ bid: 61_602.01, askLevels: 2_962 })
    expect(report.notices.map(({ count }) => count)).toEqual([2])
  },
)
