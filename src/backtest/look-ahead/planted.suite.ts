/** Strategies that look ahead on purpose, each in a way that people do by mistake, and honest twins. */
import { BUY, lots, SELL } from '../../core/index.ts'
import { RollingZScore } from '../../models/index.ts'
import { type AnyStrategy, defineStrategy } from '../../strategy/index.ts'
import type { StrategyFromData } from './touch-columns.ts'

/** Trades one lot a call, by the sign of a signal that may know the future: signal(row). */
function signalTrader(name: string, signal: (row: number) => number): AnyStrategy {
  return defineStrategy<Record<string, never>, { row: number }>({
    name,
    params: {},
    setup: () => ({ row: -1 }),
    onBook(book, { state, orders, position }) {
      state.row++
      const value = signal(state.row)
      if (!book.isTwoSided || Number.isNaN(value) || value === 0) return
      if (value > 0 && position < 5) orders.market(BUY, lots(1))
      if (value < 0 && position > -5) orders.market(SELL, lots(1))
    },
  })
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length

/** Names say what is wrong with each. */
export const PLANTED: Readonly<Record<string, StrategyFromData>> = {
  'peeks one row': ([market]) =>
    signalTrader('peeks', (row) => market!.mid[row + 1]! - market!.mid[row]!),
  'closes over the price at the end': ([market]) =>
    signalTrader('end', (row) => market!.mid.at(-1)! - market!.mid[row]!),
  'standardises by the whole sample': ([market]) => {
    const mean = meanOf(market!.mid)
    return signalTrader('standardised', (row) => mean - market!.mid[row]!)
  },
  'takes a centred moving average': ([market]) => {
    const { mid } = market!
    const centred = mid.map((_, row) => meanOf(mid.slice(Math.max(0, row - 3), row + 4)))
    return signalTrader('centred', (row) => centred[row]! - mid[row]!)
  },
  'buys because sizes will grow': ([market]) =>
    signalTrader('sizes', (row) => market!.bidLots[row + 2]! - market!.bidLots[row]!),
}

/** The same data, used as they come. */
export const HONEST: Readonly<Record<string, StrategyFromData>> = {
  'looks one row back': ([market]) =>
    signalTrader('back', (row) => market!.mid[row]! - market!.mid[row - 1]!),
  'takes a trailing moving average': ([market]) => {
    const { mid } = market!
    const trailing = mid.map((_, row) => meanOf(mid.slice(Math.max(0, row - 6), row + 1)))
    return signalTrader('trailing', (row) => trailing[row]! - mid[row]!)
  },
  'standardises by a trailing window': ([market]) => {
    const score = new RollingZScore(20)
    const scores = market!.mid.map((mid) => {
      score.push(mid)
      return score.z
    })
    return signalTrader('trailing score', (row) => -scores[row]!)
  },
}
