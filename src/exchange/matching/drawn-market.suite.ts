/**
 * An engine with one instrument in which a test acts, reads what happened, and draws what is shown.
 *
 * A scenario is written once, from the buyer's side, and played twice: as it is, and with buyers and
 * sellers exchanged around the price 100. What the test sees is turned back.
 */
import { BUY, lots, NO_PRICE, nanos, SELL, SIDES, type Side, ticks } from '../../core/index.ts'
import { CommandWriter, type OrderRequest } from './command-writer.ts'
import type { InstrumentRulesOptions } from './instrument-rules.ts'
import { applyAll, type Matching, type MatchingOptions } from './matching.ts'
import type { Phase } from './phase.ts'
import { type Frame, priceIn, told } from './told-events.suite.ts'

export type EngineMaker = (options: MatchingOptions) => Matching

/** What a test says of an order: the rest is a limit order of participant 1 for the first instrument. */
export type Wanted = Omit<
  Partial<OrderRequest>,
  'size' | 'price' | 'stopPrice' | 'displaySize' | 'minimumQuantity'
> & {
  readonly stopPrice?: number
  readonly displaySize?: number
  readonly minimumQuantity?: number
}

const AXIS = 100

export class DrawnMarket {
  readonly engine: Matching
  readonly #frame: Frame
  readonly #commands = new CommandWriter()

  constructor(make: EngineMaker, sign: Side = BUY, rules: InstrumentRulesOptions = {}) {
    this.engine = make({
      instruments: [{ referenceTicks: ticks(AXIS), ...rules }],
      participants: 8,
    })
    this.#frame = { sign, axis: AXIS }
  }

  /** `size` and `price` as `5@101`, or `5` without a limit. */
  buy(id: number, order: string, wanted: Wanted = {}): string[] {
    return this.#enter(id, BUY, order, wanted)
  }

  sell(id: number, order: string, wanted: Wanted = {}): string[] {
    return this.#enter(id, SELL, order, wanted)
  }

  cancel(id: number, participant = 1): string[] {
    return this.#run((commands) => commands.cancel(id, participant, 0))
  }

  replace(id: number, order: string, participant = 1): string[] {
    const { size, price } = this.#parsed(order)
    return this.#run((commands) => commands.replace(id, participant, 0, price, size))
  }

  phase(phase: Phase): string[] {
    return this.#run((commands) => commands.phase(0, phase))
  }

  band(lowest: number, highest: number): string[] {
    const bounds = [lowest, highest].map((price) => priceIn(this.#frame, price))
    const [low, high] = [Math.min(...bounds), Math.max(...bounds)]
    return this.#run((commands) => commands.band(0, ticks(low), ticks(high)))
  }

  indicate(): string[] {
    return this.#run((commands) => commands.indicate(0))
  }

  massCancel(participant: number, side: Side | 0 = 0): string[] {
    const meant = (side === 0 ? 0 : side * this.#frame.sign) as Side | 0
    return this.#run((commands) => commands.massCancel(participant, 0, meant))
  }

  disconnect(participant: number): string[] {
    return this.#run((commands) => commands.disconnect(participant))
  }

  time(now: number): string[] {
    return this.#run((commands) => commands.time(nanos(now)))
  }

  /** What is displayed, best prices in the middle: lots offered, price, lots bid. */
  draw(): string[] {
    const rows: { price: number; text: string }[] = []
    for (const side of SIDES) {
      const { engine } = this
      let at = engine.bestOf(0, side)
      for (; at !== NO_PRICE; at = engine.nextShownBehind(0, side, at)) {
        const price = priceIn(this.#frame, at)
        const shown = engine.shownAt(0, side, at)
        const isBid = side * this.#frame.sign > 0
        rows.push({ price, text: isBid ? `| ${price} | ${shown}` : `${shown} | ${price} |` })
      }
    }
    return rows.sort((a, b) => b.price - a.price).map(({ text }) => text)
  }

  #enter(id: number, side: Side, order: string, wanted: Wanted): string[] {
    const { displaySize, minimumQuantity, pegOffsetTicks, stopPrice, ...terms } = wanted
    const framed = {
      ...(displaySize === undefined ? {} : { displaySize: lots(displaySize) }),
      ...(minimumQuantity === undefined ? {} : { minimumQuantity: lots(minimumQuantity) }),
      ...(pegOffsetTicks === undefined
        ? {}
        : { pegOffsetTicks: pegOffsetTicks * this.#frame.sign }),
      ...(stopPrice === undefined ? {} : { stopPrice: ticks(priceIn(this.#frame, stopPrice)) }),
    }
    return this.#run((commands) =>
      commands.enter({
        ...{ id, participant: 1, instrument: 0, side: (side * this.#frame.sign) as Side },
        ...this.#parsed(order),
        ...terms,
        ...framed,
      }),
    )
  }

  #parsed(order: string) {
    const [size, price] = order.split('@')
    return {
      size: lots(Number(size)),
      price: price === undefined ? NO_PRICE : ticks(priceIn(this.#frame, Number(price))),
    }
  }

  #run(write: (commands: CommandWriter) => void): string[] {
    this.#commands.tape.clear()
    write(this.#commands)
    this.engine.events.clear()
    applyAll(this.engine, this.#commands.tape)
    this.engine.checkInvariants()
    return told(this.engine.events, this.#frame)
  }
}
