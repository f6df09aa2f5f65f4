/**
 * The public market as surveillance remembers it: the touch, two minutes by the second, how far the
 * mid moves in a second as a rule, how much is shown at the touch as a rule.
 *
 * Memory is fixed; a record costs O(1), however long nothing has happened before it.
 */
import { assert, BUY, type Side } from '../../core/index.ts'
import { power } from './power.ts'
import type { TouchPoint } from './surveillance-alert.ts'

const SECOND = 1e9
/** Seconds that are remembered one by one. */
export const SECONDS_KEPT = 128
/** Weight of the newest second in the usual move and the usual size: five minutes back. */
const WEIGHT = 1 / 300
/** From here on a move beyond three usual ones counts as three. */
const KNOWN_SECONDS = 30
const PATH_POINTS = 1024
const PATH_STEP_NANOS = 20e6

export class MarketSight {
  bid = Number.NaN
  ask = Number.NaN
  #bidLots = 0
  #askLots = 0
  /** Seconds since the epoch of the newest second. */
  #second = Number.NaN
  readonly #opens = new Float64Array(SECONDS_KEPT).fill(Number.NaN)
  readonly #highs = new Float64Array(SECONDS_KEPT).fill(Number.NaN)
  readonly #lows = new Float64Array(SECONDS_KEPT).fill(Number.NaN)
  readonly #traded = new Float64Array(SECONDS_KEPT)
  readonly #ownBought = new Float64Array(SECONDS_KEPT)
  readonly #ownSold = new Float64Array(SECONDS_KEPT)
  #variance = 0
  #touchLots = 0
  /** Seconds that ended with a mid, and trades seen: how much there is to judge by. */
  secondsSeen = 0
  tradesSeen = 0
  readonly #pathNanos = new Float64Array(PATH_POINTS)
  readonly #pathBids = new Float64Array(PATH_POINTS)
  readonly #pathAsks = new Float64Array(PATH_POINTS)
  #points = 0

  /** In ticks; NaN unless both sides are there. */
  get mid(): number {
    return (this.bid + this.ask) / 2
  }
  /** Lots at a best price, as a rule; 0 while nobody has told sizes. */
  get usualTouchLots(): number {
    return this.#touchLots
  }

  best(side: Side): number {
    return side === BUY ? this.bid : this.ask
  }

  /** Ticks that the mid moves in a stretch of time, as a rule. */
  usualMove(nanos: number): number {
    return Math.sqrt(this.#variance * Math.max(1, nanos / SECOND))
  }

  /** Lots that trade in a stretch of time, as the tape of the last two minutes has it. */
  usualTraded(nanos: number): number {
    const seconds = Math.max(1, Math.min(SECONDS_KEPT, this.secondsSeen))
    return (this.#sumSince(this.#traded, Number.NEGATIVE_INFINITY) / seconds) * (nanos / SECOND)
  }

  /** A best price or size has changed; NaN for a side that is empty. */
  touch(now: number, bid: number, bidLots: number, ask: number, askLots: number): void {
    this.advance(now)
    this.bid = bid
    this.ask = ask
    this.#bidLots = bidLots
    this.#askLots = askLots
    const { mid } = this
    if (!Number.isNaN(mid)) {
      const slot = this.#slotOf(this.#second)
      if (Number.isNaN(this.#opens[slot]!)) this.#opens[slot] = mid
      this.#highs[slot] = Math.max(mid, Number.isNaN(this.#highs[slot]!) ? mid : this.#highs[slot]!)
      this.#lows[slot] = Math.min(mid, Number.isNaN(this.#lows[slot]!) ? mid : this.#lows[slot]!)
    }
    this.#keepPoint(now)
  }

  trade(now: number, lots: number): void {
    this.advance(now)
    this.tradesSeen++
    this.#traded[this.#slotOf(this.#second)]! += lots
  }

  /** An order of the watched flow took what rested. */
  ownTaken(now: number, side: Side, lots: number): void {
    this.advance(now)
    const own = side === BUY ? this.#ownBought : this.#ownSold
    own[this.#slotOf(this.#second)]! += lots
  }

  /** Lets time pass: seconds that are over are settled. From no instant there would be no end to them. */
  advance(now: number): void {
    assert(Number.isFinite(now), 'time passes at instants')
    const second = Math.floor(now / SECOND)
    if (second === this.#second) return
    const { mid } = this
    if (Number.isNaN(this.#second)) {
      this.#second = second
      this.#clear(second, mid)
      return
    }
    const passed = second - this.#second
    this.#settle(mid, passed)
    for (let k = Math.max(1, passed - SECONDS_KEPT + 1); k <= passed; k++) {
      this.#clear(this.#second + k, mid)
    }
    this.#second = second
  }

  /** The mid at the beginning of the second of an instant, as far back as is remembered. */
  midAt(nanos: number): number {
    return this.#opens[this.#slotOf(this.#within(nanos))]!
  }

  /** The lowest and highest mid since an instant, by whole seconds. */
  range(sinceNanos: number, untilNanos: number): { readonly low: number; readonly high: number } {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    const last = this.#within(untilNanos)
    for (let second = this.#within(sinceNanos); second <= last; second++) {
      const slot = this.#slotOf(second)
      if (this.#lows[slot]! < low) low = this.#lows[slot]!
      if (this.#highs[slot]! > high) high = this.#highs[slot]!
    }
    return { low, high }
  }

  /** Lots that the public tape showed since an instant, by whole seconds. */
  tradedSince(nanos: number): number {
    return this.#sumSince(this.#traded, nanos)
  }
  ownTakenSince(nanos: number, side: Side): number {
    return this.#sumSince(side === BUY ? this.#ownBought : this.#ownSold, nanos)
  }

  /** The touch between two instants, in at most so many points. */
  path(fromNanos: number, toNanos: number, pointsMax: number): TouchPoint[] {
    const found: number[] = []
    for (let k = Math.max(0, this.#points - PATH_POINTS); k < this.#points; k++) {
      const next = k + 1 < this.#points ? this.#pathNanos[(k + 1) % PATH_POINTS]! : toNanos
      if (next >= fromNanos && this.#pathNanos[k % PATH_POINTS]! <= toNanos) found.push(k)
    }
    const step = Math.max(1, Math.ceil(found.length / pointsMax))
    return found
      .filter((_, place) => place % step === 0)
      .map((k) => ({
        nanos: Math.max(fromNanos, this.#pathNanos[k % PATH_POINTS]!),
        bidTicks: this.#pathBids[k % PATH_POINTS]!,
        askTicks: this.#pathAsks[k % PATH_POINTS]!,
      }))
  }

  #slotOf(second: number): number {
    return ((second % SECONDS_KEPT) + SECONDS_KEPT) % SECONDS_KEPT
  }

  /** The second of an instant, moved into what is remembered. */
  #within(nanos: number): number {
    const newest = Number.isNaN(this.#second) ? 0 : this.#second
    const second = Math.floor(nanos / SECOND)
    return Math.min(newest, Math.max(newest - SECONDS_KEPT + 1, second))
  }

  #sumSince(columns: Float64Array, nanos: number): number {
    const last = this.#within(Number.POSITIVE_INFINITY)
    let sum = 0
    for (let second = this.#within(nanos); second <= last; second++) {
      sum += columns[this.#slotOf(second)]!
    }
    return sum
  }

  #clear(second: number, mid: number): void {
    const slot = this.#slotOf(second)
    this.#opens[slot] = mid
    this.#highs[slot] = mid
    this.#lows[slot] = mid
    this.#traded[slot] = 0
    this.#ownBought[slot] = 0
    this.#ownSold[slot] = 0
  }

  /** The newest second is over, and `passed - 1` more in which nothing happened. */
  #settle(mid: number, passed: number): void {
    const move = mid - this.#opens[this.#slotOf(this.#second)]!
    if (!Number.isNaN(move)) {
      // The first minutes weigh alike, so that the usual move is known early.
      const weight = Math.max(WEIGHT, 1 / (this.secondsSeen + 1))
      // One jump does not make jumps usual.
      const isKnown = this.secondsSeen >= KNOWN_SECONDS
      const squareMax = isKnown ? Math.max(1, 9 * this.#variance) : Number.POSITIVE_INFINITY
      this.#variance += weight * (Math.min(move * move, squareMax) - this.#variance)
      this.#variance *= power(1 - WEIGHT, passed - 1)
      this.secondsSeen += passed
    }
    const shown = (this.#bidLots + this.#askLots) / 2
    if (shown > 0) {
      const weight = this.#touchLots === 0 ? 1 : WEIGHT
      this.#touchLots += weight * (shown - this.#touchLots)
    }
  }

  #keepPoint(now: number): void {
    const newest = (this.#points - 1) % PATH_POINTS
    const isNear = this.#points > 0 && now - this.#pathNanos[newest]! < PATH_STEP_NANOS
    const slot = isNear ? newest : this.#points % PATH_POINTS
    if (!isNear) {
      const isSame = this.#pathBids[newest] === this.bid && this.#pathAsks[newest] === this.ask
      if (this.#points > 0 && isSame) return
      this.#pathNanos[slot] = now
      this.#points++
    }
    this.#pathBids[slot] = this.bid
    this.#pathAsks[slot] = this.ask
  }
}
