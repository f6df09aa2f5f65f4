/** Sweeps of the accelerated engine: what it needs of every trial is made ready, with fills to show. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { capture, diff, START_MILLIS, snapshot } from '../market-data/binance-feed.suite.ts'
import { t2t } from './spoken-command.suite.ts'
import { readSweep } from './sweep/index.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-sweep-accelerated-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const LIMITS = {
  positionLotsMax: 1_000_000,
  orderLotsMax: 1_000_000,
  orderValueMax: 1e6,
  priceCollarBps: 1000,
  ordersPerSecondMax: 1000,
  ordersBurstMax: 100,
  dailyLossMax: 1e6,
}

function config(name: string, run: object, sweep: object): string {
  const fees = { makerRate: 0.0001, takerRate: 0.0005 }
  const whole = { fees, limits: LIMITS, ...run, sweep: { engine: 'accelerated', ...sweep } }
  writeFileSync(at(name), JSON.stringify(whole))
  return at(name)
}

/** The touch rises and falls by ten ticks, a message a millisecond: quotes of both sides are met. */
function swingingCapture(): string {
  const price = (ticks: number) => (ticks / 10).toFixed(1)
  const bidAt = (k: number) => 1000 + Math.round(10 * Math.sin(k / 20))
  const changes = Array.from({ length: 990 }, (_, k) => {
    const [was, is] = [bidAt(k), bidAt(k + 1)]
    const gone = was === is ? [] : [[price(was), '0'] as const]
    const goneAsk = was === is ? [] : [[price(was + 1), '0'] as const]
    const size = (1 + (k % 7)).toFixed(3)
    const b = [...gone, [price(is), size] as const]
    const a = [...goneAsk, [price(is + 1), size] as const]
    return diff({ U: k + 2, u: k + 2, pu: k + 1, b, a, T: START_MILLIS + k })
  })
  const start = [snapshot(1, [[price(bidAt(0)), '1']], [[price(bidAt(0) + 1), '1']])]
  return capture(...start, ...changes)
}

/** Quotes both sides where there is depth within `share` of the mid. */
const DEPTH_QUOTER = `export default {
  name: 'depth-quoter',
  params: { share: 0.01, sizeLots: 5 },
  timerNanos: () => 5_000_000,
  depthRanges: ({ share }) => [share],
  setup: () => ({ midTicks: 0, bidLots: 0, askLots: 0, bidMoment: 0, askMoment: 0 }),
  onTimer({ book, params, quotes, state }) {
    if (!book.isTwoSided) return
    book.depthSumsInto(params.share, state)
    if (state.bidLots > 0) quotes.set(1, book.best(1), params.sizeLots)
    if (state.askLots > 0) quotes.set(-1, book.best(-1), params.sizeLots)
  },
}`

test('a range of depth that the sweep varies is made ready for every trial', async () => {
  writeFileSync(at('swing.log'), swingingCapture())
  writeFileSync(at('depth.mjs'), DEPTH_QUOTER)
  const feed = { files: at('swing.log'), tick: 0.1, lot: 0.001 }
  const path = config(
    'depth.json',
    { strategy: './depth.mjs', feed },
    { parameters: { 'params.share': [0.001, 0.01, 0.1, 2] }, slices: 20 },
  )
  expect(await t2t('sweep', path, '--out', at('depth'))).toMatchObject({ code: 0, errors: '' })
  const { trials } = readSweep(at('depth'))
  expect(trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'failed'])
  expect(trials[3]!.problem).toContain('depth within 2 of the mid')
  for (const [k, trial] of trials.slice(0, 3).entries()) {
    const share = `params.share=${[0.001, 0.01, 0.1][k]}`
    const words = ['backtest', path, '--engine', 'accelerated', '--set', share, '--json']
    const single = JSON.parse((await t2t(...words)).text)
    expect(trial.runHash).toBe(single.runHash)
    expect(trial.metrics.fills).toBe(single.fills)
  }
  expect(Math.max(...trials.slice(0, 3).map(({ metrics }) => metrics.fills))).toBeGreaterThan(10)
})

test('more ranges than can be made ready, and keys that change nothing, are refused', async () => {
  const share = { from: 0.001, to: 0.1, count: 65 }
  const run = { strategy: './depth.mjs', feed: { files: at('swing.log'), tick: 0.1, lot: 0.001 } }
  const many = config('many.json', run, { parameters: { 'params.share': share }, slices: 20 })
  const { code, errors } = await t2t('sweep', many, '--out', at('many'))
  expect(code).toBe(2)
  expect(errors).toContain('depth within more than 64 different ranges')
  const parameters = { queue: ['conservative', 'optimistic'], 'latency.response': ['1ms', '2ms'] }
  const idle = await t2t('sweep', config('idle.json', run, { parameters }), '--out', at('idle'))
  expect(idle.code).toBe(2)
  expect(idle.errors).toContain('queue: makes no difference to the accelerated engine')
  expect(idle.errors).toContain('latency.response: makes no difference to the accelerated engine')
})

test('what flatters a part of the trials is said of a part', async () => {
  const path = config(
    'free.json',
    { strategy: './depth.mjs', feed: { files: at('swing.log'), tick: 0.1, lot: 0.001 } },
    { parameters: { 'fees.makerRate': [0, 0.001], 'fees.takerRate': [0] }, slices: 20 },
  )
  const { text } = await t2t('sweep', path, '--out', at('free'))
  expect(text).toContain('costs are off: no fill pays a fee (in a part of the trials)')
  expect(text).toMatch(/latency is off: orders and their answers take no time\n/)
})

const CAPTURE = sharedFile('data/crypto/binance/usdm/btcusdt_20240808.log.zst')
const skipped = CAPTURE === undefined ? ' (skipped: the recorded data are not here)' : ''

test.skipIf(CAPTURE === undefined)(
  `on a recorded day trials fill, and are the runs of single backtests${skipped}`,
  async () => {
    const path = config(
      'recorded.json',
      {
        strategy: 'skew-quoter',
        params: { halfSpreadBps: 0.5, skewBps: 0.5 },
        feed: { files: CAPTURE },
        latency: { entry: '4ms', response: '3ms' },
      },
      {
        parameters: { 'params.halfSpreadBps': [0.5, 1], 'latency.entry': ['1ms', '20ms'] },
        slices: 20,
      },
    )
    const { code, text } = await t2t('sweep', path, '--out', at('recorded'))
    expect(code).toBe(0)
    expect(text).toContain('answers are known at once, but the latency says that they take time')
    const { trials } = readSweep(at('recorded'))
    for (const { metrics } of trials) expect(metrics.fills).toBeGreaterThan(50)
    const words = ['--set', 'params.halfSpreadBps=1', 'latency.entry=1ms', '--json']
    const single = await t2t('backtest', path, '--engine', 'accelerated', ...words)
    expect(trials[2]!.runHash).toBe(JSON.parse(single.text).runHash)
  },
  60_000,
)
