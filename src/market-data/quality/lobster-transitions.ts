/**
 * Checks a LOBSTER orderbook file against its messages: each row must follow from the one before.
 *
 * Row k + 1 is row k with message k + 1 applied to its side: a size added, or taken away and the level
 * dropped at zero; the other side stays. One thing is free: a level that comes into view at the bottom
 * was out of sight before and may have any size. Messages of hidden executions, auctions and halts
 * change nothing.
 */
import {
  BUY,
  EVENT_I32,
  type EventTape,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SELL,
  SIDES,
  type Side,
  sideOf,
} from '../../core/index.ts'
import type { LobsterBookRow } from '../../wire/index.ts'
import type { ByteSource } from '../byte-source.ts'
import { lobsterBookRows } from '../lobster-feed.ts'
import { LobsterScale } from '../lobster-scale.ts'
import type { TransitionReport } from './quality-report.ts'

type Level = readonly [priceTicks: number, sizeLots: number]
type Levels = readonly Level[]

export class LobsterTransitions {
  readonly #scale: LobsterScale
  readonly #rows: AsyncIterator<LobsterBookRow>
  readonly #before = new Map<Side, Levels>()
  readonly #expected = new Map<Side, Levels>()
  #rowCount = 0
  #compared = 0
  #agreed = 0
  #crossed = 0
  #locked = 0
  #isExhausted = false

  constructor(instrument: Instrument, source: ByteSource) {
    this.#scale = new LobsterScale(instrument)
    this.#rows = lobsterBookRows(source)[Symbol.asyncIterator]()
  }

  /** Takes one row for every message in the batch. @throws InputError from the orderbook file. */
  async add(batch: EventTape): Promise<void> {
    for (let index = 0; index < batch.length; index++) {
      const meta = batch.i32[index * EVENT_I32 + I_META]!
      const price = batch.i32[index * EVENT_I32 + I_PRICE]!
      const size = batch.i32[index * EVENT_I32 + I_SIZE]!
      this.#apply(kindOf(meta), sideOf(meta), price, size)
      if ((flagsOf(meta) & FLAG_LAST) !== 0) await this.#compareRow()
    }
  }

  /** Reads the rest of the file: rows without messages are counted too. */
  async finish(): Promise<TransitionReport> {
    while (!this.#isExhausted) await this.#nextRow()
    return {
      rows: this.#rowCount,
      compared: this.#compared,
      agreed: this.#agreed,
      crossed: this.#crossed,
      locked: this.#locked,
    }
  }

  #apply(kind: number, side: Side | typeof NO_SIDE, price: number, size: number): void {
    const levels = side === NO_SIDE ? undefined : this.#expected.get(side)
    if (levels === undefined || side === NO_SIDE) return
    const isTaken = kind === ORDER_REDUCE || kind === ORDER_DELETE || kind === ORDER_EXECUTE
    if (kind === ORDER_ADD) this.#expected.set(side, changed(levels, side, price, size))
    else if (isTaken) this.#expected.set(side, changed(levels, side, price, -size))
  }

  async #compareRow(): Promise<void> {
    const isFirst = this.#rowCount === 0
    const row = await this.#nextRow()
    if (row === undefined) return
    let isEqual = true
    for (const side of SIDES) {
      const found = this.#levelsOf(row, side)
      const before = this.#before.get(side) ?? []
      const expected = this.#expected.get(side) ?? []
      const isTouched = expected !== before
      isEqual &&= isTouched
        ? follows(expected, found, row.levels)
        : found.length === before.length && follows(before, found, row.levels)
      this.#before.set(side, found)
      this.#expected.set(side, found)
    }
    this.#judge()
    if (isFirst) return
    this.#compared++
    if (isEqual) this.#agreed++
  }

  #judge(): void {
    const bid = this.#before.get(BUY)?.[0]?.[0]
    const ask = this.#before.get(SELL)?.[0]?.[0]
    if (bid === undefined || ask === undefined) return
    if (bid > ask) this.#crossed++
    else if (bid === ask) this.#locked++
  }

  async #nextRow(): Promise<LobsterBookRow | undefined> {
    const { done, value } = await this.#rows.next()
    if (done === true) {
      this.#isExhausted = true
      return undefined
    }
    this.#rowCount++
    return value
  }

  #levelsOf(row: LobsterBookRow, side: Side): Levels {
    const levels: Level[] = []
    for (let level = 0; level < row.levels; level++) {
      const price = row.price(side, level)
      if (price !== undefined) levels.push([this.#scale.ticks(price), row.size(side, level)])
    }
    return levels
  }
}

/** The levels with `size` more at a price (less, when negative), best first. */
function changed(levels: Levels, side: Side, price: number, size: number): Levels {
  const at = levels.findIndex(([other]) => side * (price - other) >= 0)
  const place = at < 0 ? levels.length : at
  const held = levels[place]?.[0] === price ? levels[place]![1] : undefined
  const left = (held ?? 0) + size
  const inserted: Levels = left > 0 ? [[price, left]] : []
  return [
    ...levels.slice(0, place),
    ...inserted,
    ...levels.slice(place + (held === undefined ? 0 : 1)),
  ]
}

/** Every level of `expected` that is in view stands in `found`; what lies below is free. */
function follows(expected: Levels, found: Levels, view: number): boolean {
  const visible = Math.min(expected.length, view)
  if (found.length < visible) return false
  for (let at = 0; at < visible; at++) {
    if (expected[at]![0] !== found[at]![0] || expected[at]![1] !== found[at]![1]) return false
  }
  return true
}
