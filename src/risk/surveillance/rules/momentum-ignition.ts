/**
 * Momentum ignition: start a movement by taking aggressively, then trade out of it against those who
 * joined.
 *
 * Three phases. First the price is quiet: within 5 s before, its range is not beyond what is usual.
 * Then own orders, 3 at the least, take half of all that trades within 5 s, and at least 1.5 times
 * what trades in such a stretch as a rule; the mid moves by 3 usual moves of it, 2 ticks at the least. Then, within 30 s, at least half of what was taken is closed
 * at a better average price, and the mid comes back by a third of the way.
 *
 * It needs the public touch and tape; without them, and during the first half minute, it is blind.
 *
 * Known false positives: a large order that moved a thin market, was regretted and closed with luck.
 */
import { opposite, SEVERITY_CRITICAL, type Side } from '../../../core/index.ts'
import { type Ground, type OwnFill, Rule } from '../rule.ts'

export interface MomentumIgnitionThresholds {
  readonly quietNanos: number
  /** Range of the quiet phase, in usual moves of such a stretch. */
  readonly quietMovesMax: number
  readonly burstNanos: number
  readonly ordersMin: number
  readonly shareMin: number
  /** Lots taken, per lot that trades in such a stretch as a rule. */
  readonly spikeMin: number
  readonly movesMin: number
  readonly moveTicksMin: number
  readonly reversalNanos: number
  readonly closedShareMin: number
  readonly revertedShareMin: number
  /** Seconds of market that must have been seen. */
  readonly secondsSeenMin: number
}

export const MOMENTUM_IGNITION: MomentumIgnitionThresholds = {
  quietNanos: 5e9,
  quietMovesMax: 3,
  burstNanos: 5e9,
  ordersMin: 3,
  shareMin: 0.5,
  spikeMin: 1.5,
  movesMin: 3,
  moveTicksMin: 2,
  reversalNanos: 30e9,
  closedShareMin: 0.5,
  revertedShareMin: 1 / 3,
  secondsSeenMin: 30,
}

const LOOK_AGAIN_NANOS = 1e9
const EVIDENCE_MAX = 32

class Burst {
  readonly side: Side
  readonly fromNanos: number
  readonly baseTicks: number
  readonly usualMoveTicks: number
  readonly usualLots: number
  readonly algorithm: number
  untilNanos: number
  lots = 0
  value = 0
  orders = 0
  lastOrder = Number.NaN
  closedLots = 0
  closedValue = 0
  peakTicks: number

  constructor(
    fill: OwnFill,
    fromNanos: number,
    baseTicks: number,
    usual: { readonly moveTicks: number; readonly lots: number },
  ) {
    this.side = fill.side
    this.fromNanos = fromNanos
    this.untilNanos = fromNanos
    this.baseTicks = baseTicks
    this.peakTicks = baseTicks
    this.usualMoveTicks = usual.moveTicks
    this.usualLots = usual.lots
    this.algorithm = fill.algorithm
  }

  get moveTicks(): number {
    return this.side * (this.peakTicks - this.baseTicks)
  }
  /** Ticks per lot earned by what was closed. */
  get gainTicks(): number {
    return this.side * (this.closedValue / this.closedLots - this.value / this.lots)
  }
}

export class MomentumIgnition extends Rule {
  readonly #thresholds: MomentumIgnitionThresholds
  #burst: Burst | undefined
  #share = 0

  constructor(ground: Ground, thresholds: MomentumIgnitionThresholds = MOMENTUM_IGNITION) {
    super(ground)
    this.#thresholds = thresholds
  }

  override filled(fill: OwnFill): void {
    const { now } = this.ground
    const { burstNanos } = this.#thresholds
    const burst = this.#burst
    if (burst !== undefined) {
      this.#look(burst)
      if (fill.side === burst.side) {
        if (!fill.isMaker && now - burst.fromNanos <= burstNanos) {
          this.#take(burst, fill)
          return
        }
        // A later burst takes the place of one that came to nothing.
        if (fill.isMaker || this.#isIgnited(burst)) return
      } else {
        burst.closedLots += fill.lots
        burst.closedValue += fill.lots * fill.priceTicks
        this.#judge(burst)
        return
      }
    }
    if (!fill.isMaker) this.#begin(fill)
  }

  override advance(): void {
    const burst = this.#burst
    const { now } = this.ground
    const { burstNanos, reversalNanos } = this.#thresholds
    super.advance()
    if (burst === undefined) return
    this.#look(burst)
    const isOver = now - burst.untilNanos > reversalNanos
    const isIdle = now - burst.fromNanos > burstNanos && !this.#isIgnited(burst)
    if (isOver || isIdle) this.#burst = undefined
    else {
      this.dueNanos = now + LOOK_AGAIN_NANOS
      this.#judge(burst)
    }
  }

  override closed(): void {
    this.advance()
    this.#burst = undefined
  }

  #begin(fill: OwnFill): void {
    const { sight, now } = this.ground
    const { quietNanos, quietMovesMax, secondsSeenMin, moveTicksMin } = this.#thresholds
    this.#burst = undefined
    if (sight.secondsSeen < secondsSeenMin || sight.tradesSeen === 0) return
    const fromNanos = fill.order?.sentNanos ?? now
    const base = fill.order?.midTicks ?? sight.mid
    const { burstNanos } = this.#thresholds
    const usual = { moveTicks: sight.usualMove(burstNanos), lots: sight.usualTraded(burstNanos) }
    const { low, high } = sight.range(fromNanos - quietNanos, fromNanos - 1e9)
    const quietMax = Math.max(moveTicksMin, quietMovesMax * sight.usualMove(quietNanos))
    if (Number.isNaN(base) || high - low > quietMax) return
    const burst = new Burst(fill, fromNanos, base, usual)
    this.#burst = burst
    this.#take(burst, fill)
    this.dueNanos = now + LOOK_AGAIN_NANOS
  }

  #take(burst: Burst, fill: OwnFill): void {
    const { sight, isOwnInTape } = this.ground
    burst.lots += fill.lots
    burst.value += fill.lots * fill.priceTicks
    burst.untilNanos = this.ground.now
    if (fill.orderId !== burst.lastOrder) burst.orders++
    burst.lastOrder = fill.orderId
    const traded = sight.tradedSince(burst.fromNanos)
    const all = isOwnInTape ? Math.max(traded, burst.lots) : traded + burst.lots
    this.#share = burst.lots / all
    this.#look(burst)
  }

  /** How far has the mid come? */
  #look(burst: Burst): void {
    const { mid } = this.ground.sight
    if (burst.side * (mid - burst.peakTicks) > 0) burst.peakTicks = mid
  }

  #isIgnited(burst: Burst): boolean {
    const { movesMin, moveTicksMin, ordersMin, shareMin, spikeMin } = this.#thresholds
    if (burst.lots < spikeMin * burst.usualLots) return false
    const far = Math.max(moveTicksMin, movesMin * burst.usualMoveTicks)
    return burst.orders >= ordersMin && this.#share >= shareMin && burst.moveTicks >= far
  }

  #judge(burst: Burst): void {
    const { closedShareMin, revertedShareMin } = this.#thresholds
    if (burst.closedLots < closedShareMin * burst.lots || burst.gainTicks <= 0) return
    if (!this.#isIgnited(burst)) return
    const back = burst.side * (burst.peakTicks - this.ground.sight.mid)
    if (!(back >= revertedShareMin * burst.moveTicks)) return
    this.#burst = undefined
    this.#raise(burst, back / burst.moveTicks)
  }

  #raise(burst: Burst, reverted: number): void {
    const { history } = this.ground
    const { shareMin, spikeMin, movesMin, closedShareMin, revertedShareMin } = this.#thresholds
    const verb = burst.side === 1 ? 'bought' : 'sold'
    const other = opposite(burst.side) === 1 ? 'bought' : 'sold'
    const isFill = (back: number) => history.isFill(back)
    this.ground.raise({
      severity: SEVERITY_CRITICAL,
      algorithm: burst.algorithm,
      evidence: history.since(burst.fromNanos, EVIDENCE_MAX, isFill),
      figures: [
        {
          name: 'share of what traded',
          measured: this.#share,
          threshold: shareMin,
          unit: 'at least',
        },
        {
          name: 'lots taken, in what trades as a rule',
          measured: burst.lots / Math.max(burst.usualLots, 1e-9),
          threshold: spikeMin,
          unit: 'times, at least',
        },
        {
          name: 'move in usual moves',
          measured: burst.moveTicks / Math.max(burst.usualMoveTicks, 1e-9),
          threshold: movesMin,
          unit: 'at least',
        },
        {
          name: 'share closed',
          measured: burst.closedLots / burst.lots,
          threshold: closedShareMin,
          unit: 'at least',
        },
        { name: 'gain per lot', measured: burst.gainTicks, threshold: 0, unit: 'ticks, above' },
        {
          name: 'share of the move that came back',
          measured: reverted,
          threshold: revertedShareMin,
          unit: 'at least',
        },
      ],
      text: `Aggressively ${verb} ${burst.lots} lots while the mid moved ${burst.moveTicks} ticks, then ${other} ${burst.closedLots} lots ${burst.gainTicks.toFixed(2)} ticks better, and the move came back`,
    })
  }
}
