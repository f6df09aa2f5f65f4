/** What tests of a certification share: limits, a quick market, and what one market says of a strategy. */
import { createHash } from 'node:crypto'
import { BUY, lots, millis, seconds } from '../../core/index.ts'
import { LivingFeed } from '../../simulation/index.ts'
import { type AnyStrategy, defineStrategy } from '../../strategy/index.ts'
import type { BacktestOptions } from '../backtest.ts'
import { certify } from './certify.ts'

export const hash = (text: string) => createHash('sha256').update(text).digest('hex')
export const CODE = { strategy: hash('strategy'), product: hash('product') }
export const ABOUT = { seed: 1, product: 'test', configurationSha256: hash(''), code: CODE, hash }
export const LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 40,
  orderValueMax: 100_000,
  priceCollarBps: 500,
  ordersPerSecondMax: 100,
  ordersBurstMax: 50,
  dailyLossMax: 1_000,
}

/** On the quickest of the markets. */
export const optionsOf = (
  strategy: AnyStrategy,
  more: Partial<BacktestOptions> = {},
): BacktestOptions =>
  ({
    strategy,
    feed: new LivingFeed({ market: { population: 'hawkes', seed: 1, span: seconds(60) } }),
    latency: { feed: millis(1), entry: millis(2), response: millis(1) },
    limits: LIMITS,
    ...more,
  }) as BacktestOptions

/** What the checks of one stressed market say of a strategy. */
export async function verdicts(
  name: string,
  strategy: AnyStrategy,
  more: Partial<BacktestOptions> = {},
) {
  const { cases } = await certify(optionsOf(strategy, more), { ...ABOUT, only: [name] })
  return new Map(cases[0]!.checks.map(({ check, verdict }) => [check, verdict]))
}

/** Quotes the touch and looks at nothing else. */
export const reckless = defineStrategy({
  name: 'reckless',
  params: {},
  onBook(book, { orders }) {
    if (book.isTwoSided && orders.count < 2) orders.enter(BUY, book.best(BUY), lots(1))
  },
})
