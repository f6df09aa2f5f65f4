/**
 * Why was I filled? A witness that keeps the ledger of a run's orders, and on a second pass the
 * chronicle of one of them.
 *
 * ```ts
 * const ledger = new OrderWitness()
 * await backtest({ ...options, witness: ledger })              // which orders were there?
 * const [place] = ledger.ledger.placesOf(42)
 * const record = ledger.ledger.records[place]
 * const life = new OrderWitness({ place, record, before: 20, after: 20 })
 * await backtest({ ...options, witness: life })                // the same run: what became of it?
 * life.chronicle.entries
 * ```
 */
import { type Nanos, nanos } from '../../core/index.ts'
import type { MarketWitness, RunWitness, WitnessPlace } from '../witness.ts'
import { MarketOrderWitness } from './market-order-witness.ts'
import { type ChronicleOptions, OrderChronicle } from './order-chronicle.ts'
import { OrderLedger } from './order-ledger.ts'

export class OrderWitness implements RunWitness {
  readonly ledger = new OrderLedger()
  /** Of the wanted life, where one was named. */
  readonly chronicle: OrderChronicle | undefined
  #clock: () => Nanos = () => nanos(Number.NaN)

  constructor(wanted?: ChronicleOptions) {
    this.chronicle = wanted && new OrderChronicle(wanted)
  }

  watch(place: WitnessPlace): MarketWitness {
    const isWanted = this.chronicle?.market === place.market
    return new MarketOrderWitness({
      place,
      ledger: this.ledger,
      chronicle: isWanted ? this.chronicle : undefined,
      clock: () => this.#clock(),
    })
  }

  begin(clock: () => Nanos): void {
    this.#clock = clock
  }
}
