/** The hash over everything that a venue said, in order. */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_ORDER,
  I_META,
  I_PRICE,
  I_SIZE,
  RunHash,
} from '../../core/index.ts'

export class EventDigest {
  readonly #hash = new RunHash()

  add({ f64, i32 }: EventTape, index: number): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const hash = this.#hash
    hash.addFloat64(f64[f + F_EXCHANGE]!)
    hash.addFloat64(f64[f + F_ORDER]!)
    hash.addInt32(i32[i + I_META]!)
    hash.addInt32(i32[i + I_PRICE]!)
    hash.addInt32(i32[i + I_SIZE]!)
    // Payload a and b, whichever words or doubles they are.
    for (let word = 12; word < EVENT_I32; word++) hash.addInt32(i32[i + word]!)
  }

  /** The digest so far together with a state, sixteen hexadecimal digits. */
  over(stateHash: string): string {
    const all = new RunHash()
    all.addText(this.#hash.digest())
    all.addText(stateHash)
    return all.digest()
  }
}
