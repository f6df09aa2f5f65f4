/**
 * What becomes of a request that leaves at row `t`: one latency of order entry, in columns.
 *
 * ```
 *      times[t]              ackTimes[t]                times[nextRows[t]]
 *  ------|-----------------------|---------------------------|------>
 *         an old order may fill    the new one may fill
 *         buyBoundsAck             buyBoundsAfter
 * ```
 *
 * `nextRows[t]` is the first row after `t` that is not before the arrival: more than one on where
 * entry takes longer than the interval. A request that never arrives is `isLost`; then `ackTimes` is
 * when the desk learns of it, and nothing changes at the venue.
 */
import { ENTER_ORDER, nanos } from '../../core/index.ts'
import type { Delay, FeedWatch, LatencyModel } from '../../simulation/index.ts'
import { sharedBytes, sharedFloats, sharedInts } from '../shared-columns.ts'
import {
  ExchangeTape,
  type ExchangeTapeData,
  NO_BUY_FILLS,
  NO_SELL_FILLS,
} from './exchange-tape.ts'

export interface LatencyColumns {
  readonly ackTimes: Float64Array
  readonly nextRows: Int32Array
  readonly isLost: Uint8Array
  readonly buyBoundsAck: Int32Array
  readonly sellBoundsAck: Int32Array
  /** The venue's touch when the request arrives: decides post-only refusals. */
  readonly bidsAck: Int32Array
  readonly asksAck: Int32Array
  readonly buyBoundsAfter: Int32Array
  readonly sellBoundsAfter: Int32Array
}

/** When the market spoke, for latencies that follow it. */
export interface MarketPulse {
  /** Ends of messages at the venue. */
  readonly activityTimes: Float64Array
  /** Ends of messages here, and how long they were on their way. */
  readonly arrivalTimes: Float64Array
  readonly feedLatencies: Float64Array
}

export interface LatencyInputs {
  readonly rows: number
  readonly times: Float64Array
  readonly tape: ExchangeTapeData
  readonly pulse?: MarketPulse | undefined
  readonly orders: LatencyModel
  readonly compute?: Delay | undefined
}

export function latencyColumns(inputs: LatencyInputs): LatencyColumns {
  const { rows, times, orders, compute } = inputs
  const tape = new ExchangeTape(inputs.tape)
  const columns = emptyColumns(rows)
  const watch = orders.watch === undefined ? undefined : new PulseWatch(orders.watch, inputs.pulse)
  let left = 0
  let arrived = 0
  for (let row = 0; row < rows; row++) {
    const now = nanos(times[row]!)
    watch?.until(now)
    const leaves = compute === undefined ? now : nanos(now + compute.draw(now))
    const entry = orders.entry(leaves, ENTER_ORDER)
    const ack = leaves + Math.abs(entry)
    const next = firstRowFrom(times, rows, row + 1, ack)
    columns.ackTimes[row] = ack
    columns.nextRows[row] = next
    columns.isLost[row] = entry < 0 ? 1 : 0
    left = tape.after(now, left)
    arrived = tape.after(ack, arrived)
    const looked = tape.after(Math.max(ack, times[next]!), arrived)
    columns.buyBoundsAck[row] = tape.buyBound(left, arrived)
    columns.sellBoundsAck[row] = tape.sellBound(left, arrived)
    columns.bidsAck[row] = tape.bidBefore(arrived)
    columns.asksAck[row] = tape.askBefore(arrived)
    // A request that arrives when the data are over meets a market that does not move any more.
    const isOver = ack >= times[rows]!
    columns.buyBoundsAfter[row] = isOver ? NO_BUY_FILLS : tape.buyBound(arrived, looked)
    columns.sellBoundsAfter[row] = isOver ? NO_SELL_FILLS : tape.sellBound(arrived, looked)
  }
  return columns
}

function emptyColumns(rows: number): LatencyColumns {
  return {
    ackTimes: sharedFloats(rows),
    nextRows: sharedInts(rows),
    isLost: sharedBytes(rows),
    buyBoundsAck: sharedInts(rows),
    sellBoundsAck: sharedInts(rows),
    bidsAck: sharedInts(rows),
    asksAck: sharedInts(rows),
    buyBoundsAfter: sharedInts(rows),
    sellBoundsAfter: sharedInts(rows),
  }
}

/** The first row from `from` on that is not before `at`; the closing row when there is none. */
export function firstRowFrom(times: Float64Array, rows: number, from: number, at: number): number {
  let low = Math.min(from, rows)
  let reach = 1
  while (low + reach < rows && times[low + reach]! < at) reach *= 2
  let high = Math.min(rows, low + reach)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Tells a model of the market up to an instant, in the order in which the event engine would. */
class PulseWatch {
  readonly #watch: FeedWatch
  readonly #pulse: MarketPulse
  #arrival = 0
  #activity = 0

  constructor(watch: FeedWatch, pulse: MarketPulse | undefined) {
    if (pulse === undefined)
      throw new RangeError('a latency that follows the market needs its pulse')
    this.#watch = watch
    this.#pulse = pulse
  }

  until(now: number): void {
    const { activityTimes, arrivalTimes, feedLatencies } = this.#pulse
    for (;;) {
      const arrival = arrivalTimes[this.#arrival] ?? Number.POSITIVE_INFINITY
      const activity = activityTimes[this.#activity] ?? Number.POSITIVE_INFINITY
      if (Math.min(arrival, activity) > now) return
      if (arrival <= activity) {
        this.#watch.onFeedLatency(nanos(feedLatencies[this.#arrival++]!))
      } else {
        this.#activity++
        this.#watch.onActivity(nanos(activity))
      }
    }
  }
}
