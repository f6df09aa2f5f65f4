/**
 * Marking the close: aggressive trading at the end of a session, to move the price that a position is
 * valued at.
 *
 * At a close (an instant that was named, a halt, the end of the records) the last 30 s are looked at: own
 * orders took more than a quarter of all that traded in one direction, the mid moved that way by more
 * than a usual move of such a stretch and a tick, and a position that was held before them gains by it.
 *
 * It needs the public touch and tape, and to have seen the position from its beginning.
 *
 * Known false positives: an execution that hurries to be complete by the close, of somebody who already
 * holds the same side.
 */
import { BUY, SELL, SEVERITY_WARNING, SIDES, type Side } from '../../../core/index.ts'
import { SECONDS_KEPT } from '../market-sight.ts'
import { type Ground, type OwnFill, Rule } from '../rule.ts'

export interface MarkingTheCloseThresholds {
  readonly windowNanos: number
  readonly shareMin: number
  readonly movesMin: number
  readonly moveTicksMin: number
  /** Lots taken, per lot of an equal stretch before. */
  readonly accelerationMin: number
  readonly secondsSeenMin: number
}

export const MARKING_THE_CLOSE: MarkingTheCloseThresholds = {
  windowNanos: 30e9,
  shareMin: 0.25,
  movesMin: 1,
  moveTicksMin: 1,
  accelerationMin: 3,
  secondsSeenMin: 60,
}

const EVIDENCE_MAX = 32

export class MarkingTheClose extends Rule {
  readonly #thresholds: MarkingTheCloseThresholds
  #algorithm = 0

  constructor(ground: Ground, thresholds: MarkingTheCloseThresholds = MARKING_THE_CLOSE) {
    super(ground)
    this.#thresholds = thresholds
  }

  override filled(fill: OwnFill): void {
    this.#algorithm = fill.algorithm
  }

  override closed(): void {
    const { sight } = this.ground
    const { secondsSeenMin } = this.#thresholds
    if (sight.secondsSeen < secondsSeenMin || sight.tradesSeen === 0) return
    for (const side of SIDES) this.#judge(side)
  }

  #judge(side: Side): void {
    const { sight, history, now, position, isOwnInTape } = this.ground
    const { windowNanos, shareMin, movesMin, moveTicksMin, accelerationMin } = this.#thresholds
    const from = now - windowNanos
    const taken = sight.ownTakenSince(from, side)
    if (taken === 0) return
    const own = sight.ownTakenSince(from, BUY) + sight.ownTakenSince(from, SELL)
    const traded = sight.tradedSince(from)
    const share = taken / (isOwnInTape ? Math.max(traded, own) : traded + own)
    const move = side * (sight.mid - sight.midAt(from))
    const usual = sight.usualMove(windowNanos)
    const isFill = (back: number) => history.isFill(back)
    const fills = history.since(from, Number.POSITIVE_INFINITY, isFill)
    const held = position - fills.reduce((sum, fill) => sum + fill.side * fill.lots, 0)
    const isMoved = move >= Math.max(moveTicksMin, movesMin * usual)
    if (share < shareMin || !isMoved || held * side <= 0) return
    // The minute and a half before, as long as it is remembered.
    const beforeNanos = SECONDS_KEPT * 1e9 - windowNanos
    const takenBefore = sight.ownTakenSince(from - beforeNanos, side) - taken
    const usualTaken = (takenBefore * windowNanos) / beforeNanos
    if (taken < accelerationMin * usualTaken) return
    const seconds = windowNanos / 1e9
    this.ground.raise({
      severity: SEVERITY_WARNING,
      algorithm: this.#algorithm,
      evidence: fills
        .filter((fill) => fill.kind === 'took' && fill.side === side)
        .slice(-EVIDENCE_MAX),
      figures: [
        {
          name: `share of what traded in the last ${seconds} s`,
          measured: share,
          threshold: shareMin,
          unit: 'at least',
        },
        {
          name: 'move of the mid',
          measured: move,
          threshold: Math.max(moveTicksMin, movesMin * usual),
          unit: 'ticks, at least',
        },
        {
          name: 'lots taken, beside those of an equal stretch before',
          measured: taken,
          threshold: accelerationMin * usualTaken,
          unit: 'lots, at least',
        },
        { name: 'position before', measured: held, threshold: 0, unit: 'lots, of the same side' },
      ],
      text: `Took ${taken} lots on the ${side === BUY ? 'buying' : 'selling'} side in the last ${seconds} s before a close, which moved the mid ${move} ticks in favour of ${Math.abs(held)} lots held before`,
    })
  }
}
