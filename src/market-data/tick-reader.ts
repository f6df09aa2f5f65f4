/**
 * Rows of a price series to TICK records.
 *
 * A record holds the row twice: the exact doubles (last price, bid, ask) and integers on the
 * instrument's grid (last price in ticks, volume in lots). A row without a last price carries the
 * middle of bid and ask; a volume of 0 says that it is a quote and no trade.
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
  type TickColumns,
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
  readonly columns: TickColumns
  readonly form: TimestampForm
  /** Volumes are real numbers too fine for any lot: they are rounded, and counted. */
  readonly isVolumeContinuous: boolean
  readonly notices: NoticeBoard
}

const TICK_META = packMeta(TICK, NO_SIDE, FLAG_LAST)

export class TickReader implements LineReader {
  readonly #decoder: TickRowDecoder
  readonly #instrument: Instrument
  readonly #columns: TickColumns
  readonly #isVolumeContinuous: boolean
  readonly #notices: NoticeBoard
  #isHeaderNext = false
  #row = 0
  #time = Number.NEGATIVE_INFINITY
  #timestamp = Number.NEGATIVE_INFINITY

  constructor(options: TickReaderOptions) {
    this.#decoder = new TickRowDecoder(options.columns, options.form)
    this.#instrument = options.instrument
    this.#columns = options.columns
    this.#isVolumeContinuous = options.isVolumeContinuous
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
    throw tooLarge(row.price, 'price', 'tick', tick.step)
  }

  #checkPrice(price: number, field: string): void {
    const { tick } = this.#instrument
    const count = tick.countOf(price)
    if (Math.abs(count - Math.round(count)) <= GRID_TOLERANCE) return
    throw offGrid(price, field, 'tick', tick.step)
  }

  #lots(volume: number): number {
    const { lot } = this.#instrument
    const count = lot.countOf(volume)
    const whole = Math.round(count)
    if (Math.abs(whole) > COUNT_MAX) throw tooLarge(volume, 'volume', 'lot', lot.step)
    if (volume < 0) throw new InputError(`expected a volume, found ${volume}`, { field: 'volume' })
    if (Math.abs(count - whole) > GRID_TOLERANCE) {
      if (!this.#isVolumeContinuous) throw offGrid(volume, 'volume', 'lot', lot.step)
      this.#notices.add('volume rounded to the lot')
    }
    return whole
  }
}

const offGrid = (value: number, field: string, step: string, size: number): InputError =>
  new InputError(
    `${value} is no multiple of the ${step} ${size}`,
    { field },
    `Give the instrument's own ${step} with --${step}.`,
  )

const tooLarge = (value: number, field: string, step: string, size: number): InputError =>
  new InputError(
    `${value} is more than ${COUNT_MAX} times the ${step} ${size}`,
    { field },
    `Give a coarser ${step} with --${step}.`,
  )
