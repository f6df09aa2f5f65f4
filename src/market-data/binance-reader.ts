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
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_STALE,
  GAP,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  NO_SIDE,
  packMeta,
  SELL,
  type Side,
  TOUCH,
  TRADE,
} from '../core/index.ts'
import {
  ABSENT,
  CAPTURE_DEPTH,
  CAPTURE_SNAPSHOT,
  CAPTURE_TOUCH,
  CAPTURE_TRADE,
  CaptureDecoder,
  type LevelColumns,
} from '../wire/index.ts'
import { BinanceClock } from './binance-clock.ts'
import { describeOffGrid } from './binance-off-grid.ts'
import { GridCounter } from './grid-counter.ts'
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
  readonly #price: GridCounter
  readonly #size: GridCounter
  readonly #instrument: Instrument
  readonly #notices: NoticeBoard
  readonly #isParity: boolean
  readonly #appliesStale: boolean
  #isHolding: boolean
  #heldTape = new EventTape(1024)
  #held: HeldDiff[] = []

  #hasSnapshot = false
  /** The newest update id that the book contains; `ABSENT` before any. */
  #lastId = ABSENT
  /** No diff was applied since the snapshot: the first one may overlap it. */
  #isFirst = true
  #isBroken = false
  #hasSingleTrades = false
  #row = 0
  #tape = this.#heldTape
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0

  constructor(options: BinanceReaderOptions) {
    const { instrument, notices } = options
    this.#instrument = instrument
    this.#notices = notices
    this.#decoder = new CaptureDecoder({
      priceDecimals: instrument.tick.decimals,
      sizeDecimals: instrument.lot.decimals,
      symbol: instrument.symbol,
    })
    this.#isParity = options.convention === 'hftbacktest'
    this.#clock = new BinanceClock(options.epochSeconds)
    this.#price = new GridCounter(instrument.tick.numerator)
    this.#size = new GridCounter(instrument.lot.numerator)
    this.#appliesStale = this.#isParity || options.staleDiffs === 'apply'
    this.#isHolding = options.isSnapshotComing && !this.#appliesStale
  }

  readLine(bytes: Uint8Array, start: number, end: number, _line: number, tape: EventTape): void {
    this.#decoder.decode(bytes, start, end)
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    this.#tape = tape
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
    this.#tape = tape
    if (this.#held.length > 0) this.#releaseHeld(Number.NEGATIVE_INFINITY)
  }

  #depth(): void {
    const { message } = this.#decoder
    this.#clock.set(message)
    if (this.#isHolding) {
      const start = this.#heldTape.length
      const tape = this.#tape
      this.#tape = this.#heldTape
      this.#levels(0)
      this.#tape = tape
      const { firstId, lastId, previousId } = message
      const count = this.#heldTape.length - start
      this.#held.push({ firstId, lastId, previousId, start, count })
      return
    }
    if (!this.#hasSnapshot) this.#notices.add('diff without a snapshot before it')
    const { firstId, lastId, previousId } = message
    const isStale = this.#isStale(lastId)
    if (isStale && !this.#appliesStale) return
    if (!isStale) this.#continueChain(firstId, lastId, previousId)
    const isUnsynchronised = this.#appliesStale && !this.#hasSnapshot
    this.#levels(isStale || isUnsynchronised ? FLAG_STALE : 0)
  }

  /** Says, and counts, that the book already contains a diff. */
  #isStale(lastId: number): boolean {
    if (lastId > this.#lastId) return false
    this.#notices.add(
      this.#appliesStale
        ? 'stale diff, applied all the same'
        : 'stale diff, dropped: the book already contains it',
    )
    return true
  }

  /** Checks that a diff follows what the book contains, and says so with a GAP where it does not. */
  #continueChain(firstId: number, lastId: number, previousId: number): void {
    const isFutures = previousId !== ABSENT
    const expected = isFutures ? this.#lastId : this.#lastId + 1
    const found = isFutures ? previousId : firstId
    const isKnown = this.#lastId !== ABSENT
    const isOverlap = found < expected && (this.#isFirst || !isFutures)
    if (isKnown && found !== expected && !isOverlap) this.#gap(expected, found, lastId)
    else if (isKnown && isOverlap && !this.#isFirst) {
      this.#notices.add('diff that overlaps the one before')
    }
    this.#lastId = lastId
    this.#isFirst = false
  }

  #gap(expected: number, found: number, lastId: number): void {
    this.#notices.add('gap in the update ids: the book is not to be trusted until a snapshot')
    this.#isBroken = true
    if (this.#isParity) return
    const at = this.#append(packMeta(GAP, NO_SIDE, FLAG_LAST), lastId)
    this.#tape.f64[at * EVENT_F64 + F_A] = expected
    this.#tape.f64[at * EVENT_F64 + F_B] = found
  }

  #snapshot(): void {
    const { message } = this.#decoder
    this.#clock.set(message)
    const { lastId } = message
    const isBehind = this.#hasSnapshot && !this.#isBroken && lastId < this.#lastId
    if (isBehind && !this.#appliesStale) {
      this.#notices.add('snapshot older than the book, skipped')
      return
    }
    if (this.#isParity) {
      this.#paritySide(BUY, message.bids)
      this.#paritySide(SELL, message.asks)
    } else {
      this.#append(packMeta(DEPTH_CLEAR, NO_SIDE, FLAG_SNAPSHOT), lastId)
      this.#side(BUY, message.bids, FLAG_SNAPSHOT)
      this.#side(SELL, message.asks, FLAG_SNAPSHOT)
    }
    this.#endMessage()
    this.#hasSnapshot = true
    // Diffs applied before their snapshot may have gone beyond it: the chain goes on from there.
    const isAhead = this.#appliesStale && this.#lastId > lastId
    if (!isAhead) this.#lastId = lastId
    this.#isFirst = !isAhead
    this.#isBroken = false
    this.#isHolding = false
    if (this.#held.length > 0) this.#releaseHeld(this.#clock.local)
  }

  #releaseHeld(localNanos: number): void {
    const held = this.#heldTape
    for (const { firstId, lastId, previousId, start, count } of this.#held) {
      if (this.#isStale(lastId)) continue
      this.#continueChain(firstId, lastId, previousId)
      const first = this.#tape.length
      this.#tape.appendFrom(held, start, count)
      const { f64 } = this.#tape
      for (let at = first; at < this.#tape.length; at++) {
        const slot = at * EVENT_F64 + F_LOCAL
        f64[slot] = Math.max(f64[slot]!, localNanos)
      }
    }
    this.#held = []
    this.#heldTape = new EventTape(1)
  }

  #paritySide(side: Side, levels: LevelColumns): void {
    if (levels.count === 0) return
    const at = this.#append(packMeta(DEPTH_CLEAR, side, 0), this.#decoder.message.lastId)
    const farthest = this.#ticks(levels.prices[levels.count - 1]!)
    this.#tape.i32[at * EVENT_I32 + I_PRICE] = farthest
    this.#tape.f64[at * EVENT_F64 + F_A] = 1
    this.#side(side, levels, FLAG_SNAPSHOT)
  }

  #levels(flags: number): void {
    const { bids, asks } = this.#decoder.message
    this.#side(BUY, bids, flags)
    this.#side(SELL, asks, flags)
    if (bids.count + asks.count > 0) this.#endMessage()
  }

  #side(side: Side, levels: LevelColumns, flags: number): void {
    const meta = packMeta(DEPTH_LEVEL, side, flags)
    const { lastId } = this.#decoder.message
    const { prices, sizes, count } = levels
    for (let i = 0; i < count; i++) {
      const at = this.#append(meta, lastId) * EVENT_I32
      const { i32 } = this.#tape
      i32[at + I_PRICE] = this.#ticks(prices[i]!)
      i32[at + I_SIZE] = this.#lots(sizes[i]!)
    }
  }

  #trade(): void {
    const { message } = this.#decoder
    if (message.isAggregate) {
      if (this.#isParity || this.#hasSingleTrades) {
        this.#notices.add('aggregate trade beside single trades, skipped')
        return
      }
    } else {
      this.#hasSingleTrades = true
    }
    if (this.#isParity && !message.isMarketTrade) {
      this.#notices.add('trade outside the market, skipped')
      return
    }
    this.#clock.set(message)
    const side = message.isBuyerMaker ? SELL : BUY
    const at = this.#append(packMeta(TRADE, side, FLAG_LAST), this.#row)
    this.#tape.f64[at * EVENT_F64 + F_ORDER] = message.tradeId
    this.#tape.i32[at * EVENT_I32 + I_PRICE] = this.#ticks(message.price)
    this.#tape.i32[at * EVENT_I32 + I_SIZE] = this.#lots(message.size)
  }

  #touch(): void {
    if (this.#isParity) return
    const { message } = this.#decoder
    this.#clock.set(message)
    const at = this.#append(packMeta(TOUCH, NO_SIDE, FLAG_LAST), message.lastId)
    this.#tape.i32[at * EVENT_I32 + I_PRICE] = this.#ticks(message.bidPrice)
    this.#tape.i32[at * EVENT_I32 + I_SIZE] = this.#lots(message.bidSize)
    this.#tape.f64[at * EVENT_F64 + F_A] = this.#ticks(message.askPrice)
    this.#tape.f64[at * EVENT_F64 + F_B] = this.#lots(message.askSize)
  }

  #append(meta: number, sequence: number): number {
    const at = this.#tape.append(meta, 0, this.#clock.exchange, this.#clock.local)
    this.#tape.f64[at * EVENT_F64 + F_SEQUENCE] = sequence
    return at
  }

  #endMessage(): void {
    const { i32, length } = this.#tape
    i32[(length - 1) * EVENT_I32 + I_META]! |= FLAG_LAST << 16
  }

  #ticks(units: number): number {
    const count = this.#price.count(units)
    if (!Number.isNaN(count)) return count
    throw describeOffGrid('price', this.#instrument, this.#bytes, this.#start, this.#end)
  }

  #lots(units: number): number {
    const count = this.#size.count(units)
    if (!Number.isNaN(count)) return count
    throw describeOffGrid('size', this.#instrument, this.#bytes, this.#start, this.#end)
  }
}
