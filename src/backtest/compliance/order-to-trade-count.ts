/**
 * The order-to-trade ratio of RTS 9, counted from a journal: per instrument and UTC day.
 *
 * | order type            | new | deleted | modified | counted here                                   |
 * |-----------------------|-----|---------|----------|------------------------------------------------|
 * | limit, post-only, GTD | 1   | 1       | 2        | as it is                                       |
 * | stop, stop-limit      | 1   |         |          | 1 more when it triggers, for the order that it |
 * |                       |     |         |          | becomes; deletion, modification as a limit's   |
 * | market                | 1   |         |          | as it is                                       |
 * | IOC, FOK              | 1   |         |          | 1 more when it lapses with nothing executed    |
 * | iceberg               | 1   |         |          | deletion and modification as a limit order's   |
 *
 * Requests that the own gate refused never reached a venue and do not count. Withdrawals by the kill
 * switch do not count, and neither does what a venue withdraws on its own. Volume is what a venue was
 * asked to take in: lots of new orders and of replaced ones; a trigger asks for none.
 *
 * No report names a trigger. It is known by what only a triggered order can do, execute or lapse for
 * another reason than its time, and by a trade of the market at its stop price while it waits.
 */
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  FOK,
  IOC,
  JOURNAL_INTENT,
  JOURNAL_KILL_SWITCH,
  JOURNAL_RUN_BEGIN,
  KILL_REARMED,
} from '../../core/index.ts'
import type { JournalEntry } from '../journal-export/index.ts'
import { WaitingStops } from './waiting-stops.ts'

export const ORDER_TO_TRADE_RULE =
  'RTS 9 (2017/566): total orders divided by total transactions, less 1, by number and by volume, per ' +
  'instrument and day. Without a transaction the ratio is not defined: counts are given, and whether that ' +
  "is a breach is for the venue's rule."

export const ORDER_TO_TRADE_WEIGHTS = [
  { type: 'limit (also post-only and good till date)', counts: 'new 1, delete 1, modify 2' },
  {
    type: 'stop and stop-limit',
    counts: 'new 1, and 1 when it triggers; delete and modify as limit',
  },
  { type: 'market', counts: '1' },
  { type: 'immediate or cancel, fill or kill', counts: '1, and 1 when it lapses unexecuted' },
  { type: 'iceberg', counts: 'new 1; delete and modify as limit' },
] as const

export const NOT_COUNTED = [
  'requests that the pre-trade gate refused: they never reached a venue',
  'withdrawals while the kill switch was on',
  'orders that the venue withdrew on its own, after an uncrossing or a loss of the connection',
  'the trigger of a stop-limit order that then neither executed nor lapsed, where the journal holds no trades of the market: no report names it',
] as const

const NANOS_PER_DAY = 86_400_000_000_000n

/** Counts of one instrument on one day. */
export class DayCount {
  readonly market: number
  readonly symbol: string
  readonly day: number
  newOrders = 0
  replaces = 0
  cancels = 0
  orders = 0
  notCounted = 0
  /** Stop orders that triggered; `orders` has them. */
  triggers = 0
  orderedLots = 0
  trades = 0
  tradedLots = 0

  constructor(market: number, symbol: string, day: number) {
    this.market = market
    this.symbol = symbol
    this.day = day
  }

  get byNumber(): number | null {
    return this.trades === 0 ? null : this.orders / this.trades - 1
  }
  get byVolume(): number | null {
    return this.tradedLots === 0 ? null : this.orderedLots / this.tradedLots - 1
  }
}

export class OrderToTradeCount {
  readonly #days = new Map<string, DayCount>()
  /** Orders that lapse for one more message: immediate ones without an execution yet. */
  readonly #immediate = new Set<string>()
  #stops = new WaitingStops()
  #isKilled = false
  readonly #symbolOf: (market: number) => string

  /** `symbolOf`: of a market, in the run that goes on. */
  constructor(symbolOf: (market: number) => string) {
    this.#symbolOf = symbolOf
  }

  /** In the order of their first messages. */
  get days(): readonly DayCount[] {
    return [...this.#days.values()]
  }

  /** `epochNanos`: Unix nanoseconds that the entry's times count from. */
  take(entry: JournalEntry, epochNanos: bigint): void {
    const { kind } = entry
    const triggered = this.#stops.take(entry)
    if (triggered > 0) {
      const count = this.#countOf(entry, epochNanos)
      count.triggers += triggered
      count.orders += triggered
    }
    if (kind === JOURNAL_INTENT) {
      if (entry.code === 0) this.#request(entry, epochNanos)
    } else if (kind === FILLED) this.#fill(entry, epochNanos)
    else if (kind === EXPIRED) this.#lapse(entry, epochNanos)
    else if (kind === JOURNAL_KILL_SWITCH) this.#isKilled = entry.grade !== KILL_REARMED
    else if (kind === JOURNAL_RUN_BEGIN) {
      // Order numbers begin anew, and what worked in the run before has ended with it.
      this.#immediate.clear()
      this.#stops = new WaitingStops()
    }
  }

  #request(entry: JournalEntry, epochNanos: bigint): void {
    const count = this.#countOf(entry, epochNanos)
    if (entry.grade === CANCEL_ORDER) {
      count.cancels++
      if (this.#isKilled) count.notCounted++
      else count.orders++
      return
    }
    count.orderedLots += entry.size
    if (entry.grade !== ENTER_ORDER) {
      count.replaces++
      count.orders += 2
      return
    }
    count.newOrders++
    count.orders++
    const timeInForce = (entry.rest >>> 8) & 0xff
    if (timeInForce === IOC || timeInForce === FOK) this.#immediate.add(keyOf(entry))
  }

  #fill(entry: JournalEntry, epochNanos: bigint): void {
    const count = this.#countOf(entry, epochNanos)
    count.trades++
    count.tradedLots += entry.size
    this.#immediate.delete(keyOf(entry))
  }

  #lapse(entry: JournalEntry, epochNanos: bigint): void {
    if (this.#immediate.delete(keyOf(entry))) this.#countOf(entry, epochNanos).orders++
  }

  #countOf({ instrument, localNanos }: JournalEntry, epochNanos: bigint): DayCount {
    const day = dayOf(localNanos, epochNanos)
    const symbol = this.#symbolOf(instrument)
    const key = `${instrument} ${symbol} ${day}`
    let count = this.#days.get(key)
    if (count === undefined) {
      count = new DayCount(instrument, symbol, day)
      this.#days.set(key, count)
    }
    return count
  }
}

const keyOf = ({ instrument, order }: JournalEntry): string => `${instrument} ${order}`

/** Whole days since 1970, or since the epoch where that is no date. */
function dayOf(nanos: number, epochNanos: bigint): number {
  const unix = epochNanos + BigInt(Number.isFinite(nanos) ? Math.floor(nanos) : 0)
  const day = unix / NANOS_PER_DAY
  return Number(unix < 0n && unix % NANOS_PER_DAY !== 0n ? day - 1n : day)
}

/** `2024-08-08`, or `day 1` where no date is known. */
export function dayText(day: number, epochNanos: bigint): string {
  const millis = day * 86_400_000
  const isDate = epochNanos !== 0n && Math.abs(millis) <= 8.64e15
  return isDate ? new Date(millis).toISOString().slice(0, 10) : `day ${day + 1}`
}
