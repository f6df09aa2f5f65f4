/**
 * The contract of a matching engine: commands in, events out, both as 64-byte event records.
 *
 * ```
 *   commands ---> apply ---> books of many instruments ---> events
 *   (enter, cancel, replace, ...)                           (accepted, trade, canceled, ...)
 * ```
 *
 * One writer applies one command after another. There is no clock (time is a command), no chance,
 * no I/O and no wire: OUCH, FIX, ITCH are translations of these records and live elsewhere. Equal
 * commands make equal events and equal state, whatever the implementation. The records are told in
 * `core/engine-event.ts`, the words in them in `terms.ts`, `phase.ts` and `reason.ts`; `CommandWriter`
 * writes commands.
 *
 * ```ts
 * const engine = new MatchingEngine({ instruments: [{ referenceTicks: ticks(100) }] })
 * const commands = new CommandWriter()
 * commands.limit(1, 7, 0, SELL, ticks(101), lots(5))     // order 1 of participant 7, instrument 0
 * commands.limit(2, 8, 0, BUY, ticks(102), lots(3), packTerms({ timeInForce: IOC }))
 * applyAll(engine, commands.tape)
 * // engine.events: accepted 1 (booked, 5 shown), accepted 2, trade of 3 at 101
 * engine.events.clear()
 * ```
 *
 * ## Priority
 *
 * Better price first; at a price, displayed before hidden; then first come. A trade happens at the
 * resting order's price. A replace that only shrinks keeps its place; any other loses it, and acts
 * like a new order at its new price. An instrument may share a level among its displayed orders in
 * proportion to their size instead, wholly or after a first-come part (`allocation.ts`).
 *
 * ## Orders
 *
 *  - *limit*, *market*, *IOC*, *FOK*: as the glossary has them. What is left of a market order lapses.
 *  - *post-only*: refused when it would trade at once, or slid one tick behind the best opposite price.
 *  - *minimum quantity*: at least so much trades on entry, or all of it lapses. Nothing afterwards.
 *  - *all-or-none*: waits aside, best price and then first come, and takes all it wants as soon as the
 *    book holds that within its limit. It never rests, so no book is crossed for its sake.
 *  - *iceberg*: shows a slice. When the slice has traded the next one is shown, behind all others.
 *  - *hidden*: rests without being displayed.
 *  - *stop*, *stop-limit*: waits until a trade reaches its stop price, then acts as market or limit
 *    order. Reached stops act one by one, each with all that follows from it: the buyers from the
 *    lowest stop up, then the sellers from the highest down, first come first within a price.
 *  - *pegged*: follows the best *displayed* prices with an offset, no further than its limit, always
 *    hidden and never up to the other side's displayed best: what it follows never follows it. It meets
 *    hidden orders. A new price is a new place; without a price to follow it is parked outside the book.
 *  - *GTD*, *day*: expire when an ENGINE_TIME reaches their date, when the instrument closes.
 *
 * After each command a book *settles*: pegged orders move (all leave, then come back in the order in
 * which they were entered), all-or-none orders are tried (buyers first), the next stop acts; again
 * until nothing moves.
 *
 * ## Self-trade prevention
 *
 * The incoming order's mode decides, where it meets a resting order of its participant. Lots counted
 * for a fill-or-kill, a minimum quantity or an all-or-none end at the first such order, unless the mode
 * cancels the oldest: then such orders count for nothing. A level that is shared in proportion is
 * cleared of the participant's displayed orders before it is shared. Auctions have no incoming order,
 * and prevent nothing.
 *
 * ## Auctions
 *
 * In an auction limit orders gather and may cross; market orders rank before any limit. Passing into
 * continuous trading or into closed uncrosses at one price: of most lots, then of least surplus, then
 * nearest to the reference (the last trade, or the instrument's `referenceTicks`), then the higher; never
 * beyond every limit and the reference. What
 * is left of market orders and of those for the auction alone lapses. With `volatilityTicks` an order
 * that would trade further than that from the reference as it was before the command stops there, and
 * opens a volatility auction, which takes its rest.
 *
 * ## Bad input
 *
 * A command that cannot be obeyed is answered by ENGINE_REJECTED with a reason, and `stateHash` is
 * as before. Numbers are bounded so that sums fit an int32: prices lie within +-2^30 - 1 ticks, and
 * the lots of one side of an instrument, waiting orders included, within 2^31 - 1.
 *
 * Implementations: `ReferenceMatchingEngine`, lists and sorting, the specification to read;
 * `MatchingEngine`, typed arrays, nothing allocated by a command once its pools have grown. One suite
 * tests both. Not thread-safe.
 */
import type { EventTape, Lots, Side, Ticks } from '../../core/index.ts'
import type { InstrumentRulesOptions } from './instrument-rules.ts'
import type { Phase } from './phase.ts'

export interface MatchingOptions {
  /** The instrument of index `i` in records is the `i`-th. */
  readonly instruments: readonly InstrumentRulesOptions[]
  /** Participants are 0 to this - 1. 1,024 if not told. */
  readonly participants?: number
  /** Orders that may live at once; 4,194,304 if not told. */
  readonly ordersMax?: number
}

export interface Matching {
  /** What happened, in order. Append-only for the engine; whoever reads it clears it. */
  readonly events: EventTape
  /** Orders that live, waiting ones included. */
  readonly orderCount: number

  /** Obeys or refuses the command at `index`. Returns the index of the next command. */
  apply(commands: EventTape, index: number): number

  phaseOf(instrument: number): Phase
  /** The price of the last trade, `NO_PRICE` before the first. */
  lastPriceOf(instrument: number): Ticks
  /** The best displayed price of a side, `NO_PRICE` when nothing is displayed. */
  bestOf(instrument: number, side: Side): Ticks
  /** The next displayed price strictly behind `price`, `NO_PRICE` when there is none. */
  nextShownBehind(instrument: number, side: Side, price: Ticks): Ticks
  /** Displayed lots of a side at a price. */
  shownAt(instrument: number, side: Side, price: Ticks): Lots

  /**
   * Sixteen hexadecimal digits over everything that can matter later: every order with its place,
   * every phase, band and last price. The number of events so far does not matter.
   */
  stateHash(): string
  /** The whole state in bytes. Any engine of the same rules continues from it (`snapshot.ts`). */
  snapshot(): Uint8Array
  /**
   * Takes the state of a snapshot in place of its own.
   * @throws InputError for bytes that no engine of these rules wrote; the state is as before then.
   */
  restore(bytes: Uint8Array): void
  /** For tests: recomputes everything the slow way and asserts that it agrees. */
  checkInvariants(): void
}

export const PARTICIPANTS_DEFAULT = 1024
export const PARTICIPANTS_MAX = 1 << 20
export const ORDERS_MAX_DEFAULT = 1 << 22
export const ORDERS_MAX_MAX = 1 << 26

/** The largest number of ticks from zero that a price has. */
export const PRICE_TICKS_MAX = (1 << 30) - 1
/** Where a market order ranks while an auction gathers: beyond every limit. */
export const MARKET_TICKS = 1 << 30
/** The most lots that one side of an instrument holds, waiting orders included. */
export const SIDE_LOTS_MAX = 0x7fff_ffff
/** An iceberg has at most so many slices: one incoming order causes a bounded number of trades. */
export const SLICES_MAX = 100

/** Applies all commands of a tape. */
export function applyAll(engine: Matching, commands: EventTape): void {
  for (let index = 0; index < commands.length; ) index = engine.apply(commands, index)
}
