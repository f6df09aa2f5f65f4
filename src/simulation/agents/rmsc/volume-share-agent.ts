/** Works a large order by taking a share of what others have traded in each interval. */
import { lots, type Nanos, nanos, type Side } from '../../../core/index.ts'
import {
  type AgentDesk,
  type MarketAgent,
  type MarketAnswer,
  ORDER_TRADED,
  type OrderReport,
} from '../../market/index.ts'

export interface VolumeShareOptions {
  readonly side: Side
  readonly totalLots: number
  /** Of the volume of the last interval. */
  readonly share: number
  readonly interval: Nanos
  readonly start: Nanos
  readonly end: Nanos
}

export class VolumeShareAgent implements MarketAgent {
  readonly name = 'volume share'
  readonly #options: VolumeShareOptions
  #seenLots = Number.NaN
  /** Lots still to trade, and those that are under way. */
  #leftLots: number = 0

  constructor(options: VolumeShareOptions) {
    this.#options = options
    this.#leftLots = options.totalLots
  }

  /** Lots still to trade. */
  get leftLots(): number {
    return this.#leftLots
  }

  start(desk: AgentDesk): void {
    if (this.#options.start < this.#options.end) desk.wakeAt(this.#options.start)
  }

  wake(desk: AgentDesk): void {
    desk.ask()
    const next = nanos(desk.now + this.#options.interval)
    if (next <= this.#options.end && this.#leftLots > 0) desk.wakeAt(next)
  }

  answer(desk: AgentDesk, { tradedLots, isOpen }: MarketAnswer): void {
    const traded = tradedLots - this.#seenLots
    this.#seenLots = tradedLots
    // The first answer only sets the mark.
    if (Number.isNaN(traded) || !isOpen) return
    const size = Math.min(this.#leftLots, Math.round(this.#options.share * traded))
    if (size > 0) desk.market(this.#options.side, lots(size))
  }

  report(_desk: AgentDesk, { change, size }: OrderReport): void {
    if (change === ORDER_TRADED) this.#leftLots -= size
  }
}
