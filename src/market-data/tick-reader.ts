/**
 * Rows of a price series to TICK records.
 *
 * A record holds the row twice: the exact doubles (last price, bid, ask) and integers on the
 * instrument's grid (last price in ticks, volume in lots). A row without a last price carries the
 * middle of bid and ask; a volume of 0 says that it is a quote and no trade.
 *
 * Volumes inform and decide nothing but that, so none stops a run: one between two lots is rounded, to
 * one lot at least when it is above zero, one beyond the slot is held at its end, and both are counted.
 *
 * Time must move on for events to have an order. Rows with equal timestamps keep the order of the
 * file and are one nanosecond apart; a row whose timestamp goes back is held at the time before, and
 * counted. Printed in the unit of the input, the nanoseconds vanish again.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  NO_SIDE,
  packMeta,
  TICK,
} from '../core/index.ts'
import {
  asciiText,
  type TickFileColumns,
  TickRowDecoder,
  type TimestampForm,
  tickColumns,
} from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { LineReader } from './line-feed.ts'
import type { NoticeBoard } from './notice-board.ts'
import { checkTime } from './time-range.ts'

/** How far from a whole number of steps a decimal's double may be: rounding, and nothing more. */
const GRID_TOLERANCE = 1e-6

export interface TickReaderOptions {
  readonly instrument: Instrument
  readonly columns: TickFileColumns
  readonly form: TimestampForm
  readonly notices: NoticeBoard
}

const TICK_META = packMeta(TICK, NO_SIDE, FLAG_LAST)

export class TickReader implements LineReader {
  readonly #decoder: TickRowDecoder
  readonly #instrument: Instrument
  readonly #columns: TickFileColumns
  readonly #notices: NoticeBoard
  #isHeaderNext = false
  #row = 0
  #time = Number.NEGATIVE_INFINITY
  #timestamp = Number.NEGATIVE_INFINITY

  constructor(options: TickReaderOptions) {
    this.#decoder = new TickRowDecoder(options.columns, options.form)
    this.#instrument = options.instrument
    this.#columns = options.columns
    this.#notices = options.notices
  }

  beginFile(): void {
    this.#isHeaderNext = this.#columns.hasHeader
  }

  readLine(bytes: Uint8Array, start: number, end: number, _line: number, tape: EventTape): void {
    if (this.#isHeaderNext) {
      this.#isHeaderNext = false
      this.#checkHeader(bytes, start, end)
      for (const name of this.#columns.ignored) this.#notices.add(`column ${name}, ignored`)
      return
    }
    const row = this.#decoder
    row.decode(bytes, start, end)
    const time = this.#advance(checkTime(row.nanos, 'timestamp'))
    const at = tape.append(TICK_META, 0, time, time)
    const f = at * EVENT_F64
    const { f64, i32 } = tape
    f64[f + F_ORDER] = row.price
    f64[f + F_SEQUENCE] = ++this.#row
    f64[f + F_A] = row.bid
    f64[f + F_B] = row.ask
    i32[at * EVENT_I32 + I_PRICE] = this.#ticks(row)
    i32[at * EVENT_I32 + I_SIZE] = this.#lots(row.volume)
    if (row.bid > row.ask) this.#notices.add('crossed quote: bid above ask')
    else if (row.bid === row.ask) this.#notices.add('locked quote: bid equal to ask')
  }

  /** Further files must be built like the first; a row taken for a header would be lost. */
  #checkHeader(bytes: Uint8Array, start: number, end: number): void {
    const found = tickColumns(asciiText(bytes, start, end))
    const isSame = (['timestamp', 'price', 'bid', 'ask', 'volume'] as const).every(
      (role) => found[role] === this.#columns[role],
    )
    if (isSame && found.hasHeader && found.separator === this.#columns.separator) return
    throw new InputError("the columns are not the first file's", {}, 'Read such files one by one.')
  }

  /** The event time of a timestamp: later than every one before. */
  #advance(timestamp: number): number {
    if (timestamp < this.#timestamp) {
      this.#notices.add('time steps back: held at the time before')
    } else {
      this.#timestamp = timestamp
    }
    this.#time = timestamp > this.#time ? timestamp : this.#time + 1
    return this.#time
  }

  #ticks(row: TickRowDecoder): number {
    const { tick, isContinuous } = this.#instrument
    if (!isContinuous) {
      if (this.#columns.price >= 0) this.#checkPrice(row.price, 'price')
      this.#checkPrice(row.bid, 'bid')
      this.#checkPrice(row.ask, 'ask')
    }
    const count = Math.round(tick.countOf(row.price))
    if (Math.abs(count) <= COUNT_MAX) return count
    throw tooLarge(row.price, tick.step)
  }

  #checkPrice(price: number, field: string): void {
    const { tick } = this.#instrument
    const count = tick.countOf(price)
    if (Math.abs(count - Math.round(count)) <= GRID_TOLERANCE) return
    throw offGrid(price, field, tick.step)
  }

  #lots(volume: number): number {
    if (volume < 0) throw new InputError(`expected a volume, found ${volume}`, { field: 'volume' })
    const count = this.#instrument.lot.countOf(volume)
    if (count > COUNT_MAX) {
      this.#notices.add('volume too large: held at the most lots that are counted')
      return COUNT_MAX
    }
    const whole = Math.round(count)
    if (Math.abs(count - whole) <= GRID_TOLERANCE && (whole > 0 || volume === 0)) return whole
    this.#notices.add('volume rounded to the lot')
    return Math.max(1, whole)
  }
}

const offGrid = (price: number, field: string, tick: number): InputError =>
  new InputError(
    `${price} is no multiple of the tick ${tick}`,
    { field },
    "Give the instrument's own tick with --tick.",
  )

const tooLarge = (price: number, tick: number): InputError =>
  new InputError(
    `${price} is more than ${COUNT_MAX} times the tick ${tick}`,
    { field: 'price' },
    'Give a coarser tick with --tick.',
  )
