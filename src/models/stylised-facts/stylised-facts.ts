/**
 * What real markets have in common, measured on any market, recorded or made.
 *
 * Feed it the touch, the trades and now and then the depth, in the order of time, each at the
 * instant when it happened; then ask for numbers (`statistics`) or for a verdict on each fact
 * (`judgeFacts`, in `fact-table.ts`). Everything is counted on the way in memory that does not grow,
 * so a market may run for days.
 *
 * ```
 * const facts = new StylisedFacts({ startNanos: seconds(50) })
 * facts.touch(now, bid, bidLots, ask, askLots)   // at every change of a best price or size
 * facts.trade(now, BUY, size)                    // before the touch that it leaves
 * facts.depth(lotsByDistance)                    // both sides, as often as convenient
 * facts.finish(end)
 * judgeFacts(facts.statistics())                 // [{ name: 'fat tails', verdict: 'pass', ... }]
 * ```
 *
 * The mid is sampled ten times a second; what happens before `startNanos` only sets the book.
 */
import type { Lots, Nanos, Side, Ticks } from '../../core/index.ts'
import { DayProfile } from './day-profile.ts'
import { MidRecord, SAMPLE_NANOS, SCALE_STEPS } from './mid-record.ts'
import { SIZE_LAGS } from './return-scale.ts'
import { SPREADS, TouchRecord } from './touch-record.ts'
import { RESPONSE_LAGS, SIGN_LAGS, TradeRecord } from './trade-record.ts'
import { type ImpactPoint, WindowRecord } from './window-record.ts'

/** Distances whose depth is kept, in ticks from the best price of the other side, from 1. */
export const DEPTH_DISTANCES = 20
/** The share of changes that makes the tail. */
const TAIL_SHARE = 0.05
/** Price changes are whole half ticks: a tail that begins lower is a matter of the grid. */
const TAIL_HALF_TICKS_MIN = 6
const WINDOW_STEPS = 100

export interface StylisedFactsOptions {
  /** Counting begins here. */
  readonly startNanos: Nanos
  /** Of a whole trading day, if one is modelled. */
  readonly day?: { readonly openNanos: Nanos; readonly closeNanos: Nanos }
}

/** One span over which price changes are compared. */
export interface ScaleStatistics {
  readonly seconds: number
  readonly changes: number
  /** Variance of changes per second, squared ticks: a point of the signature plot. */
  readonly signature: number
  readonly excessKurtosis: number
  readonly autocorrelation: number
  /** Autocorrelation of the sizes of changes, from lag 1. */
  readonly sizeAutocorrelations: readonly number[]
}

export interface MarketStatistics {
  readonly seconds: number
  readonly marketOrders: number
  readonly executions: number
  readonly tradedLots: number
  readonly midMoves: number
  readonly moveAutocorrelation: number
  readonly reversalShare: number
  readonly scales: readonly ScaleStatistics[]
  /** Hill's index, at the finest span whose tail is some ticks long. */
  readonly tail: { readonly index: number; readonly seconds: number; readonly changes: number }
  readonly meanSpreadTicks: number
  /** Shares of time at spreads of 1, 2, ... ticks. */
  readonly spreadShares: readonly number[]
  readonly oneSidedShare: number
  /** Mean lots at distances 1, 2, ... from the other side's best price. */
  readonly depthLots: readonly number[]
  /** Of the signs of market orders, from lag 1. */
  readonly signAutocorrelations: readonly number[]
  readonly waitVariation: number
  /** Windows of ten seconds. */
  readonly windows: number
  readonly volumeVolatilityCorrelation: number
  readonly flowDetermination: number
  readonly impact: readonly ImpactPoint[]
  readonly impactExponent: number
  /** Mean move of the mid after market orders, ticks in their direction. */
  readonly responses: readonly { readonly orders: number; readonly moveTicks: number }[]
  /** Shares of volume over the day, and their curvature; absent without a whole day. */
  readonly day?: { readonly shares: readonly number[]; readonly curvature: number }
}

export class StylisedFacts {
  readonly #startNanos: number = 0
  readonly #mids = new MidRecord()
  readonly #touches = new TouchRecord()
  readonly #trades = new TradeRecord()
  readonly #windows = new WindowRecord()
  readonly #depth = new Float64Array(DEPTH_DISTANCES)
  readonly #day: DayProfile | undefined
  #depthSamples = 0
  #nextSample: number = 0
  #samples = 0
  #endNanos: number = 0

  constructor({ startNanos, day }: StylisedFactsOptions) {
    this.#startNanos = startNanos
    this.#nextSample = startNanos
    this.#endNanos = startNanos
    this.#day = day === undefined ? undefined : new DayProfile(day.openNanos, day.closeNanos)
  }

  /** Both sides stand. */
  touch(time: Nanos, bid: Ticks, bidLots: Lots, ask: Ticks, askLots: Lots): void {
    this.#advance(time)
    if (time >= this.#startNanos) this.#touches.touch(time, bid, bidLots, ask, askLots)
    this.#mids.move(bid + ask)
  }

  /** A side of the book is empty. */
  loseTouch(time: Nanos): void {
    this.#advance(time)
    if (time >= this.#startNanos) this.#touches.lose(time)
  }

  /** An execution; `side` is the aggressor's. Prices do not matter, only where the mid goes. */
  trade(time: Nanos, side: Side, size: Lots): void {
    this.#advance(time)
    if (time < this.#startNanos) return
    this.#trades.trade(time, side, size, this.#mids.halfTicks)
    this.#windows.trade(side, size)
    this.#day?.trade(time, size)
  }

  /** Lots at distances 1, 2, ... from the other side's best price, both sides together. */
  depth(time: Nanos, lotsByDistance: Float64Array): void {
    if (time < this.#startNanos) return
    this.#depthSamples++
    for (let k = 0; k < DEPTH_DISTANCES; k++) {
      this.#depth[k] = this.#depth[k]! + (lotsByDistance[k] ?? 0) / 2
    }
  }

  /** The market is over. */
  finish(time: Nanos): void {
    this.#advance(time)
    if (time >= this.#startNanos) this.#touches.finish(time)
  }

  statistics(): MarketStatistics {
    const trades = this.#trades
    const touches = this.#touches
    const windows = this.#windows
    return {
      seconds: (this.#endNanos - this.#startNanos) / 1e9,
      marketOrders: trades.count,
      executions: trades.executions,
      tradedLots: trades.lots,
      midMoves: this.#mids.moveCount,
      moveAutocorrelation: this.#mids.moves.at(1),
      reversalShare: this.#mids.reversalShare,
      scales: this.#scales(),
      tail: this.#tail(),
      meanSpreadTicks: touches.meanSpreadTicks,
      spreadShares: fromOne(SPREADS, (spread) => touches.spreadShare(spread)),
      oneSidedShare: touches.oneSidedShare,
      depthLots: fromOne(DEPTH_DISTANCES, (k) => this.#depth[k - 1]! / this.#depthSamples),
      signAutocorrelations: fromOne(SIGN_LAGS, (lag) => trades.signs.at(lag)),
      waitVariation: trades.waitVariation,
      windows: windows.volumeAndMove.count,
      volumeVolatilityCorrelation: windows.volumeAndMove.correlation,
      flowDetermination: windows.flowAndMove.determination,
      impact: windows.impact(),
      impactExponent: windows.impactExponent(),
      responses: RESPONSE_LAGS.map((orders) => ({ orders, moveTicks: trades.response(orders) })),
      ...(this.#day === undefined
        ? {}
        : { day: { shares: this.#day.shares(), curvature: this.#day.curvature() } }),
    }
  }

  /** Takes the samples that are due before anything happens at `time`. */
  #advance(time: number): void {
    while (this.#nextSample <= time) {
      this.#mids.sample()
      if (this.#samples++ % WINDOW_STEPS === 0) {
        this.#windows.close(this.#mids.halfTicks, this.#touches.takeFlow())
      }
      this.#nextSample += SAMPLE_NANOS
    }
    if (time > this.#endNanos) this.#endNanos = time
  }

  #scales(): ScaleStatistics[] {
    return this.#mids.scales.map((scale) => {
      const seconds = (scale.steps * SAMPLE_NANOS) / 1e9
      return {
        seconds,
        changes: scale.count,
        signature: scale.meanSquareTicks / seconds,
        excessKurtosis: scale.excessKurtosis,
        autocorrelation: scale.changes.at(1),
        sizeAutocorrelations: fromOne(SIZE_LAGS, (lag) => scale.sizes.at(lag)),
      }
    })
  }

  #tail(): MarketStatistics['tail'] {
    const { scales } = this.#mids
    const isLong = (k: number) => scales[k]!.tail.quantile(TAIL_SHARE) >= TAIL_HALF_TICKS_MIN
    const found = SCALE_STEPS.findIndex((_, k) => isLong(k))
    const scale = scales[found === -1 ? scales.length - 1 : found]!
    return {
      index: scale.tail.tailIndex(TAIL_SHARE),
      seconds: (scale.steps * SAMPLE_NANOS) / 1e9,
      changes: scale.tail.total,
    }
  }
}

const fromOne = (count: number, value: (k: number) => number): number[] =>
  Array.from({ length: count }, (_, k) => value(k + 1))
