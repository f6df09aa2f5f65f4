/**
 * The survey of a feed before a run: one pass that learns what the run must know beforehand.
 *
 * How far the recorder's clock is off, how far times step back, how much there is to do, and what
 * kind of market it is. Small feeds are kept in memory on the way, so that they are decoded once.
 */
import {
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_BYTES,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  GAP,
  I_META,
  I_SIZE,
  InputError,
  kindOf,
  ORDER_ADD,
  ORDER_REPLACE,
  TICK,
  TRADE,
} from '../core/index.ts'
import type { Feed } from '../market-data/index.ts'

/** What a market shows: rows of a price series, price levels, or single orders. */
export type MarketContent = 'series' | 'levels' | 'orders'

export interface Survey {
  readonly records: number
  readonly content: MarketContent
  readonly hasTrades: boolean
  /** Of a series: in some row the ask is above the bid. */
  readonly hasSpread?: boolean
  readonly gaps: number
  /** Smallest local minus exchange time; negative when the recorder's clock is behind. */
  readonly latencyNanosMin: number
  /** Farthest that times step back behind the newest before them. */
  readonly exchangeDisorderNanos: number
  readonly localDisorderNanos: number
  readonly firstNanos: number
  readonly lastNanos: number
}

export interface SurveyedFeed {
  readonly survey: Survey
  /** The batches are in the order of both clocks already, in the times of the run, and flagged. */
  readonly isOrdered?: boolean
  /** The feed's batches again, from memory when they fitted. */
  open(): Iterable<EventTape> | AsyncIterable<EventTape>
}

export interface SurveyOptions {
  /** Largest total of records to keep in memory, in bytes. */
  readonly residentBytesMax?: number | undefined
  readonly onProgress?: (records: number, bytesRead: number) => void | Promise<void>
}

const RESIDENT_BYTES_MAX = 1024 * 1024 * 1024

/** @throws InputError for a feed without a single record that a run could use. */
export async function surveyFeed(feed: Feed, options: SurveyOptions = {}): Promise<SurveyedFeed> {
  const recordsMax = (options.residentBytesMax ?? RESIDENT_BYTES_MAX) / EVENT_BYTES
  const surveyor = new Surveyor()
  let resident: EventTape[] | undefined = []
  for await (const batch of feed.open()) {
    surveyor.push(batch)
    if (surveyor.records > recordsMax) resident = undefined
    if (resident !== undefined && batch.length > 0) {
      const copy = new EventTape(batch.length)
      copy.appendFrom(batch, 0, batch.length)
      resident.push(copy)
    }
    await options.onProgress?.(surveyor.records, feed.bytesRead)
  }
  const survey = surveyor.survey(feed.info.name)
  const kept = resident
  return { survey, open: () => kept ?? feed.open() }
}

/** What a feed that is made up as it goes is known to be. */
export function syntheticSurvey(content: MarketContent): Survey {
  return {
    records: 0,
    content,
    hasTrades: true,
    gaps: 0,
    latencyNanosMin: 0,
    exchangeDisorderNanos: 0,
    localDisorderNanos: 0,
    firstNanos: 0,
    lastNanos: 0,
  }
}

class Surveyor {
  records = 0
  #series = 0
  #levels = 0
  #orders = 0
  #trades = 0
  #gaps = 0
  #hasSpread = false
  #latencyMin = Number.POSITIVE_INFINITY
  #exchangeNewest = Number.NEGATIVE_INFINITY
  #localNewest = Number.NEGATIVE_INFINITY
  #exchangeDisorder = 0
  #localDisorder = 0
  #first = Number.POSITIVE_INFINITY

  push(batch: EventTape): void {
    const { f64, i32 } = batch
    this.records += batch.length
    for (let index = 0; index < batch.length; index++) {
      const exchange = f64[index * EVENT_F64 + F_EXCHANGE]!
      const local = f64[index * EVENT_F64 + F_LOCAL]!
      if (local - exchange < this.#latencyMin) this.#latencyMin = local - exchange
      if (exchange < this.#first) this.#first = exchange
      if (exchange >= this.#exchangeNewest) this.#exchangeNewest = exchange
      else
        this.#exchangeDisorder = Math.max(this.#exchangeDisorder, this.#exchangeNewest - exchange)
      if (local >= this.#localNewest) this.#localNewest = local
      else this.#localDisorder = Math.max(this.#localDisorder, this.#localNewest - local)
      const kind = kindOf(i32[index * EVENT_I32 + I_META]!)
      this.#count(kind, i32[index * EVENT_I32 + I_SIZE]!)
      if (kind === TICK && !this.#hasSpread) {
        this.#hasSpread = f64[index * EVENT_F64 + F_B]! > f64[index * EVENT_F64 + F_A]!
      }
    }
  }

  #count(kind: number, size: number): void {
    if (kind === DEPTH_LEVEL || kind === DEPTH_CLEAR) this.#levels++
    else if (kind === TRADE) this.#trades++
    else if (kind >= ORDER_ADD && kind <= ORDER_REPLACE) this.#orders++
    else if (kind === GAP) this.#gaps++
    else if (kind === TICK) {
      this.#series++
      if (size > 0) this.#trades++
    }
  }

  survey(name: string): Survey {
    if (this.#series + this.#levels + this.#orders === 0) {
      throw new InputError(
        this.records === 0
          ? 'holds no market data'
          : 'holds nothing that makes a book: no depth, no orders, no quotes',
        { file: name },
        'A backtest needs depth updates, order events, or a price series with bid and ask.',
      )
    }
    return {
      records: this.records,
      content: this.#series > 0 ? 'series' : this.#orders > 0 ? 'orders' : 'levels',
      hasTrades: this.#trades > 0,
      ...(this.#series > 0 ? { hasSpread: this.#hasSpread } : {}),
      gaps: this.#gaps,
      latencyNanosMin: this.#latencyMin,
      exchangeDisorderNanos: this.#exchangeDisorder,
      localDisorderNanos: this.#localDisorder,
      firstNanos: this.#first,
      lastNanos: this.#exchangeNewest,
    }
  }
}
