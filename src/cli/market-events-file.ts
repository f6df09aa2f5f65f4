/**
 * The events of a simulated venue as LOBSTER messages: what the market saw of single orders.
 *
 * A tick is written as one cent, in dollars times 10,000. Orders appear when they rest, as they do
 * in LOBSTER; market orders show as the executions of what they met.
 */
import {
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_PHASE_CHANGED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_EXCHANGE,
  F_ORDER,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  flagsOf,
  I_DETAIL,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  sideOf,
} from '../core/index.ts'
import { CONTINUOUS } from '../exchange/index.ts'
import { AtomicTextFile } from '../io/index.ts'
import type { MarketListener } from '../simulation/index.ts'

const NEW_ORDER = 1
const PARTIAL_CANCEL = 2
const DELETION = 3
const EXECUTION = 4
const HIDDEN_EXECUTION = 5
const HALT = 7
const PRICE_SCALE = 100

export class MarketEventsFile implements MarketListener {
  readonly #file: AtomicTextFile

  /** @throws InputError when the file cannot be made. */
  constructor(path: string) {
    this.#file = new AtomicTextFile(path)
  }

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const flags = flagsOf(meta)
    const side = sideOf(meta)
    const shown = tape.i32[i + I_SHOWN]!
    switch (engineKindOf(meta)) {
      case ENGINE_ACCEPTED:
        if ((flags & FLAG_BOOKED) !== 0 && shown > 0)
          this.#write(tape, index, NEW_ORDER, shown, side)
        break
      case ENGINE_BOOKED:
        if (shown > 0) this.#write(tape, index, NEW_ORDER, shown, side)
        break
      case ENGINE_CANCELED: {
        const type = tape.i32[i + I_LEFT]! === 0 ? DELETION : PARTIAL_CANCEL
        if (shown > 0) this.#write(tape, index, type, shown, side)
        break
      }
      case ENGINE_TRADE: {
        const type = (flags & FLAG_HIDDEN) === 0 ? EXECUTION : HIDDEN_EXECUTION
        this.#write(tape, index, type, tape.i32[i + I_SIZE]!, -side)
        break
      }
      case ENGINE_PHASE_CHANGED:
        this.#writeHalt(tape, index)
        break
      default:
        break
    }
  }

  touch(): void {}

  /** All is written: the file takes its name. */
  finish(): void {
    this.#file.commit()
  }

  /** Leaves nothing behind, unless it is finished. */
  abandon(): void {
    this.#file.discard()
  }

  #write(tape: EventTape, index: number, type: number, size: number, direction: number): void {
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const price = tape.i32[index * EVENT_I32 + I_PRICE]! * PRICE_SCALE
    this.#file.write(`${secondsText(tape, index)},${type},${id},${size},${price},${direction}\n`)
  }

  #writeHalt(tape: EventTape, index: number): void {
    const isTrading = tape.i32[index * EVENT_I32 + I_DETAIL] === CONTINUOUS
    this.#file.write(`${secondsText(tape, index)},${HALT},0,0,${isTrading ? 1 : -1},-1\n`)
  }
}

/** Nanoseconds as decimal seconds, exactly. */
function secondsText({ f64 }: EventTape, index: number): string {
  const nanos = f64[index * EVENT_F64 + F_EXCHANGE]!
  const whole = Math.floor(nanos / 1e9)
  return `${whole}.${String(nanos - whole * 1e9).padStart(9, '0')}`
}
