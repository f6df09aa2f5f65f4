/**
 * Checks a LOBSTER orderbook file against its messages: each row must follow from the one before, as
 * `LobsterStep` tells.
 */
import {
  EVENT_I32,
  type EventTape,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  sideOf,
} from '../../core/index.ts'
import type { ByteSource } from '../byte-source.ts'
import { LobsterRows } from '../lobster-rows.ts'
import { LobsterStep } from '../lobster-step.ts'
import type { TransitionReport } from './quality-report.ts'

export class LobsterTransitions {
  readonly #rows: LobsterRows
  #step: LobsterStep | undefined
  #rowCount = 0
  #compared = 0
  #agreed = 0
  #crossed = 0
  #locked = 0
  #isExhausted = false

  constructor(instrument: Instrument, source: ByteSource) {
    this.#rows = new LobsterRows(instrument, source)
  }

  /** Takes one row for every message in the batch. @throws InputError from the orderbook file. */
  async add(batch: EventTape): Promise<void> {
    for (let index = 0; index < batch.length && !this.#isExhausted; index++) {
      const i = index * EVENT_I32
      const { i32 } = batch
      const meta = i32[i + I_META]!
      this.#step?.apply(kindOf(meta), sideOf(meta), i32[i + I_PRICE]!, i32[i + I_SIZE]!)
      if ((flagsOf(meta) & FLAG_LAST) === 0) continue
      if (this.#rows.next() || (await this.#rows.advance())) this.#compareRow()
      else this.#isExhausted = true
    }
  }

  /** Reads the rest of the file: rows without messages are counted too. */
  async finish(): Promise<TransitionReport> {
    while (await this.#rows.advance()) this.#rowCount++
    return {
      rows: this.#rowCount,
      compared: this.#compared,
      agreed: this.#agreed,
      crossed: this.#crossed,
      locked: this.#locked,
    }
  }

  /** Ends the reading, also before the end of the file. */
  async close(): Promise<void> {
    await this.#rows.close()
  }

  #compareRow(): void {
    const rows = this.#rows
    this.#rowCount++
    this.#judge(rows)
    if (this.#step === undefined) {
      this.#step = new LobsterStep(rows.depth)
      this.#step.begin(rows)
      return
    }
    this.#compared++
    if (this.#step.settle(rows)) this.#agreed++
  }

  #judge({ bids, asks }: LobsterRows): void {
    if (bids.count === 0 || asks.count === 0) return
    const spreadTicks = asks.prices[0]! - bids.prices[0]!
    if (spreadTicks < 0) this.#crossed++
    else if (spreadTicks === 0) this.#locked++
  }
}
