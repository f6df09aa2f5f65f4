/** Feeds of a replay: the journal's own market data, or the configured feed under the journal's name. */

import { FingerprintedFeed, feedInfoOf, type InstrumentFacts } from '../../backtest/index.ts'
import {
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  HALT,
  I_INSTRUMENT,
  I_META,
  recordKindOf,
} from '../../core/index.ts'
import type { Feed, FeedInfo } from '../../market-data/index.ts'
import { LivingFeed } from '../../simulation/index.ts'
import { type OpenedJournal, readerOf } from './open-journal.ts'

/** The records of one market, as its feed delivered them when they were journaled. */
export class JournaledFeed implements Feed {
  readonly info: FeedInfo
  readonly notices = new Map()
  bytesRead = 0
  readonly #journal: OpenedJournal
  readonly #market: number
  readonly #shiftNanos: number

  /** `runEpochNanos`: what the journal's times count from. */
  constructor(
    journal: OpenedJournal,
    place: {
      readonly market: number
      readonly facts: InstrumentFacts
      readonly runEpochNanos: bigint
    },
  ) {
    this.#journal = journal
    this.#market = place.market
    this.info = feedInfoOf(place.facts)
    this.#shiftNanos = Number(this.info.epochNanos - place.runEpochNanos)
  }

  *open(): Iterable<EventTape> {
    const reader = readerOf(this.#journal)
    const tape = new EventTape(1024)
    try {
      for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
        this.bytesRead = reader.report().bytes
        const { i32, first, count } = batch
        for (let index = first; index < first + count; index++) {
          const i = index * EVENT_I32
          const kind = recordKindOf(i32[i + I_META]!)
          const isMarket = kind > 0 && kind <= HALT
          if (isMarket && i32[i + I_INSTRUMENT] === this.#market) this.#take(i32, i, tape)
          // What was done before the next record was there is done again before it is.
          if (isMarket || tape.length === 0) continue
          yield tape
          tape.clear()
        }
      }
      if (tape.length > 0) yield tape
    } finally {
      reader.close()
    }
  }

  #take(i32: Int32Array, i: number, tape: EventTape): void {
    const at = tape.append(0, 0, 0, 0)
    tape.i32.set(i32.subarray(i, i + EVENT_I32), at * EVENT_I32)
    tape.i32[at * EVENT_I32 + I_INSTRUMENT] = 0
    tape.f64[at * EVENT_F64 + F_EXCHANGE]! -= this.#shiftNanos
    tape.f64[at * EVENT_F64 + F_LOCAL]! -= this.#shiftNanos
  }
}

/** As a replay reads it: under the journal's name, with its fingerprint taken on the way. */
export const replayedFeed = (feed: Feed, facts: InstrumentFacts | undefined): Feed =>
  feed instanceof LivingFeed ? feed : new FingerprintedFeed(named(feed, facts))

/** The same data from another place are the same data: a feed bears the name that the journal knows. */
function named(feed: Feed, facts: InstrumentFacts | undefined): Feed {
  if (facts === undefined) return feed
  const { sizeBytes: _size, ...info } = feed.info
  const { name, sizeBytes } = facts.feed
  const known: FeedInfo = { ...info, name, ...(sizeBytes === undefined ? {} : { sizeBytes }) }
  return {
    info: known,
    open: () => feed.open(),
    get bytesRead() {
      return feed.bytesRead
    },
    get notices() {
      return feed.notices
    },
  }
}
