/** Trades once, at a random time of the day, on a random side, at the touch. */
import { BUY, lots, type Nanos, NO_PRICE, SELL } from '../../../core/index.ts'
import type { AgentDesk, MarketAgent, MarketAnswer } from '../../market/index.ts'
import { quadraticTime } from './day-times.ts'
import { drawOrderSize } from './order-size.ts'

export class NoiseAgent implements MarketAgent {
  readonly name = 'noise'
  readonly #open: Nanos
  readonly #close: Nanos

  /** Hours between which noise arrives; outside those of the venue it finds nobody. */
  constructor(open: Nanos, close: Nanos) {
    this.#open = open
    this.#close = close
  }

  start(desk: AgentDesk): void {
    const time = quadraticTime(desk.random.uniform(), this.#open, this.#close)
    if (time >= desk.now) desk.wakeAt(time)
  }

  wake(desk: AgentDesk): void {
    desk.ask()
  }

  answer(desk: AgentDesk, { bid, ask, isOpen }: MarketAnswer): void {
    if (!isOpen) return
    const side = desk.random.uniform() < 0.5 ? BUY : SELL
    const price = side === BUY ? ask : bid
    const size = drawOrderSize(desk.random)
    if (price !== NO_PRICE && size > 0) desk.limit(side, price, lots(size))
  }

  report(): void {}
}
