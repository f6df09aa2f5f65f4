/**
 * One side is shown, the other is executed, and what was shown goes: the shape that spoofing and
 * layering share.
 *
 * ```
 *  lots
 *  shown side      ########----------+ withdrawn: at least `withdrawnShareMin` of it
 *  executed side        x fill        within `withdrawnWithinNanos`
 *                  |----|-------------|---|
 *                  young enough           nothing of the kind entered again while it settles
 * ```
 *
 * At a fill the side opposite to it is looked at: resting orders that are young and unexecuted, and how
 * their lots compare with those of the executed side. From then on it is counted what becomes of them.
 * Whoever enters as much again on the same side has moved quotes, not withdrawn them.
 */
import { opposite, SEVERITY_CRITICAL, type Side, sideName } from '../../../core/index.ts'
import type { OwnOrder } from '../own-order.ts'
import { type Ending, type Ground, type OwnFill, Rule, type SentAction } from '../rule.ts'
import type { AlertFigure, EvidenceRecord } from '../surveillance-alert.ts'

export interface ShownSideThresholds {
  /** Distinct prices of the shown side. */
  readonly levelsMin: number
  readonly levelsMax: number
  /** Lots shown per lot of the executed side. */
  readonly ratioMin: number
  /** Lots shown per lot that stands at the market's best price as a rule. */
  readonly shownPerTouchMin: number
  /** Orders older than this when the fill comes do not count as shown for it. */
  readonly enteredWithinNanos: number
  readonly withdrawnWithinNanos: number
  /** Share of what was shown that must be withdrawn. */
  readonly withdrawnShareMin: number
  /** Share of what was withdrawn that may come back on the same side meanwhile. */
  readonly reenteredShareMax: number
  readonly settleNanos: number
}

const MEMBERS_MAX = 64
const EVIDENCE_MAX = 24

class Show {
  readonly side: Side
  readonly members: OwnOrder[]
  readonly levels: number
  readonly shownLots: number
  readonly executedSideLots: number
  readonly filledNanos: number
  readonly algorithm: number
  readonly evidence: EvidenceRecord[]
  executedLots: number
  withdrawnLots = 0
  reenteredLots = 0
  withdrawnNanos = 0

  constructor(fill: OwnFill, shown: readonly OwnOrder[], executedSideLots: number, now: number) {
    this.side = opposite(fill.side)
    this.members = [...shown]
    this.levels = new Set(shown.map(({ priceTicks }) => priceTicks)).size
    this.shownLots = shown.reduce((sum, { open }) => sum + open, 0)
    this.executedSideLots = executedSideLots
    this.executedLots = fill.lots
    this.filledNanos = now
    this.algorithm = fill.algorithm
    this.evidence = shown.slice(0, EVIDENCE_MAX / 3).map((order) => ({
      kind: 'entered',
      sequence: order.sentSequence,
      nanos: order.sentNanos,
      orderId: order.id,
      side: order.side,
      priceTicks: order.priceTicks,
      lots: order.open,
    }))
  }

  add(record: EvidenceRecord): void {
    if (this.evidence.length < EVIDENCE_MAX) this.evidence.push(record)
  }
}

export abstract class ShownSide extends Rule {
  readonly #thresholds: ShownSideThresholds
  /** At most one at a time. */
  #show: Show | undefined

  constructor(ground: Ground, thresholds: ShownSideThresholds) {
    super(ground)
    this.#thresholds = thresholds
  }

  protected abstract describe(show: { levels: number; shown: string; executed: string }): string

  override filled(fill: OwnFill): void {
    const show = this.#show
    if (show === undefined) this.#look(fill)
    else if (show.side === fill.side) this.#leave(show, fill.order, 0)
    else {
      show.executedLots += fill.lots
      show.add(this.ground.history.evidence(0))
    }
  }

  override sent(action: SentAction, order: OwnOrder, lots: number): void {
    const show = this.#show
    if (show === undefined || action !== 'enter') return
    if (order.side === show.side && !order.isImmediate) show.reenteredLots += lots
  }

  override shrunk(order: OwnOrder, lots: number): void {
    const show = this.#show
    if (show?.members.includes(order) === true) this.#withdrawn(show, lots)
  }

  override ended(order: OwnOrder, ending: Ending): void {
    const show = this.#show
    if (show === undefined) return
    this.#leave(show, order, ending === 'canceled' ? order.open : 0)
  }

  override advance(): void {
    super.advance()
    const show = this.#show
    this.#show = undefined
    if (show !== undefined) this.#judge(show)
  }

  override closed(): void {
    this.advance()
  }

  /** A fill: what stood on the other side? */
  #look(fill: OwnFill): void {
    const { orders, now, sight } = this.ground
    const { enteredWithinNanos, levelsMin, levelsMax, ratioMin, shownPerTouchMin } =
      this.#thresholds
    const shown: OwnOrder[] = []
    // What is left of an order tells nothing of how it compared when both sides were shown.
    let executedSideLots = Math.max(fill.lots, fill.order?.size ?? 0)
    for (let k = 0; k < orders.count && shown.length < MEMBERS_MAX; k++) {
      const order = orders.at(k)
      if (!order.isResting || order.open <= 0) continue
      if (order.side === fill.side) {
        if (order.id !== fill.orderId) executedSideLots += order.size
      } else if (order.filled === 0 && now - order.sentNanos <= enteredWithinNanos) {
        shown.push(order)
      }
    }
    if (shown.length === 0) return
    const show = new Show(fill, shown, Math.max(1, executedSideLots), now)
    if (show.levels < levelsMin || show.levels > levelsMax) return
    if (show.shownLots < ratioMin * show.executedSideLots) return
    if (show.shownLots < shownPerTouchMin * sight.usualTouchLots) return
    show.add(this.ground.history.evidence(0))
    this.#show = show
    this.dueNanos = now + this.#thresholds.withdrawnWithinNanos
  }

  #leave(show: Show, order: OwnOrder | undefined, withdrawnLots: number): void {
    const place = order === undefined ? -1 : show.members.indexOf(order)
    if (place === -1) return
    show.members.splice(place, 1)
    if (withdrawnLots > 0) this.#withdrawn(show, withdrawnLots)
  }

  #withdrawn(show: Show, lots: number): void {
    const { now, history } = this.ground
    const { withdrawnShareMin, settleNanos } = this.#thresholds
    show.withdrawnLots += lots
    show.withdrawnNanos = now
    show.add(history.evidence(0))
    if (show.withdrawnLots >= withdrawnShareMin * show.shownLots) {
      this.dueNanos = Math.min(this.dueNanos, now + settleNanos)
    }
  }

  #judge(show: Show): void {
    const { withdrawnShareMin, reenteredShareMax } = this.#thresholds
    if (show.withdrawnLots < withdrawnShareMin * show.shownLots) return
    if (show.reenteredLots > reenteredShareMax * show.withdrawnLots) return
    const { side, levels } = show
    const text = this.describe({
      levels,
      shown: sideName(side) === 'BUY' ? 'bids' : 'asks',
      executed: `${side === 1 ? 'sold' : 'bought'} ${show.executedLots} lots`,
    })
    this.ground.raise({
      severity: SEVERITY_CRITICAL,
      algorithm: show.algorithm,
      evidence: show.evidence,
      figures: this.#figures(show),
      text: `${text}, then withdrew ${show.withdrawnLots} of ${show.shownLots} lots within ${milliseconds(
        show.withdrawnNanos - show.filledNanos,
      )} ms of the fill`,
    })
  }

  #figures(show: Show): AlertFigure[] {
    const { levelsMin, ratioMin, withdrawnShareMin, withdrawnWithinNanos, reenteredShareMax } =
      this.#thresholds
    return [
      {
        name: 'lots shown per lot of the executed side',
        measured: show.shownLots / show.executedSideLots,
        threshold: ratioMin,
        unit: 'times, at least',
      },
      { name: 'prices', measured: show.levels, threshold: levelsMin, unit: 'at least' },
      {
        name: 'share withdrawn',
        measured: show.withdrawnLots / show.shownLots,
        threshold: withdrawnShareMin,
        unit: 'at least',
      },
      {
        name: 'from fill to withdrawal',
        measured: milliseconds(show.withdrawnNanos - show.filledNanos),
        threshold: milliseconds(withdrawnWithinNanos),
        unit: 'ms, at most',
      },
      {
        name: 'share entered again',
        measured: show.reenteredLots / show.withdrawnLots,
        threshold: reenteredShareMax,
        unit: 'at most',
      },
    ]
  }
}

const milliseconds = (nanos: number): number => Math.round(nanos / 1e3) / 1e3
