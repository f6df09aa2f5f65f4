/** Buys while the mean of its last 20 mids is at least that of its last 50, else sells, at the touch. */
import { BUY, lots, type Nanos, NO_PRICE, nanos, SELL } from '../../../core/index.ts'
import type { AgentDesk, MarketAgent, MarketAnswer } from '../../market/index.ts'
import { drawOrderSize } from './order-size.ts'

const SHORT = 20
const LONG = 50

export class MomentumAgent implements MarketAgent {
  readonly name = 'momentum'
  readonly #meanWaitNanos: number = 0
  readonly #mids = new Float64Array(LONG)
  #count = 0

  constructor(meanWait: Nanos) {
    this.#meanWaitNanos = meanWait
  }

  start(desk: AgentDesk): void {
    this.#sleep(desk)
  }

  wake(desk: AgentDesk): void {
    desk.ask()
    this.#sleep(desk)
  }

  answer(desk: AgentDesk, { bid, ask, isOpen }: MarketAnswer): void {
    if (!isOpen || bid === NO_PRICE || ask === NO_PRICE) return
    this.#mids[this.#count++ % LONG] = (bid + ask) / 2
    if (this.#count <= LONG) return
    const side = this.#meanOf(SHORT) >= this.#meanOf(LONG) ? BUY : SELL
    const size = drawOrderSize(desk.random)
    if (size > 0) desk.limit(side, side === BUY ? ask : bid, lots(size))
  }

  report(): void {}

  /** To a hundredth of a tick, so that a hair does not decide. */
  #meanOf(samples: number): number {
    let sum = 0
    for (let k = 1; k <= samples; k++) sum += this.#mids[(this.#count - k) % LONG]!
    return Math.round((100 * sum) / samples) / 100
  }

  #sleep(desk: AgentDesk): void {
    const wait = Math.round(desk.random.exponential() * this.#meanWaitNanos)
    desk.wakeAt(nanos(desk.now + Math.max(1, wait)))
  }
}
