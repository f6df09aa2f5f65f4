/**
 * Wash trades: both sides of a trade belong to the same owner, so that nothing changes hands.
 *
 * Two forms. Direct: an own order takes an own order, which shows as two executions at one instant of
 * the venue, at one price, on opposite sides, one resting and one not. Arranged: executions of equal
 * size and price on opposite sides within 1 s between different algorithms of the owner, at least 3
 * such pairs within a minute, with next to nothing left of the position.
 *
 * Known false positives: two algorithms that trade against each other without knowing; that is a
 * wash trade all the same for several venues. Self-trade prevention at the venue ends both.
 */
import { SEVERITY_CRITICAL, SEVERITY_WARNING } from '../../../core/index.ts'
import { type Ground, type OwnFill, Rule } from '../rule.ts'

export interface WashTradesThresholds {
  readonly pairWithinNanos: number
  readonly pairsMin: number
  readonly windowNanos: number
  /** Of what the pairs traded, what may be left as a position. */
  readonly netShareMax: number
}

export const WASH_TRADES: WashTradesThresholds = {
  pairWithinNanos: 1e9,
  pairsMin: 3,
  windowNanos: 60e9,
  netShareMax: 0.1,
}

/** Pairs whose instants are remembered. */
const PAIRS_MAX = 64

export class WashTrades extends Rule {
  readonly #thresholds: WashTradesThresholds
  /** Of each pair: when, and the ids of its orders, so that no execution counts twice. */
  readonly #pairs: { nanos: number; lots: number; orders: readonly [number, number] }[] = []

  constructor(ground: Ground, thresholds: WashTradesThresholds = WASH_TRADES) {
    super(ground)
    this.#thresholds = thresholds
  }

  override filled(fill: OwnFill): void {
    const { history, now } = this.ground
    for (let back = 1; back < history.depth; back++) {
      if (now - history.nanos(back) > this.#thresholds.pairWithinNanos) break
      if (!history.isFill(back) || history.side(back) === fill.side) continue
      if (history.priceTicks(back) !== fill.priceTicks) continue
      const isOtherMaker = history.kind(back) === 'made'
      if (history.exchangeNanos(back) === fill.exchangeNanos && isOtherMaker !== fill.isMaker) {
        this.#direct(fill, back)
        return
      }
      const isOther = history.algorithm(back) !== fill.algorithm
      if (isOther && history.lots(back) === fill.lots) {
        this.#arranged(fill, back)
        return
      }
    }
  }

  #direct(fill: OwnFill, back: number): void {
    const { history } = this.ground
    const lots = Math.min(fill.lots, history.lots(back))
    this.ground.raise({
      severity: SEVERITY_CRITICAL,
      algorithm: fill.algorithm,
      evidence: [history.evidence(back), history.evidence(0)],
      figures: [
        { name: 'lots traded with oneself', measured: lots, threshold: 1, unit: 'at least' },
      ],
      text: `Orders ${history.orderId(back)} and ${fill.orderId} of one owner traded ${lots} lots with each other`,
    })
  }

  #arranged(fill: OwnFill, back: number): void {
    const { history, now } = this.ground
    const { windowNanos, pairsMin, netShareMax } = this.#thresholds
    const orders = [history.orderId(back), fill.orderId] as const
    const pairs = this.#pairs
    if (pairs.some((pair) => orders.some((id) => pair.orders.includes(id)))) return
    pairs.push({ nanos: now, lots: fill.lots, orders })
    while (pairs.length > PAIRS_MAX || now - pairs[0]!.nanos > windowNanos) pairs.shift()
    if (pairs.length < pairsMin) return
    const ids = new Set(pairs.flatMap((pair) => pair.orders))
    const isOfPair = (k: number) => history.isFill(k) && ids.has(history.orderId(k))
    const evidence = history.since(pairs[0]!.nanos - this.#thresholds.pairWithinNanos, 32, isOfPair)
    const traded = evidence.reduce((sum, { lots }) => sum + lots, 0)
    const net = Math.abs(evidence.reduce((sum, { lots, side }) => sum + side * lots, 0))
    if (net > netShareMax * traded) return
    this.ground.raise({
      severity: SEVERITY_WARNING,
      algorithm: fill.algorithm,
      evidence,
      figures: [
        { name: 'matched pairs', measured: pairs.length, threshold: pairsMin, unit: 'at least' },
        {
          name: 'share left as position',
          measured: net / traded,
          threshold: netShareMax,
          unit: 'at most',
        },
      ],
      text: `${pairs.length} pairs of equal size and price between algorithms of one owner, ${traded} lots in all, and ${net} lots changed hands`,
    })
  }
}
