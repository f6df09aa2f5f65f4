/** Journals of living exchanges and of demos as a user keeps them, reads them and drives them anew. */
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { t2t } from '../spoken-command.suite.ts'
import {
  contentOf,
  KILLS,
  KILLS_SEED,
  killed,
  SEGMENT,
  scratchFolder,
} from './journaled-run.suite.ts'

const at = scratchFolder()

const seat = (name: string, strategy: string, params: object) => ({
  name,
  strategy,
  params,
  latency: { feed: '1ms', entry: '2ms', response: '1ms' },
})
const CONFIG = {
  venue: { matching: { population: 'hawkes', seed: 7, duration: '4min' } },
  strategies: [
    seat('maker', 'touch-quoter', { sizeLots: 1, positionLimitLots: 20 }),
    seat('taker', 'z-score-reversion', { lookbackWindow: 200, threshold: 2.5 }),
  ],
  cash: 10_000,
  limits: {
    positionLotsMax: 200,
    orderLotsMax: 40,
    orderValueMax: 100_000,
    priceCollarBps: 500,
    ordersPerSecondMax: 100,
    ordersBurstMax: 50,
    dailyLossMax: 1000,
  },
}
const run = at('living.json')
let plainHash = ''

beforeAll(async () => {
  writeFileSync(run, JSON.stringify(CONFIG))
  plainHash = JSON.parse((await t2t('backtest', run, '--json')).text).runHash
})

const jsonOf = async (...words: string[]) => JSON.parse((await t2t(...words, '--json')).text)

test('a run among agents keeps a journal at every level, and is driven anew from its seed', async () => {
  for (const level of ['none', 'touch', 'all']) {
    const journal = at(level)
    const written = await t2t('backtest', run, '--journal', journal, '--journal-market', level)
    expect([written.code, written.errors]).toEqual([0, ''])
    const found = await jsonOf('journal', 'replay', journal)
    expect(found).toMatchObject({ isEqual: true, runHash: plainHash, marketFrom: 'seed' })
    expect(found.states).toHaveLength(2)
    for (const { journal: told, run: derived } of found.states) expect(told).toEqual(derived)
    expect((await t2t('journal', 'verify', journal)).code).toBe(0)
  }
  const refused = await t2t('journal', 'replay', at('none'), '--feed', run)
  expect([refused.code, refused.errors]).toEqual([2, expect.stringContaining('made its own')])
})

test('what reads journals reads these: tables, exports, surveillance, the compliance report', async () => {
  const journal = at('touch')
  const { kinds } = await jsonOf('journal', 'stats', journal)
  expect(kinds).toMatchObject({ instrument: 2, 'run begin': 1, 'run end': 1 })
  expect(kinds.touch).toBeGreaterThan(100)
  const fills = await t2t('journal', 'grep', journal, '--kind', 'filled', '--json')
  expect(fills.text).toContain('SIM:maker')
  for (const format of ['csv', 'json', 'fix', 'cat']) {
    const exported = await t2t('journal', 'export', journal, '--format', format)
    expect([format, exported.code]).toEqual([format, 0])
    expect(exported.text.length).toBeGreaterThan(10_000)
  }
  const watched = await jsonOf('surveil', journal)
  expect(watched.blind).toEqual([])
  expect(watched.alerts).toEqual([])
  expect(watched.counts.market).toBeGreaterThan(1000)
  const { text, code } = await t2t('report', 'compliance', journal, '--json', '-')
  expect(code).toBe(0)
  expect(JSON.parse(text).run).toMatchObject({ runHash: plainHash, outcome: 'finished' })
})

/** Whether the first batch of a journal is on the disk. */
const isWritten = (journal: string) => (): boolean =>
  (statSync(join(journal, SEGMENT), { throwIfNoEntry: false })?.size ?? 0) > 10_000

test(
  `a run among agents killed ${KILLS} times ends with the hash and the records of one that was not`,
  async () => {
    const random = RandomStream.named(KILLS_SEED, 'killed living runs')
    const wanted = contentOf(at('touch'))
    const words = ['backtest', run, '--journal-market', 'touch', '--no-analytics']
    for (let kills = 0; kills < KILLS; ) {
      const journal = at(`killed-${kills}`)
      const resumed = [...words, '--journal', journal, '--resume']
      for (let life = 0; life < 3 && kills < KILLS; life++, kills++) {
        await killed(resumed, 300 + random.uniform() * 700)
      }
      const { code } = await t2t(...resumed)
      expect(code).toBe(0)
      expect(contentOf(journal)).toBe(wanted)
      expect((await jsonOf('journal', 'replay', journal)).runHash).toBe(plainHash)
      rmSync(journal, { recursive: true })
    }
  },
  120_000 + KILLS * 5_000,
)

test('a demo’s journal holds the touch, is driven anew, and tells the first record that differs', async () => {
  for (const feed of ['exchange', 'gbm']) {
    const journal = at(`demo-${feed}`)
    const words = ['demo', '--headless', '--feed', feed, '--ticks', '2000', '--seed', '9']
    const plain = await jsonOf(...words)
    const kept = await jsonOf(...words, '--journal', journal)
    expect(kept.runHash).toBe(plain.runHash)
    const found = await jsonOf('journal', 'replay', journal)
    expect(found).toMatchObject({ isEqual: true, runHash: plain.runHash, marketFrom: 'seed' })
    expect((await jsonOf('journal', 'stats', journal)).kinds.touch).toBeGreaterThan(100)
    const watched = await jsonOf('surveil', journal)
    expect([watched.alerts, watched.blind]).toEqual([[], []])
    expect((await t2t('report', 'compliance', journal, '--json', '-')).code).toBe(0)
  }
  const mixed = at('mixed')
  cpSync(at('demo-gbm'), mixed, { recursive: true })
  const segment = join(mixed, SEGMENT)
  const bytes = readFileSync(segment)
  writeFileSync(segment, bytes.subarray(0, Math.floor(bytes.length / 2)))
  const cut = await t2t('journal', 'replay', mixed, '--json')
  expect(JSON.parse(cut.text)).toMatchObject({ isEqual: true, isCutShort: true })
})

test('a demo’s journal is bounded, and options that mean nothing are refused', async () => {
  const journal = at('bounded')
  const small = ['--journal-segment', '1', '--journal-keep', '2']
  const words = ['demo', '--headless', '--feed', 'gbm', '--ticks', '40000']
  await t2t(...words, '--journal', journal, '--journal-market', 'all', ...small)
  const segments = readdirSync(journal).filter((name) => name.endsWith('.t2t'))
  expect(segments).toHaveLength(2)
  expect((await t2t('journal', 'verify', journal)).code).toBe(0)
  const gone = await t2t('journal', 'replay', journal)
  expect([gone.code, gone.errors]).toEqual([2, expect.stringContaining('from its beginning')])
  const lone = await t2t(...words, '--journal-keep', '3')
  expect([lone.code, lone.errors]).toEqual([2, expect.stringContaining('--journal-keep')])
  const level = await t2t(...words, '--journal', at('nowhere'), '--journal-market', 'some')
  expect([level.code, level.errors]).toEqual([2, expect.stringContaining('none, touch, all')])
})

test(
  `a demo killed ${KILLS} times is equal up to where its journal ends`,
  async () => {
    const random = RandomStream.named(KILLS_SEED, 'killed demos')
    for (let kill = 0; kill < KILLS; kill++) {
      const journal = at(`killed-demo-${kill}`)
      const feed = kill % 2 === 0 ? 'exchange' : 'gbm'
      const words = ['demo', '--headless', '--feed', feed, '--ticks', '1000000000']
      await killed([...words, '--journal', journal], random.uniform() * 500, isWritten(journal))
      const { text, code } = await t2t('journal', 'replay', journal, '--json')
      // A torn end is told by the exit code; what is before it is whole.
      expect([0, 1]).toContain(code)
      const found = JSON.parse(text)
      expect(found).toMatchObject({ isEqual: true, isCutShort: true, divergence: null })
      expect(found.compared).toBeGreaterThan(100)
      rmSync(journal, { recursive: true })
    }
  },
  60_000 + KILLS * 10_000,
)
