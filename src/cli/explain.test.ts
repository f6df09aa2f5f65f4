/** `t2t explain` as the shell runs it: one life, all orders, run files, mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commandText } from './recorded-run.ts'
import { shellWords } from './saved-command.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-explain-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** 100.00 to 100.10; the bid trades away, others join behind us, and one of them is hit. */
const MARKET = `34200.000000000,1,1,5,1000000,1
34200.000000000,1,2,5,1001000,-1
34200.200000000,4,1,5,1000000,1
34200.300000000,1,3,4,1000000,1
34200.400000000,4,3,1,1000000,1
34201.000000000,1,5,4,999000,1
`
writeFileSync(join(folder, 'TEST_2024-01-02_34200000_57600000_message_1.csv'), MARKET)
const config = join(folder, 'run.yaml')
writeFileSync(
  config,
  `strategy: touch-quoter
params: { stepNanos: 50000000, sizeLots: 1, positionLimitLots: 1 }
feed: { files: TEST_2024-01-02_34200000_57600000_message_1.csv }
latency: { entry: 10ms, response: 10ms }
fees: none
limits: { positionLotsMax: 100, orderLotsMax: 10, orderValueMax: 100000, priceCollarBps: 1000,
  ordersPerSecondMax: 1000, ordersBurstMax: 100, dailyLossMax: 100000 }
`,
)

const explained = (...words: string[]) => t2t('explain', config, ...words)

test('one sentence, then the life line by line', async () => {
  const { code, text } = await explained('--fill', '1', '--before', '0', '--after', '0')
  expect(code).toBe(0)
  expect(text).toMatchInlineSnapshot(`
    "TEST: BUY 1 lot at 100.0000 GTX, order 2000000, wanted 2024-01-02 09:30:00.05
    Filled because trades and withdrawals had used up the 5 lots ahead of it (queue model fifo) when the market traded at its price, 340 ms after it joined the queue.

     +  exchange      here          event                                                       ahead  level           bid  x  ask
                      09:30:00.050  wants BUY 1 lot at 100.0000; risk approves (request 1)                 5  100.0000 (5)  x  100.1000 (5)
        09:30:00.060                the order arrives (request 1)                                          5  100.0000 (5)  x  100.1000 (5)
        09:30:00.060                accepted                                                               5  100.0000 (5)  x  100.1000 (5)
        09:30:00.060                joins the queue at 100.0000                                     5      5  100.0000 (5)  x  100.1000 (5)
                      09:30:00.070  hears: accepted                                                 5      5  100.0000 (5)  x  100.1000 (5)
        09:30:00.200  09:30:00.200  order execute BUY 5 at 100.0000                                 0      0             –  x  100.1000 (5)
     1  09:30:00.200  09:30:00.200  trade 5 at 100.0000 by a seller                                 0      0             –  x  100.1000 (5)
        09:30:00.300  09:30:00.300  order add BUY 4 at 100.0000                                     0      4  100.0000 (4)  x  100.1000 (5)
        09:30:00.400  09:30:00.400  order execute BUY 1 at 100.0000                                        3  100.0000 (3)  x  100.1000 (5)
        09:30:00.400                FILLED 1 lot at 100.0000, 0 left: queue exhausted (fill 1)             4  100.0000 (4)  x  100.1000 (5)
                      09:30:00.410  hears: filled                                                          3  100.0000 (3)  x  100.1000 (5)

     run hash 50c4140e022d9039
    "
  `)
})

test('all orders of the run, as a table and as JSON', async () => {
  const { text } = await explained('--list')
  expect(text).toMatchInlineSnapshot(`
    "  order  life  market  side     price  lots  wanted                  ended         filled  how     cause
    2000000     1  TEST    BUY   100.0000     1  2024-01-02 09:30:00.05  09:30:00.400       1  filled  queue exhausted
    2002001     1  TEST    SELL  100.1000     1  2024-01-02 09:30:00.05                     0  live
    "
  `)
  const { orders } = JSON.parse((await explained('--list', '--json')).text)
  expect(orders).toHaveLength(text.trim().split('\n').length - 1)
  expect(orders[0]).toMatchObject({ side: 'BUY', end: 'filled', price: 100, filledLots: 1 })
})

test('JSON tells the answer, the order and every entry, in names', async () => {
  const { orders } = JSON.parse((await explained('--list', '--json')).text)
  const { text } = await explained('--order', String(orders[0].id), '--json')
  const told = JSON.parse(text)
  expect(told.answer).toMatch(/^Filled because /)
  expect(told.isVerified).toBe(false)
  expect(told.order).toEqual(orders[0])
  expect(told.entries.map(({ kind }: { kind: string }) => kind)).toContain('filled')
  const fill = told.entries.find(({ kind }: { kind: string }) => kind === 'filled')
  expect(fill).toMatchObject({
    cause: 'queue exhausted',
    exchange: '1704187800.4',
    aheadAtEntryLots: 5,
  })
})

test('a run file is run again and must come out with its hash', async () => {
  const saved = join(folder, 'saved.json')
  await t2t('backtest', config, '--set', 'params.sizeLots=1', '--save', saved)
  const { text, code } = await t2t('explain', saved, '--fill', '1')
  expect(code).toBe(0)
  expect(text).toContain('as the run file says')

  writeFileSync(config, readFileSync(config, 'utf8').replace('entry: 10ms', 'entry: 11ms'))
  try {
    const changed = await t2t('explain', saved, '--fill', '1')
    expect(changed.code).toBe(2)
    expect(changed.errors).toContain('says run hash')
    expect(changed.errors).toContain('save the run again')
  } finally {
    writeFileSync(config, readFileSync(config, 'utf8').replace('entry: 11ms', 'entry: 10ms'))
  }
  const beside = await t2t('explain', saved, '--fill', '1', '--seed', '4')
  expect(beside).toMatchObject({ code: 2 })
  expect(beside.errors).toContain('--seed: changes a run that has been saved')
})

test('an id that was used again is listed, and --life picks', async () => {
  const again = ['--set', 'params.stepNanos=20000000', '--set', 'params.positionLimitLots=9']
  const { orders } = JSON.parse((await explained('--list', '--json', ...again)).text)
  const twice = orders.find(({ life }: { life: number }) => life === 2)
  const { text } = await explained('--order', String(twice.id), ...again)
  expect(text).toMatch(/The id was used \d+ times: --life N explains one of them\./)
  const second = await explained('--order', String(twice.id), '--life', '2', ...again)
  expect(second.text).toContain('(life 2 of its id)')
  const none = await explained('--order', String(twice.id), '--life', '99', ...again)
  expect(none.errors).toContain('there is no life 99')
})

test.each([
  [
    ['--order', '12345'],
    /the run has no order 12345\n {2}Nearest: \d+, .*--list shows all of them/,
  ],
  [['--fill', '77'], /the run has \d+ fills, no number 77/],
  [[], /name one order, one fill, or the list/],
  [['--order', '1', '--list'], /name one order, one fill, or the list/],
  [['--list', '--life', '2'], /--life says which life of --order ID/],
  [['--order', 'seven'], /"seven" is not a whole number/],
])('%j is a mistake that is explained', async (words, problem) => {
  const { code, errors } = await explained(...words)
  expect(code).toBe(2)
  expect(errors).toMatch(problem)
})

test('a saved command is read as a shell would', () => {
  const words = [
    'backtest',
    "it's a run.yaml",
    '--set',
    'a=b c',
    'params.sizeLots=1',
    '--seed',
    '$x',
  ]
  expect(shellWords(commandText(words))).toEqual(['t2t', ...words])
})
