/** One record at a time with the words behind it, put together for a sink. */
import {
  appendText,
  EventTape,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_TEXT,
  I_ALGORITHM,
  I_CODE,
  I_GRADE,
  I_PRICE,
  I_REST,
  I_SIZE,
  packMeta,
} from '../../core/index.ts'
import type { RecordSink } from './record-sink.ts'

/** What a record says; what is left out is zero. */
export interface RecordFields {
  readonly side?: number
  readonly instrument?: number
  readonly exchangeNanos?: number
  readonly order?: number
  readonly sequence?: number
  readonly price?: number
  readonly size?: number
  readonly code?: number
  readonly grade?: number
  readonly algorithm?: number
  readonly rest?: number
  /** Payload a and b as doubles, instead of the four words. */
  readonly doubles?: readonly [a: number, b: number]
  /** Payload b alone: the words of algorithm and rest are its. */
  readonly double?: number
  readonly text?: readonly string[]
}

export class RecordTape {
  readonly #tape = new EventTape(16)

  /** Puts a record into the sink, its text behind it; answers its sequence. */
  write(sink: RecordSink, kind: number, localNanos: number, fields: RecordFields): number {
    const tape = this.#tape
    const { text } = fields
    tape.clear()
    const meta = packMeta(kind, fields.side ?? 0, text === undefined ? 0 : FLAG_TEXT)
    tape.append(meta, fields.instrument ?? 0, fields.exchangeNanos ?? localNanos, localNanos)
    if (text !== undefined) appendText(tape, text)
    const { f64, i32 } = tape
    f64[F_ORDER] = fields.order ?? 0
    f64[F_SEQUENCE] = fields.sequence ?? 0
    i32[I_PRICE] = fields.price ?? 0
    i32[I_SIZE] = fields.size ?? 0
    if (fields.doubles === undefined) {
      i32[I_CODE] = fields.code ?? 0
      i32[I_GRADE] = fields.grade ?? 0
      i32[I_ALGORITHM] = fields.algorithm ?? 0
      i32[I_REST] = fields.rest ?? 0
      if (fields.double !== undefined) f64[F_B] = fields.double
    } else {
      const [a, b] = fields.doubles
      f64[F_B - 1] = a
      f64[F_B] = b
    }
    const sequence = sink.append(tape, 0)
    for (let index = 1; index < tape.length; index++) sink.append(tape, index)
    return sequence
  }
}
