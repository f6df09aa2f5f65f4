/**
 * Event records of a matching engine: commands in, events out, in the layout of `event.ts`.
 *
 * Orders are the participants' here, all of them, so a record says whose. The 16 payload bytes are
 * four int32 words, where a kind does not say that payload a or b is one double:
 *
 * | byte | slot    | word                                                                       |
 * |------|---------|----------------------------------------------------------------------------|
 * | 48   | i32[12] | participant                                                                |
 * | 52   | i32[13] | detail: the terms of an order, the reason of an answer, the phase          |
 * | 56   | i32[14] | left: what is left of an order, or of an imbalance                         |
 * | 60   | i32[15] | shown: displayed lots that the event puts into the book or takes out of it |
 *
 * The exchange time of a command is when it reaches the engine, and its events carry the same. The
 * sequence of an event is its number among all events of the engine, from 1 on, without a gap.
 */
export const I_PARTICIPANT = 12
export const I_DETAIL = 13
export const I_LEFT = 14
export const I_SHOWN = 15
/** On ENGINE_TRADE, where payload a is the incoming order's id. */
export const I_RESTING_PARTICIPANT = 14
export const I_INCOMING_PARTICIPANT = 15

/** Enter an order. Price: its limit, NO_PRICE without; size: lots; detail: terms (`terms.ts`). */
export const ENGINE_ENTER = 64
/**
 * Terms that few orders have, right behind the ENGINE_ENTER that announces them. Price: the stop
 * price; size: the lots to show (0: all); participant's word: the peg's offset in ticks; detail:
 * the minimum quantity; payload b: expiry in nanoseconds.
 */
export const ENGINE_TERMS = 65
/** Withdraw an order. */
export const ENGINE_CANCEL = 66
/** Give an order a new limit price and new open lots. Price NO_PRICE for an order without a limit. */
export const ENGINE_REPLACE = 67
/** Withdraw all orders of a participant (-1: of all), an instrument (-1: all), a side (0: both). */
export const ENGINE_MASS_CANCEL = 68
/** A participant's line is lost: the orders that asked for it are withdrawn. */
export const ENGINE_DISCONNECT = 69
/** It is now the exchange time: orders whose date has passed expire. */
export const ENGINE_TIME = 70
/** The instrument passes into the phase in detail (`phase.ts`). */
export const ENGINE_PHASE = 71
/** Orders and trades of the instrument keep between the prices in left (lowest) and shown (highest). */
export const ENGINE_BAND = 72
/** Tell the price and imbalance at which the instrument would uncross now. */
export const ENGINE_INDICATE = 73

/**
 * The order is taken in. Price and size: what it has now; detail: terms. With FLAG_BOOKED it rests,
 * and shown is what the book shows of it.
 */
export const ENGINE_ACCEPTED = 80
/** The command is refused and changed nothing. Detail: reason (`reason.ts`); left: the command's kind. */
export const ENGINE_REJECTED = 81
/** The order rests from here on. Size: its lots; shown: what the book shows; detail: why now. */
export const ENGINE_BOOKED = 82
/** A pegged order has left the book, as what it follows has moved or gone. Size: its lots. */
export const ENGINE_PARKED = 83
/** The order's stop price is reached: it acts now. Price and size: its own. */
export const ENGINE_TRIGGERED = 84
/**
 * Two orders trade. Order slot: the resting order; payload a: the incoming; side: the incoming's.
 * In an auction nobody is incoming: the order slot is the buyer, payload a the seller, no side.
 */
export const ENGINE_TRADE = 85
/**
 * Lots of an order are gone without a trade. Size: how many; left: what is left (0: the order has
 * ended); shown: displayed lots that left the book; detail: reason.
 */
export const ENGINE_CANCELED = 86
/**
 * The order has its new price and size. Left: displayed lots that left the book. With FLAG_KEPT it
 * kept its place. With FLAG_BOOKED it rests at a new place already, showing `shown` lots.
 */
export const ENGINE_REPLACED = 87
/** All of a mass cancel or disconnect is done. Size: how many orders ended. */
export const ENGINE_MASS_CANCELED = 88
/** All that expires by this time has. Size: how many orders ended. */
export const ENGINE_TIME_REACHED = 89
/** The phase is now the one in detail; left: 1 when the market's own movement brought it. */
export const ENGINE_PHASE_CHANGED = 90
/** The band is now from left to shown; orders outside have ended. */
export const ENGINE_BAND_CHANGED = 91
/** An uncrossing now: price (NO_PRICE: none), size: lots that trade; side and left: the surplus. */
export const ENGINE_INDICATIVE = 92
/** The book uncrosses at a price, in the trades that follow. Slots as of ENGINE_INDICATIVE. */
export const ENGINE_UNCROSSED = 93

/** On ACCEPTED and REPLACED: the order rests. */
export const FLAG_BOOKED = 256
/** On REPLACED: it kept its place in the queue. */
export const FLAG_KEPT = 512
/** On ENGINE_TRADE of an auction. */
export const FLAG_AUCTION = 1024
/** On ENGINE_TRADE of an auction: the seller's order was not displayed (FLAG_HIDDEN: the buyer's). */
export const FLAG_SELLER_HIDDEN = 2048

export type EngineKind = keyof typeof ENGINE_KIND_NAMES

export const ENGINE_KIND_NAMES = {
  [ENGINE_ENTER]: 'enter',
  [ENGINE_TERMS]: 'terms',
  [ENGINE_CANCEL]: 'cancel',
  [ENGINE_REPLACE]: 'replace',
  [ENGINE_MASS_CANCEL]: 'mass cancel',
  [ENGINE_DISCONNECT]: 'disconnect',
  [ENGINE_TIME]: 'time',
  [ENGINE_PHASE]: 'phase',
  [ENGINE_BAND]: 'band',
  [ENGINE_INDICATE]: 'indicate',
  [ENGINE_ACCEPTED]: 'accepted',
  [ENGINE_REJECTED]: 'rejected',
  [ENGINE_BOOKED]: 'booked',
  [ENGINE_PARKED]: 'parked',
  [ENGINE_TRIGGERED]: 'triggered',
  [ENGINE_TRADE]: 'trade',
  [ENGINE_CANCELED]: 'canceled',
  [ENGINE_REPLACED]: 'replaced',
  [ENGINE_MASS_CANCELED]: 'mass canceled',
  [ENGINE_TIME_REACHED]: 'time reached',
  [ENGINE_PHASE_CHANGED]: 'phase changed',
  [ENGINE_BAND_CHANGED]: 'band changed',
  [ENGINE_INDICATIVE]: 'indicative',
  [ENGINE_UNCROSSED]: 'uncrossed',
} as const

/** The kind of an engine's record. */
export const engineKindOf = (meta: number): EngineKind => (meta & 0xff) as EngineKind
