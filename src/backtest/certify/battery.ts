/** The stressed markets of a certification, in their order: what is done, when, how large, and by whom. */
import { type Lots, lots, nanos, seconds } from '../../core/index.ts'
import type { BreakerLimits } from '../../risk/index.ts'
import type { ScenarioPlan } from '../../simulation/index.ts'
import { ClockStep } from './clock-step.ts'
import { DataGap } from './data-gap.ts'
import { Fault, type FaultWindow } from './fault.ts'
import { HouseHalt } from './house-halt.ts'
import { LatencySpike } from './latency-spike.ts'
import { LineLoss } from './line-loss.ts'
import { LockedMarket } from './locked-market.ts'
import { OwnFatFinger } from './own-fat-finger.ts'
import { RejectStorm } from './reject-storm.ts'
import { RepeatedFills } from './repeated-fills.ts'
import { StopByHand } from './stop-by-hand.ts'

/** The market lives alone before, is left alone after, and is stressed in between. */
export const WARM_UP_SECONDS = 20
export const EVENT_SECONDS = 60
export const SPAN_SECONDS = 120
const CRASH_SECONDS = 5
const LATENCY_NANOS = 400e6
const CLOCK_STEP_NANOS = 5e9
const REFUSED_SHARE = 0.9
const REPEATS = 2

/** What a market shows just before it is stressed: sizes are chosen by it. */
export interface BookBefore {
  readonly bidLots: number
  readonly askLots: number
}

export interface StressCase {
  readonly name: string
  readonly title: string
  readonly lastsSeconds: number
  readonly injected: (before: BookBefore) => string
  readonly scenarios?: (before: BookBefore) => readonly ScenarioPlan[]
  readonly fault: (window: FaultWindow, seed: number | string) => Fault
  /**
   * Whether the thresholds in force are passed by what is done; why not, where they are not.
   * Undefined for what has no threshold.
   */
  readonly mustTrip?: (breaker: BreakerLimits, acts: number, lastsSeconds: number) => MustTrip
  /** The venue refuses, or answers late or never: whoever sends on and on makes it worse. */
  readonly asksRestraint?: boolean
}

/** `true`, or the reason why not. */
export type MustTrip = true | string

const at = nanos(EVENT_SECONDS * 1e9)
const plain = (window: FaultWindow) => new Fault(window)
const crashLots = ({ bidLots }: BookBefore): Lots => lots(Math.max(1, Math.ceil(bidLots)))
const fingerLots = ({ askLots }: BookBefore): Lots => lots(Math.max(1, Math.ceil(askLots / 2)))

export const STRESS_CASES: readonly StressCase[] = [
  {
    name: 'flash-crash',
    title: 'flash crash',
    lastsSeconds: CRASH_SECONDS,
    injected: (before) =>
      `${crashLots(before)} lots sold at any price within ${CRASH_SECONDS} s, 80 % of what rests withdrawn`,
    scenarios: (before) => [
      {
        kind: 'flash-crash',
        at,
        for: seconds(CRASH_SECONDS),
        lots: crashLots(before),
        withdraw: 0.8,
      },
    ],
    fault: plain,
  },
  {
    name: 'disconnect',
    title: 'disconnect',
    lastsSeconds: 10,
    injected: () => 'order line lost for 10 s, cancel on disconnect',
    fault: (window) => new LineLoss(window),
    asksRestraint: true,
  },
  {
    name: 'data-gap',
    title: 'data gap',
    lastsSeconds: 10,
    injected: () => 'market data lost for 10 s, then a gap is told and the book sent anew',
    fault: (window) => new DataGap(window),
    mustTrip: ({ data }, acts, lasts) => {
      if (data === undefined) return 'no breaker.data in the configuration'
      if (acts === 0) return 'nothing was to be lost'
      return data.gaps || data.silenceNanosMax < lasts * 1e9 || 'shorter than breaker.data.silence'
    },
  },
  {
    name: 'reject-storm',
    title: 'reject storm',
    lastsSeconds: 10,
    injected: () => 'the venue refuses 90 % of orders and replaces for 10 s',
    fault: (window, seed) => new RejectStorm(window, REFUSED_SHARE, seed),
    mustTrip: ({ rejects }, acts) => {
      if (rejects === undefined) return 'no breaker.rejects in the configuration'
      return (
        acts >= 2 * rejects.answers ||
        `only ${acts} refusals: fewer than twice breaker.rejects.answers`
      )
    },
    asksRestraint: true,
  },
  {
    name: 'latency-spike',
    title: 'latency spike',
    lastsSeconds: 10,
    injected: () => 'market data, requests and reports take 400 ms more for 10 s',
    fault: (window) => new LatencySpike(window, LATENCY_NANOS),
    mustTrip: ({ latency }, acts) => {
      if (latency === undefined) return 'no breaker.latency in the configuration'
      if (latency.p99NanosMax >= LATENCY_NANOS) return 'below breaker.latency.p99'
      return (
        acts >= 4 * latency.answers || `only ${acts} requests and reports: too few for a percentile`
      )
    },
    asksRestraint: true,
  },
  {
    name: 'venue-halt',
    title: 'halt by the venue',
    lastsSeconds: 10,
    injected: () => 'the venue takes nothing but cancels for 10 s',
    scenarios: () => [{ kind: 'venue-outage', at, for: seconds(10) }],
    fault: plain,
    asksRestraint: true,
  },
  {
    name: 'house-halt',
    title: 'halt by the house',
    lastsSeconds: 10,
    injected: () => 'an operator halts trading for 10 s',
    fault: (window) => new HouseHalt(window),
  },
  {
    name: 'kill-switch',
    title: 'kill switch',
    lastsSeconds: 10,
    injected: () => 'the kill switch is tripped by hand',
    fault: (window) => new StopByHand(window),
    mustTrip: () => true,
  },
  {
    name: 'locked-market',
    title: 'locked market',
    lastsSeconds: 10,
    injected: () => 'the feed shows a bid of 50 lots at the best ask for 10 s',
    fault: (window) => new LockedMarket(window),
    asksRestraint: true,
  },
  {
    name: 'fat-finger',
    title: 'fat finger',
    lastsSeconds: 1,
    injected: (before) =>
      `somebody buys ${fingerLots(before)} lots at once; six own orders that nobody meant`,
    scenarios: (before) => [{ kind: 'fat-finger', at, side: 'buy', lots: fingerLots(before) }],
    fault: (window) => new OwnFatFinger(window),
  },
  {
    name: 'repeated-fills',
    title: 'duplicate fills',
    lastsSeconds: 30,
    injected: () => `every execution is told ${REPEATS + 1} times for 30 s`,
    fault: (window) => new RepeatedFills(window, REPEATS),
  },
  {
    name: 'clock-step',
    title: 'clock step',
    lastsSeconds: 10,
    injected: () =>
      `the venue's clock steps back by ${CLOCK_STEP_NANOS / 1e9} s, and forward after 10 s`,
    fault: (window) => new ClockStep(window, CLOCK_STEP_NANOS),
    mustTrip: ({ clock }, acts) => {
      if (clock === undefined) return 'no breaker.clock in the configuration'
      if (acts === 0) return 'no message was stamped'
      return clock.jumpNanosMax < CLOCK_STEP_NANOS || 'below breaker.clock.jump'
    },
  },
]
