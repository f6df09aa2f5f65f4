/**
 * Binance messages to event records, with the venue's rules of synchronisation.
 *
 * A book is built from one snapshot and the diffs after it. Diffs that arrive before the snapshot are
 * held back; at the snapshot those with `u <= lastUpdateId` are dropped, the others follow it, at the
 * snapshot's local time, because that is when we could apply them. Then every diff must continue the
 * one before: on spot `U` = previous `u` + 1, on futures `pu` = previous `u`. Where it does not, a GAP
 * record precedes it, and the book is not to be trusted until the next snapshot.
 *
 * ```
 *             diff                       snapshot                  diff, chained
 *   +-----------------------+   +----------------------+   +-----------------------+
 *   v                       |   |                      v   v                       |
 * WAITING ------------------+---+-------------------> SYNCED ----------------------+
 *   (holds diffs when a snapshot is known to come)      | diff that breaks the chain: GAP
 *                                                       +--> SYNCED, broken: the next snapshot counts
 * ```
 */
import {
  BUY,
  DEPTH_CLEAR,
  EVENT_F64,
  EventTape,
  F_LOCAL,
  FLAG_SNAPSHOT,
  FLAG_STALE,
  type Instrument,
  NO_SIDE,
  packMeta,
  SELL,
  type Side,
} from '../core/index.ts'
import {
  CAPTURE_DEPTH,
  CAPTURE_SNAPSHOT,
  CAPTURE_TOUCH,
  CAPTURE_TRADE,
  CaptureDecoder,
  type LevelColumns,
} from '../wire/index.ts'
import { BinanceClock } from './binance-clock.ts'
import { BinanceRecords } from './binance-records.ts'
import { CONTINUES, DepthChain, OVERLAPS } from './depth-chain.ts'
import type { LineReader } from './line-feed.ts'
import type { NoticeBoard } from './notice-board.ts'

/** What is done with diffs that the snapshot already contains. */
export type StaleDiffs = 'drop' | 'apply'
/**
 * `venue`: everything, as the venue means it. `hftbacktest`: the rows of that backtester's converter:
 * market trades and depth only, every diff applied in the order of the file, and a snapshot that
 * clears each side up to its last level (payload a of the clear is 1). The converter knows futures
 * only; spot messages without `T` are timed as under `venue`.
 */
export type BinanceConvention = 'venue' | 'hftbacktest'

export interface BinanceReaderOptions {
  readonly instrument: Instrument
  /** Seconds since 1970 of the midnight that event times count from. */
  readonly epochSeconds: number
  readonly staleDiffs: StaleDiffs
  readonly convention: BinanceConvention
  /** A snapshot is known to come: diffs before it are held back for it. */
  readonly isSnapshotComing: boolean
  readonly notices: NoticeBoard
}

/** A diff that waits for the snapshot: its ids, and where its records lie on the held tape. */
interface HeldDiff {
  readonly firstId: number
  readonly lastId: number
  readonly previousId: number
  readonly start: number
  readonly count: number
}

export class BinanceReader implements LineReader {
  readonly #decoder: CaptureDecoder
  readonly #clock: BinanceClock
  readonly #records: BinanceRecords
  readonly #notices: NoticeBoard
  readonly #chain = new DepthChain()
  readonly #isParity: boolean = false
  readonly #appliesStale: boolean = false
  #isHolding: boolean = false
  #heldTape = new EventTape(1024)
  #held: HeldDiff[] = []
  #hasSingleTrades = false
  #row = 0
  #tape = this.#heldTape

  constructor(options: BinanceReaderOptions) {
    const { instrument } = options
    this.#notices = options.notices
    this.#decoder = new CaptureDecoder({
      priceDecimals: instrument.tick.decimals,
      sizeDecimals: instrument.lot.decimals,
      symbol: instrument.symbol,
    })
    const { message } = this.#decoder
    this.#isParity = options.convention === 'hftbacktest'
    this.#clock = new BinanceClock(options.epochSeconds)
    this.#records = new BinanceRecords(instrument, message, this.#clock, this.#heldTape)
    this.#appliesStale = this.#isParity || options.staleDiffs === 'apply'
    this.#isHolding = options.isSnapshotComing && !this.#appliesStale
  }

  readLine(bytes: Uint8Array, start: number, end: number, _line: number, tape: EventTape): void {
    this.#decoder.decode(bytes, start, end)
    this.#records.beginLine(bytes, start, end)
    this.#writeTo(tape)
    this.#row++
    const { message } = this.#decoder
    if (!message.isWantedSymbol) {
      this.#notices.add('message of another symbol, skipped')
      return
    }
    const { kind } = message
    if (kind === CAPTURE_DEPTH) this.#depth()
    else if (kind === CAPTURE_TOUCH) this.#touch()
    else if (kind === CAPTURE_TRADE) this.#trade()
    else if (kind === CAPTURE_SNAPSHOT) this.#snapshot()
    else this.#notices.add(`${message.otherName}, skipped`)
  }

  finish(tape: EventTape): void {
    this.#writeTo(tape)
    this.#releaseHeld(Number.NEGATIVE_INFINITY)
  }

  #writeTo(tape: EventTape): void {
    this.#tape = tape
    this.#records.writeTo(tape)
  }

  #depth(): void {
    this.#clock.set(this.#decoder.message)
    if (this.#isHolding) {
      this.#hold()
      return
    }
    const { firstId, lastId, previousId } = this.#decoder.message
    const { hasSnapshot } = this.#chain
    if (!hasSnapshot) this.#notices.add('diff without a snapshot before it')
    const isStale = this.#isStale(lastId)
    if (isStale && !this.#appliesStale) return
    if (!isStale) this.#follow(firstId, lastId, previousId)
    const isUnsynchronised = this.#appliesStale && !hasSnapshot
    this.#records.diff(isStale || isUnsynchronised ? FLAG_STALE : 0)
  }

  #hold(): void {
    const { firstId, lastId, previousId } = this.#decoder.message
    const held = this.#heldTape
    const start = held.length
    this.#records.writeTo(held)
    this.#records.diff(0)
    this.#records.writeTo(this.#tape)
    this.#held.push({ firstId, lastId, previousId, start, count: held.length - start })
  }

  /** Says, and counts, that the book already contains a diff. */
  #isStale(lastId: number): boolean {
    if (!this.#chain.contains(lastId)) return false
    this.#notices.add(
      this.#appliesStale
        ? 'stale diff, applied all the same'
        : 'stale diff, dropped: the book already contains it',
    )
    return true
  }

  /** Checks that a diff follows what the book contains, and says so with a GAP where it does not. */
  #follow(firstId: number, lastId: number, previousId: number): void {
    const how = this.#chain.follow(firstId, lastId, previousId)
    if (how === CONTINUES) return
    if (how === OVERLAPS) {
      this.#notices.add('diff that overlaps the one before')
      return
    }
    this.#notices.add('gap in the update ids: the book is not to be trusted until a snapshot')
    // The rows of the other backtester have no word for a gap.
    if (!this.#isParity) this.#records.gap(this.#chain.expected, this.#chain.found, lastId)
  }

  #snapshot(): void {
    const { message } = this.#decoder
    this.#clock.set(message)
    const { lastId, bids, asks } = message
    if (!this.#appliesStale && this.#chain.isAheadOf(lastId)) {
      this.#notices.add('snapshot older than the book, skipped')
      return
    }
    if (this.#isParity) {
      this.#paritySide(BUY, bids)
      this.#paritySide(SELL, asks)
    } else {
      this.#records.append(packMeta(DEPTH_CLEAR, NO_SIDE, FLAG_SNAPSHOT), lastId)
      this.#records.side(BUY, bids, FLAG_SNAPSHOT)
      this.#records.side(SELL, asks, FLAG_SNAPSHOT)
    }
    if (!this.#isParity || bids.count + asks.count > 0) this.#records.endMessage()
    if (this.#appliesStale) this.#chain.restartBehind(lastId)
    else this.#chain.restart(lastId)
    this.#isHolding = false
    this.#releaseHeld(this.#clock.local)
  }

  #paritySide(side: Side, levels: LevelColumns): void {
    if (levels.count === 0) return
    this.#records.clearUpTo(packMeta(DEPTH_CLEAR, side, 0), levels)
    this.#records.side(side, levels, FLAG_SNAPSHOT)
  }

  /** What waited follows the snapshot, and was ours to apply no earlier than that. */
  #releaseHeld(localNanos: number): void {
    for (const { firstId, lastId, previousId, start, count } of this.#held) {
      if (this.#isStale(lastId)) continue
      this.#follow(firstId, lastId, previousId)
      const first = this.#tape.length
      this.#tape.appendFrom(this.#heldTape, start, count)
      const { f64 } = this.#tape
      for (let at = first; at < this.#tape.length; at++) {
        const slot = at * EVENT_F64 + F_LOCAL
        f64[slot] = Math.max(f64[slot]!, localNanos)
      }
    }
    if (this.#held.length > 0) this.#heldTape = new EventTape(1)
    this.#held = []
  }

  #trade(): void {
    const { message } = this.#decoder
    if (!message.isAggregate) this.#hasSingleTrades = true
    else if (this.#isParity || this.#hasSingleTrades) {
      this.#notices.add('aggregate trade beside single trades, skipped')
      return
    }
    if (this.#isParity && !message.isMarketTrade) {
      this.#notices.add('trade outside the market, skipped')
      return
    }
    this.#clock.set(message)
    this.#records.trade(this.#row)
  }

  #touch(): void {
    if (this.#isParity) return
    this.#clock.set(this.#decoder.message)
    this.#records.touch()
  }
}
