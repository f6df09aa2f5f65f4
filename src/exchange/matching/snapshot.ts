/**
 * The state of an engine in bytes: the same for every implementation, so that one continues where
 * another stopped, and the hash of the state is the hash of these bytes.
 *
 * | byte | what                                                                                    |
 * |------|-----------------------------------------------------------------------------------------|
 * | 0    | `T2TMATCH`, then int32: version, number of instruments                                  |
 * | 16   | digest of the rules, 16 characters                                                      |
 * | 32   | double: number of events so far. The hash of the state leaves out this and all above    |
 * | 40   | double: the engine's time                                                               |
 * | 48   | per instrument, int32: phase, lowest, highest, last price, number of orders, zero       |
 * | ..   | per order, double: id, arrival, expiry; int32: the rest, in the order of `ORDER_WORDS`  |
 * | end  | digest of all the above, 16 characters                                                  |
 *
 * The orders of an instrument come as they would act: resting buyers from the best price down, those
 * displayed before those hidden, first come first; resting sellers; waiting stops, buyers from the
 * lowest stop, then sellers from the highest; all-or-none buyers and sellers from the best limit;
 * parked pegs as they were entered.
 */
import { InputError, RunHash } from '../../core/index.ts'
import type { InstrumentRulesOptions } from './instrument-rules.ts'
import { isPhase, type Phase } from './phase.ts'

/** Where an order is. */
export const IN_BOOK = 0
export const WAITING_STOP = 1
export const WAITING_WHOLE = 2
export const PARKED_PEG = 3

const ORDER_WORDS = [
  'instrument',
  'participant',
  'side',
  'terms',
  'place',
  'limit',
  'bookPrice',
  'leaves',
  'shown',
  'displaySize',
  'stopPrice',
  'pegOffsetTicks',
] as const

/** An order written down. */
export type OrderImage = Readonly<Record<(typeof ORDER_WORDS)[number], number>> & {
  readonly id: number
  /** The number of the event that accepted it. */
  readonly arrival: number
  /** 0 without a date. */
  readonly expiry: number
}

export interface WrittenInstrument {
  readonly phase: Phase
  readonly lowest: number
  readonly highest: number
  readonly lastPrice: number
  readonly orders: readonly OrderImage[]
}

export interface WrittenState {
  readonly rulesDigest: string
  readonly sequence: number
  readonly nowNanos: number
  readonly instruments: readonly WrittenInstrument[]
}

const MAGIC = 'T2TMATCH'
const VERSION = 1
const RULES_AT = 16
const SEQUENCE_AT = 32
const STATE_AT = 40
const INSTRUMENTS_AT = 48
const INSTRUMENT_BYTES = 24
const ORDER_BYTES = 3 * 8 + ORDER_WORDS.length * 4
const DIGEST_BYTES = 16

/** What two engines must have in common to read each other's snapshots. */
export function rulesDigest(
  instruments: readonly InstrumentRulesOptions[],
  participants: number,
  ordersMax: number,
): string {
  const hash = new RunHash()
  hash.addInt32(participants)
  hash.addInt32(ordersMax)
  for (const rules of instruments) {
    hash.addInt32(rules.tickTable?.length ?? 0)
    for (const row of rules.tickTable ?? []) {
      hash.addInt32(row.fromTicks)
      hash.addInt32(row.stepTicks)
    }
    hash.addInt32(rules.orderLotsMax ?? 0)
    hash.addInt32(rules.referenceTicks ?? 0)
    hash.addInt32(rules.volatilityTicks ?? 0)
    hash.addInt32(rules.timePercent ?? 100)
    hash.addInt32(rules.shareLotsMin ?? 1)
  }
  return hash.digest()
}

export function writeSnapshot(state: WrittenState): { bytes: Uint8Array; stateHash: string } {
  const orderCount = state.instruments.reduce((sum, { orders }) => sum + orders.length, 0)
  const bodyEnd =
    INSTRUMENTS_AT + state.instruments.length * INSTRUMENT_BYTES + orderCount * ORDER_BYTES
  const bytes = new Uint8Array(bodyEnd + DIGEST_BYTES)
  const view = new DataView(bytes.buffer)
  writeText(bytes, 0, MAGIC)
  view.setInt32(8, VERSION, true)
  view.setInt32(12, state.instruments.length, true)
  writeText(bytes, RULES_AT, state.rulesDigest)
  view.setFloat64(SEQUENCE_AT, state.sequence, true)
  view.setFloat64(STATE_AT, state.nowNanos, true)
  let at = INSTRUMENTS_AT
  for (const { phase, lowest, highest, lastPrice, orders } of state.instruments) {
    const words = [phase, lowest, highest, lastPrice, orders.length]
    for (const [k, word] of words.entries()) view.setInt32(at + 4 * k, word, true)
    at += INSTRUMENT_BYTES
  }
  for (const { orders } of state.instruments) {
    for (const order of orders) at = writeOrder(view, at, order)
  }
  writeText(bytes, bodyEnd, digestOf(bytes.subarray(0, bodyEnd)))
  return { bytes, stateHash: digestOf(bytes.subarray(STATE_AT, bodyEnd)) }
}

/** @throws InputError for bytes that `writeSnapshot` did not write under these rules. */
export function readSnapshot(bytes: Uint8Array, expectedRules: string): WrittenState {
  if (bytes.length < INSTRUMENTS_AT + DIGEST_BYTES || readText(bytes, 0, 8) !== MAGIC) {
    throw refusal('no snapshot of a matching engine')
  }
  const bodyEnd = bytes.length - DIGEST_BYTES
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (digestOf(bytes.subarray(0, bodyEnd)) !== readText(bytes, bodyEnd, DIGEST_BYTES)) {
    throw refusal('a snapshot whose bytes have changed')
  }
  if (view.getInt32(8, true) !== VERSION) {
    throw refusal(`a snapshot of version ${view.getInt32(8, true)}, not ${VERSION}`)
  }
  const found = readText(bytes, RULES_AT, DIGEST_BYTES)
  if (found !== expectedRules) throw refusal('a snapshot of an engine with other rules')
  const instruments: WrittenInstrument[] = []
  const count = view.getInt32(12, true)
  let at = INSTRUMENTS_AT + count * INSTRUMENT_BYTES
  for (let index = 0; index < count; index++) {
    const [phase, lowest, highest, lastPrice, orderCount] = [0, 1, 2, 3, 4].map((k) =>
      view.getInt32(INSTRUMENTS_AT + index * INSTRUMENT_BYTES + 4 * k, true),
    ) as [number, number, number, number, number]
    if (!isPhase(phase) || at + orderCount * ORDER_BYTES > bodyEnd) throw refusal('no snapshot')
    const orders = Array.from({ length: orderCount }, (_, k) =>
      readOrder(view, at + k * ORDER_BYTES),
    )
    at += orderCount * ORDER_BYTES
    instruments.push({ phase, lowest, highest, lastPrice, orders })
  }
  const sequence = view.getFloat64(SEQUENCE_AT, true)
  const nowNanos = view.getFloat64(STATE_AT, true)
  return { rulesDigest: found, sequence, nowNanos, instruments }
}

function writeOrder(view: DataView, at: number, order: OrderImage): number {
  view.setFloat64(at, order.id, true)
  view.setFloat64(at + 8, order.arrival, true)
  view.setFloat64(at + 16, order.expiry, true)
  for (const [k, name] of ORDER_WORDS.entries()) view.setInt32(at + 24 + 4 * k, order[name], true)
  return at + ORDER_BYTES
}

function readOrder(view: DataView, at: number): OrderImage {
  const words = ORDER_WORDS.map((name, k) => [name, view.getInt32(at + 24 + 4 * k, true)])
  return {
    id: view.getFloat64(at, true),
    arrival: view.getFloat64(at + 8, true),
    expiry: view.getFloat64(at + 16, true),
    ...(Object.fromEntries(words) as Record<(typeof ORDER_WORDS)[number], number>),
  }
}

function digestOf(bytes: Uint8Array): string {
  const hash = new RunHash()
  hash.addBytes(bytes)
  return hash.digest()
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let k = 0; k < text.length; k++) bytes[at + k] = text.charCodeAt(k)
}

const readText = (bytes: Uint8Array, at: number, count: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + count))

const refusal = (problem: string): InputError =>
  new InputError(problem, {}, 'Restore what `snapshot` of an engine with the same rules returned.')
