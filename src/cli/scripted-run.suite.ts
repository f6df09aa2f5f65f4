/**
 * `t2t backtest` over a market of a few lines, with a strategy that does what a script says.
 *
 * ```
 *   500 | 102 |            a bid and an ask around 100, ticks and lots of 1, no fees, no latency;
 *   500 | 101 |            a trade at 100 within; then silence until the last record, 2 s later
 *       |  99 | 500
 *       |  98 | 500
 * ```
 *
 * What a script does as a buyer it does as a seller too: prices are mirrored at 100.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { BUY, type Side } from '../core/index.ts'
import { t2t } from './spoken-command.suite.ts'

/** Something to send, so many milliseconds after the first record; without a price, at the market. */
export interface Step {
  readonly at?: number
  /** Of the first market, or of the second. */
  readonly market?: 0 | 1
  /** 1 for the side that is tested, which is the default, -1 for the other. */
  readonly way?: 1 | -1
  /** As a buyer sees it. */
  readonly price?: number
  readonly size: number
}

export interface ScriptedRun {
  readonly side: Side
  readonly limits?: Readonly<Record<string, unknown>>
  readonly account?: Readonly<Record<string, unknown>>
  readonly market?: Readonly<Record<string, unknown>>
  readonly steps: readonly Step[]
  /** Instead of the book: bid and ask of a price series. */
  readonly quote?: readonly [bid: number, ask: number]
}

export interface ScriptedOutcome {
  readonly sent: number
  /** By the reason in words. */
  readonly refusals: Readonly<Record<string, number>>
  /** Why the kill switch is on, empty while it is off. */
  readonly killed: string
}

/** Limits that nothing here reaches. */
const LOOSE = {
  positionLotsMax: 1e6,
  orderLotsMax: 1e6,
  orderValueMax: 1e9,
  priceCollarBps: 9_000,
  ordersPerSecondMax: 1e3,
  ordersBurstMax: 1e3,
  dailyLossMax: 1e9,
}
export const CASH = 1_000
const MIDDLE = 100

const STRATEGY = `export default {
  name: 'scripted',
  params: { script: '[]' },
  timerNanos: () => 1e6,
  setup: ({ params }) => ({ steps: JSON.parse(params.script), millis: 0 }),
  onTimer({ state, markets, instrument }) {
    if (instrument !== markets[0].instrument) return
    state.millis++
    while (state.steps[0]?.at === state.millis) {
      const { market, side, price, size } = state.steps.shift()
      const { orders } = markets[market]
      if (price === undefined) orders.market(side, size)
      else orders.enter(side, price, size)
    }
  },
}
`

const folder = mkdtempSync(join(tmpdir(), 't2t-scripted-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'scripted.mjs'), STRATEGY)

/** Writes configuration and market, runs the command, and reads what it prints. */
export async function scripted(run: ScriptedRun): Promise<ScriptedOutcome> {
  const { side, limits, account, market, steps, quote } = run
  const as = (price: number) => (side === BUY ? price : 2 * MIDDLE - price)
  const script = steps.map(({ at = 5, market: index = 0, way = 1, price, size }) => ({
    at,
    market: index,
    side: way * side,
    ...(price === undefined ? {} : { price: as(price) }),
    size,
  }))
  const file = join(folder, 'market.csv')
  writeFileSync(file, quote === undefined ? BOOK : seriesOf(quote))
  const format = quote === undefined ? { format: 'lobster', book: false } : { format: 'ticks' }
  const feed = { files: file, tick: 1, lot: 1, ...format }
  const configuration = {
    strategy: './scripted.mjs',
    params: { script: JSON.stringify(script) },
    fees: 'none',
    limits: { ...LOOSE, ...limits },
    ...(account === undefined ? {} : { account }),
    ...market,
    // Cash is of each market: the second has none.
    markets: [
      { feed: { ...feed, symbol: 'FIRST' }, cash: CASH },
      { feed: { ...feed, symbol: 'SECOND' } },
    ],
  }
  const path = join(folder, 'run.json')
  writeFileSync(path, JSON.stringify(configuration))
  const { code, text, errors } = await t2t('backtest', path, '--json', '--no-analytics')
  expect(code, errors).toBe(0)
  const { ordersEntered, refusals, killSwitch } = JSON.parse(text)
  return { sent: ordersEntered, refusals, killed: killSwitch?.reason ?? '' }
}

/** LOBSTER's lines: seconds, type, order, size, price in 1/10,000, side. */
const BOOK = `\
1.000000000,1,1,500,990000,1
1.000000000,1,2,500,980000,1
1.000000000,1,3,500,1010000,-1
1.000000000,1,4,500,1020000,-1
1.000000000,5,0,500,1000000,1
3.000000000,1,5,500,500000,1
`

const seriesOf = ([bid, ask]: readonly [number, number]): string =>
  `timestamp,price,bid,ask,volume\n1.0,100,${bid},${ask},1\n3.0,100,${bid},${ask},1\n`
