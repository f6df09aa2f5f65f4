/** Random markets and a trader without a plan: whole runs for properties that must always hold. */
import {
  BUY,
  DEPTH_LEVEL,
  FOK,
  GTC,
  GTX,
  type InstrumentOptions,
  IOC,
  lots,
  nanos,
  RandomStream,
  SELL,
  type Side,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { ConstantLatency } from '../../simulation/index.ts'
import { defineStrategy } from '../../strategy/index.ts'
import type { BacktestOptions } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'

export interface RandomMarket {
  readonly seed: number
  readonly messages: number
  readonly contract: 'linear' | 'inverse'
  readonly instrument: Pick<InstrumentOptions, 'tick' | 'lot'>
  readonly entryNanos: number
  readonly responseNanos: number
  readonly isReference: boolean
  readonly hasFunding: boolean
}

/** Levels around a price that walks, trades at the touch and through it, times that jitter. */
export function randomRecords(seed: number, messages: number): DrawnRecord[] {
  const random = RandomStream.named(seed, 'market')
  const records: DrawnRecord[] = []
  const sizes = new Map<number, number>()
  let mid = 5_000
  let at = 1_000
  let local = at
  const tell = (record: Omit<DrawnRecord, 'at' | 'local'>) => {
    records.push({ ...record, at, local })
  }
  /** Bids below the mid, asks above it: a level that changes sides is removed from the old one. */
  const set = (price: number, size: number) => {
    const signed = price < mid ? size : -size
    const before = sizes.get(price) ?? 0
    if (before !== 0 && Math.sign(before) !== Math.sign(signed)) {
      tell({ kind: DEPTH_LEVEL, side: Math.sign(before), price, size: 0, flags: 0 })
    }
    if (size !== 0) tell({ kind: DEPTH_LEVEL, side: Math.sign(signed), price, size, flags: 0 })
    sizes.set(price, signed)
  }
  for (let k = 0; k < messages; k++) {
    at +=
      random.integer(0, 3) === 0 ? random.integer(1, 2_000_000_000) : random.integer(0, 40_000_000)
    local = Math.max(local, at + random.integer(0, 5_000_000))
    if (k > 0 && random.integer(0, 2) === 0) {
      const side: Side = random.integer(0, 1) === 0 ? BUY : SELL
      const price = mid + side * random.integer(0, 3)
      tell({ kind: TRADE, side, price, size: random.integer(1, 30), flags: 1 })
      continue
    }
    mid += random.integer(-2, 2)
    for (let distance = 4; distance >= 1; distance--) {
      set(mid - distance, random.integer(0, 25))
      set(mid + distance, random.integer(0, 25))
    }
    // The last record of the message: a level that is always there.
    tell({ kind: DEPTH_LEVEL, side: SELL, price: mid + 9, size: random.integer(1, 9), flags: 1 })
    tell({ kind: DEPTH_LEVEL, side: SELL, price: mid + 9, size: 0, flags: 1 })
  }
  return records
}

/** Enters, cancels and replaces whatever the dice say. */
export const diceRoller = defineStrategy<{ seed: 1 }, RandomStream>({
  name: 'dice-roller',
  params: { seed: 1 },
  setup: ({ params }) => RandomStream.named(params.seed, 'dice'),
  onBook(book, { state: dice, orders }) {
    if (!book.isTwoSided || dice.integer(0, 1) === 0) return
    const side: Side = dice.integer(0, 1) === 0 ? BUY : SELL
    const size = lots(dice.integer(1, 20))
    const price = ticks(book.best(side) + dice.integer(-3, 3))
    const what = dice.integer(0, 9)
    if (what < 4) orders.enter(side, price, size, dice.integer(0, 1) === 0 ? GTC : GTX)
    else if (what === 4) orders.enter(side, price, size, dice.integer(0, 1) === 0 ? IOC : FOK)
    else if (what === 5) orders.market(side, size)
    else if (orders.count > 0) {
      const order = orders.at(dice.integer(0, orders.count - 1))
      if (what < 8) orders.cancel(order.id)
      else orders.replace(order.id, ticks(order.price + dice.integer(-1, 1)), size)
    }
  },
})

export function optionsFor(market: RandomMarket): BacktestOptions {
  const { seed, messages, contract, instrument, isReference, hasFunding } = market
  const last = messages * 2e9
  return {
    feed: feedOf(randomRecords(seed, messages), { ...instrument, contract, batchRecords: 7 }),
    strategy: diceRoller,
    params: { seed },
    limits: WIDE_LIMITS,
    cash: 1_000_000,
    fees: { makerRate: -0.0001, takerRate: 0.0003 },
    latency: new ConstantLatency({
      entry: nanos(market.entryNanos),
      response: nanos(market.responseNanos),
    }),
    ...(hasFunding
      ? { funding: [1, 2, 3].map((k) => ({ atNanos: (last * k) / 40, rate: 0.0001 * k })) }
      : {}),
    ...(isReference ? { referenceExchange: 'partial-fill' as const } : {}),
  }
}
