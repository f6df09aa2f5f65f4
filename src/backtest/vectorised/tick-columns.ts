/**
 * A price series as columns, decoded once and read by any number of runs, in any number of threads.
 *
 * The arrays lie in shared memory: a `TickColumns` is plain data, and posting it to a worker shares
 * it instead of copying it.
 *
 * ```ts
 * const columns = await readTickColumns(feed)
 * const run = runVectorised({ feed, strategy, params, limits }, columns)
 * ```
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  I_META,
  I_SIZE,
  InputError,
  kindOf,
  TICK,
} from '../../core/index.ts'
import type { Feed } from '../../market-data/index.ts'

/** One row a tick, in the order of time. */
export interface TickColumns {
  readonly length: number
  /** Since the feed's epoch; each later than the one before. */
  readonly timeNanos: Float64Array
  /** In the instrument's currency, exact, as are bid and ask. */
  readonly price: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
  /** 0 where a row is a quote and nobody traded. */
  readonly volumeLots: Int32Array
  /** Some row of the whole series has a volume. */
  readonly hasTrades: boolean
  /** Some row has none. */
  readonly hasQuotes: boolean
  /** Some row has its ask above its bid. */
  readonly hasSpread: boolean
}

/** Columns that grow at the end and lose what is no longer needed at the beginning. */
export class TickWindow {
  length = 0
  timeNanos: Float64Array<ArrayBufferLike> = new Float64Array(0)
  price: Float64Array<ArrayBufferLike> = new Float64Array(0)
  bid: Float64Array<ArrayBufferLike> = new Float64Array(0)
  ask: Float64Array<ArrayBufferLike> = new Float64Array(0)
  volumeLots: Int32Array<ArrayBufferLike> = new Int32Array(0)
  hasTrades = false
  hasQuotes = false
  hasSpread = false
  readonly #name: string

  /** `name`: of the feed, for messages. */
  constructor(name: string, rows = 1 << 14) {
    this.#name = name
    this.#resize(rows)
  }

  /** Copies the ticks of a batch. @throws InputError for records that are no price series. */
  append(batch: EventTape): void {
    const { f64, i32 } = batch
    if (this.length + batch.length > this.price.length) {
      this.#resize(Math.max(this.price.length * 2, this.length + batch.length))
    }
    const { timeNanos, price, bid, ask, volumeLots } = this
    let row = this.length
    for (let index = 0; index < batch.length; index++) {
      const f = index * EVENT_F64
      const i = index * EVENT_I32
      if (kindOf(i32[i + I_META]!) !== TICK) throw notSeries(this.#name)
      const time = f64[f + F_EXCHANGE]!
      if (f64[f + F_LOCAL]! !== time) throw ownArrivals(this.#name)
      timeNanos[row] = time
      price[row] = f64[f + F_ORDER]!
      bid[row] = f64[f + F_A]!
      ask[row] = f64[f + F_B]!
      const volume = i32[i + I_SIZE]!
      volumeLots[row] = volume
      if (volume > 0) this.hasTrades = true
      else this.hasQuotes = true
      if (ask[row]! > bid[row]!) this.hasSpread = true
      row++
    }
    this.length = row
  }

  /** Forgets the first rows. */
  dropFirst(rows: number): void {
    const { timeNanos, price, bid, ask, volumeLots, length } = this
    for (const column of [timeNanos, price, bid, ask, volumeLots]) {
      column.copyWithin(0, rows, length)
    }
    this.length = length - rows
  }

  /** What is held now, without a copy: valid until the next `append` or `dropFirst`. */
  columns(): TickColumns {
    const { length, timeNanos, price, bid, ask, volumeLots } = this
    const { hasTrades, hasQuotes, hasSpread } = this
    return { length, timeNanos, price, bid, ask, volumeLots, hasTrades, hasQuotes, hasSpread }
  }

  #resize(rows: number): void {
    const grown = (column: Float64Array<ArrayBufferLike>) => {
      const larger = new Float64Array(new SharedArrayBuffer(rows * 8))
      larger.set(column.subarray(0, this.length))
      return larger
    }
    this.timeNanos = grown(this.timeNanos)
    this.price = grown(this.price)
    this.bid = grown(this.bid)
    this.ask = grown(this.ask)
    const volumes = new Int32Array(new SharedArrayBuffer(rows * 4))
    volumes.set(this.volumeLots.subarray(0, this.length))
    this.volumeLots = volumes
  }
}

/** Told after each batch; a promise is waited for. */
export type OnRows = (rows: number, fraction: number) => void | Promise<void>

/**
 * Reads a whole feed into shared columns.
 * @throws InputError for a feed that is no price series, or an empty one.
 */
export async function readTickColumns(feed: Feed, onRows?: OnRows): Promise<TickColumns> {
  const { name, sizeBytes = Number.NaN } = feed.info
  const window = new TickWindow(name)
  for await (const batch of feed.open()) {
    window.append(batch)
    await onRows?.(window.length, feed.bytesRead / sizeBytes)
  }
  if (window.length === 0) throw noTicks(name)
  return window.columns()
}

/** Whether any row of a feed has a volume: known after the first batch, as a rule. */
export async function hasTrades(feed: Feed): Promise<boolean> {
  for await (const batch of feed.open()) {
    for (let index = 0; index < batch.length; index++) {
      if (batch.i32[index * EVENT_I32 + I_SIZE]! > 0) return true
    }
  }
  return false
}

const REMEDY = 'Run it with the event engine: leave out --engine, or say --engine event.'

const notSeries = (file: string): InputError =>
  new InputError(
    'is no price series: the vectorised engine needs rows of price, bid and ask',
    { file },
    REMEDY,
  )

const ownArrivals = (file: string): InputError =>
  new InputError(
    'has arrival times of its own, which the vectorised engine does not follow',
    { file },
    REMEDY,
  )

export const noTicks = (file: string): InputError =>
  new InputError('holds no market data', { file }, 'A run needs at least one row.')
