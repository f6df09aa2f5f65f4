/** Orders that nobody meant, put to the strategy's own gate: too large, too far away, both. */
import {
  BUY,
  ENTER_ORDER,
  LIMIT,
  type Lots,
  lots,
  type Nanos,
  SIDES,
  ticks,
} from '../../core/index.ts'
import { OrderIntent } from '../../risk/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { Market } from '../market.ts'
import { Fault } from './fault.ts'

const TOO_LARGE = 10
/** Of the collar. */
const TOO_FAR = 3

export class OwnFatFinger extends Fault {
  tried = 0
  refused = 0
  #run: BacktestRun | undefined

  override join(run: BacktestRun): void {
    this.#run = run
  }

  override tick(now: Nanos): void {
    if (now < this.window.fromNanos || this.acts > 0) return
    this.acts++
    for (const market of this.#run!.markets) this.#try(market, now)
  }

  override told(): string {
    return `a market order of another's that swept the book; ${this.tried} orders of one's own put to the gate`
  }

  #try({ gate, desk, trader, options }: Market, now: Nanos): void {
    const { book } = trader.options
    const { orderLotsMax, priceCollarBps } = options.limits
    if (!book.isTwoSided) return
    const mid = book.midTicks
    for (const side of SIDES) {
      const far = mid * (1 + ((side === BUY ? 1 : -1) * TOO_FAR * priceCollarBps) / 10_000)
      const near = book.best(side)
      const large = lots(orderLotsMax * TOO_LARGE)
      const tries: [number, Lots][] = [
        [near, large],
        [far, lots(1)],
        [far, large],
      ]
      for (const [price, size] of tries) {
        const intent = new OrderIntent()
        intent.action = ENTER_ORDER
        intent.side = side
        intent.price = ticks(Math.max(1, Math.round(price)))
        intent.size = size
        intent.growth = size
        intent.orderType = LIMIT
        this.tried++
        if (gate.approve(intent, desk, book, now) === undefined) this.refused++
      }
    }
  }
}
