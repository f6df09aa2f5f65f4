/**
 * Market data: where events come from.
 *
 * A feed is a sequence of batches of event records. Batches amortise everything that is not per
 * event (reading, decompressing, awaiting), so the loop over the records inside one is plain
 * synchronous code. A feed never holds more than a few batches: files larger than memory stream.
 *
 * ```ts
 * for await (const batch of feed.open()) {
 *   for (let i = 0; i < batch.length; i++) handle(view.at(i, batch))
 * }
 * ```
 */
import type { EventTape, Instrument } from '../core/index.ts'
import type { TimestampStyle } from '../wire/index.ts'

/** What a feed knows before its first event. */
export interface FeedInfo {
  /** For people: the files, or the synthetic process and its seed. */
  readonly name: string
  /** Unix time in nanoseconds of the instant that event times count from; 0n when no date is known. */
  readonly epochNanos: bigint
  /** Index in this list = the instrument index of the records. */
  readonly instruments: readonly Instrument[]
  /** Resting orders are told one by one, not only levels. */
  readonly isOrderLevel: boolean
  /** Only some levels are told: orders come into sight and leave it unseen, and no book is whole. */
  readonly showsSomeLevels?: boolean
  /** Times are the exchange's own, and which zone that is nobody knows: the epoch is no Unix time. */
  readonly isExchangeClock?: boolean
  /** Records carry a receive time of their own, apart from the exchange's. */
  readonly hasLocalTime: boolean
  /** How printed times are written: the unit of the input's own timestamps. */
  readonly timeUnit: TimeUnit
  /** How the input writes its timestamps, where files differ in that. */
  readonly timeStyle?: TimestampStyle
  /** Bytes to read, for a progress bar; undefined when not known. */
  readonly sizeBytes?: number
}

export type TimeUnit = 's' | 'ms' | 'us' | 'ns'

export interface Feed {
  readonly info: FeedInfo
  /**
   * Starts from the beginning, each time it is called. A batch is valid until the next is asked for.
   * @throws InputError for input that cannot be read; the events before the damage were delivered.
   */
  open(): Iterable<EventTape> | AsyncIterable<EventTape>
  /** Input bytes consumed so far by the newest `open`, for a progress bar. */
  readonly bytesRead: number
  /** What was noticed in the data and did not stop the reading, counted by kind, so far. */
  readonly notices: ReadonlyMap<string, FeedNotice>
}

/** Something in the data that a user should know: a stale diff, an unknown field, a skipped row. */
export interface FeedNotice {
  readonly count: number
  /** The place of the first, for example `usdm.log, line 3`. */
  readonly first: string
}
