/**
 * Which records of an ordered tape follow one another for one clock: a message's records come together,
 * and whoever handles them in one go need not ask what else might come between.
 */
import {
  EVENT_F64,
  EVENT_I32,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LAST,
  FLAG_LOCAL,
  I_META,
} from './event.ts'
import type { EventTape } from './event-tape.ts'

// The flags where they stand in a record's meta slot.
const EXCHANGE = FLAG_EXCHANGE << 16
const LOCAL = FLAG_LOCAL << 16
const LAST = FLAG_LAST << 16

/** The record at `index` continues, at the venue, the message and instant of the one before it. */
export function continuesThere(tape: EventTape, index: number): boolean {
  const { i32, f64, length } = tape
  const i = index * EVENT_I32
  const f = index * EVENT_F64
  if (index >= length || (i32[i - EVENT_I32 + I_META]! & LAST) !== 0) return false
  if ((i32[i + I_META]! & EXCHANGE) === 0) return false
  return f64[f + F_EXCHANGE]! === f64[f - EVENT_F64 + F_EXCHANGE]!
}

/** The same for the local side. */
export function continuesHere(tape: EventTape, index: number): boolean {
  const { i32, f64, length } = tape
  const i = index * EVENT_I32
  const f = index * EVENT_F64
  if (index >= length || (i32[i - EVENT_I32 + I_META]! & LAST) !== 0) return false
  if ((i32[i + I_META]! & LOCAL) === 0) return false
  return f64[f + F_LOCAL]! === f64[f - EVENT_F64 + F_LOCAL]!
}
