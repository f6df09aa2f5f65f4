/**
 * The latencies of one lane, built from a plan: its order lines, its feed, its strategy.
 *
 * ```ts
 * const latency = new LaneLatency(plan)
 * new RequestLine(latency.orders, reports)
 * new TwoClockOrder({ ..., feedDelay: latency.feed })
 * new Trader({ ..., compute: latency.compute })
 * ```
 *
 * Every use has a random stream of its own, named after it: `latency/entry`, or `latency/entry/new`
 * and so on by kind, `latency/response`, `latency/feed`, `latency/compute`. A model that is added
 * changes no other's draws. Lanes after the first split these streams by their index.
 */
import { nanos, RandomStream } from '../../core/index.ts'
import type { Delay } from './delay.ts'
import { FeedDelay } from './feed-delay.ts'
import { FeedGauge } from './feed-gauge.ts'
import { InterpolatedLatency } from './interpolated-latency.ts'
import type { LatencyModel } from './latency.ts'
import {
  type DelaySpec,
  type EntrySpec,
  type LatencyPlan,
  orderDelay,
  sampledDelay,
} from './latency-plan.ts'
import { OrderLatency } from './order-latency.ts'
import { ProportionalDelay } from './proportional-delay.ts'
import { SpikedLatency, Spikes } from './spikes.ts'

export interface LanePlace {
  /** Which lane of the run it is. */
  readonly index: number
  /** From the epoch of the lane's feed to that of the run. */
  readonly epochShiftNanos: number
}

export class LaneLatency {
  readonly orders: LatencyModel
  /** Absent where the data say when they arrived. */
  readonly feed: FeedDelay | undefined
  /** Absent where strategies think in no time. */
  readonly compute: Delay | undefined

  /**
   * A `LatencyModel` stands for its order lines alone, nothing for no latency at all.
   * @throws RangeError for a plan with impossible numbers.
   */
  constructor(
    latency: LatencyModel | LatencyPlan = {},
    place: LanePlace = { index: 0, epochShiftNanos: 0 },
  ) {
    if (isModel(latency)) {
      this.orders = latency
      return
    }
    const { seed = 1, feed, spikes, compute } = latency
    const stream = (name: string) => {
      const named = RandomStream.named(seed, `latency/${name}`)
      return place.index === 0 ? named : named.split(String(place.index))
    }
    const calm = orderLines(latency, stream, place)
    // The order lines and the feed each count the market's messages for themselves.
    const fresh = () => (spikes === undefined ? undefined : new Spikes(spikes))
    const own = fresh()
    this.orders = own === undefined ? calm : new SpikedLatency(calm, own)
    if (feed !== undefined) {
      this.feed = new FeedDelay(sampledDelay(feed, stream('feed')), fresh())
    }
    if (compute !== undefined) this.compute = sampledDelay(compute, stream('compute'))
  }
}

type Streams = (name: string) => RandomStream

const isModel = (latency: LatencyModel | LatencyPlan): latency is LatencyModel =>
  typeof latency.entry === 'function'

function orderLines(plan: LatencyPlan, stream: Streams, place: LanePlace): LatencyModel {
  const { recorded, entry = nanos(0), response = nanos(0) } = plan
  if (recorded !== undefined) {
    const { epochShiftNanos } = place
    const { rows, offsetNanos } = recorded
    return new InterpolatedLatency(rows, { offsetNanos, epochShiftNanos })
  }
  const gauge = new FeedGauge()
  let readsGauge = false
  const delay = (spec: DelaySpec, name: string) => {
    const made = orderDelay(spec, stream(name), gauge)
    if (made instanceof ProportionalDelay) readsGauge = true
    return made
  }
  // Nobody listens to every record of a market for a gauge that nobody reads.
  const watch = () => (readsGauge ? gauge : undefined)
  const back = delay(response, 'response')
  if (isByKind(entry)) {
    return new OrderLatency({
      enter: delay(entry.new, 'entry/new'),
      cancel: delay(entry.cancel, 'entry/cancel'),
      replace: delay(entry.replace, 'entry/replace'),
      response: back,
      watch: watch(),
    })
  }
  const there = delay(entry, 'entry')
  return new OrderLatency({
    enter: there,
    cancel: there,
    replace: there,
    response: back,
    watch: watch(),
  })
}

const isByKind = (entry: DelaySpec | EntrySpec): entry is EntrySpec =>
  typeof entry === 'object' && 'new' in entry
