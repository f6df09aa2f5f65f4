/**
 * Records that only a journal holds: what was decided, by whom, why, and proof of it.
 *
 * They have the layout of `event.ts`, and lie between the market's records, requests and reports as
 * these were. Both times of a record are the instant it was made, where its kind says nothing else.
 * The 16 payload bytes are four int32 words where a kind does not say that payload a or b is one
 * double:
 *
 * | byte | slot    | word                                                          |
 * |------|---------|---------------------------------------------------------------|
 * | 48   | i32[12] | code: the reason, the rule, the source                        |
 * | 52   | i32[13] | grade: the severity, the state, the action                    |
 * | 56   | i32[14] | algorithm: which one it was, 0 when none was                  |
 * | 60   | i32[15] | rest: what else there is to say                               |
 *
 * A record with FLAG_TEXT has words behind it, in JOURNAL_TEXT records: `journal-text.ts`.
 * Codes are stable: they stand in journals.
 */
export const I_CODE = 12
export const I_GRADE = 13
export const I_ALGORITHM = 14
export const I_REST = 15

/**
 * What somebody wanted of an order, and what the gate said. Order slot, price, size, side,
 * instrument: the order's; sequence: the request's number at its desk, which the answer bears too,
 * 0 when it was refused; code: the reason, 0 when approved; grade: the action (ENTER_ORDER,
 * CANCEL_ORDER, REPLACE_ORDER); rest: order type in bits 0-7, time in force in 8-15. An approved
 * intent is an order that leaves. Special terms go ahead of it, as ORDER_TERMS.
 */
export const JOURNAL_INTENT = 100
/**
 * A parameter changed. Payload a: the value before, b: the value from now on, NaN when it is no
 * number; sequence: messages of the market heard so far. Text: key, before, after, who.
 */
export const JOURNAL_PARAMETER = 101
/**
 * A person acted. Grade: OPERATOR_...; sequence: messages of the market heard so far. Text: who, why,
 * what else there is to know.
 */
export const JOURNAL_OPERATOR = 102
/**
 * Something needs attention. Exchange time: when it happened, local time: when it was noticed; code:
 * the rule; grade: SEVERITY_...; order slot and sequence: first and last journal sequence of the
 * evidence, 0 for none; price slot: how often; algorithm: whose flow it was. Text: what it is, in a
 * sentence; then what was measured, and the threshold.
 */
export const JOURNAL_ALERT = 103
/** The kill switch. Grade: KILL_...; code: what tripped it; size: working orders. Text: why, who. */
export const JOURNAL_KILL_SWITCH = 104
/**
 * A run begins here. Code: how much of the market is journaled, MARKET_...; grade: 1 when it waits
 * until its orders are durable; order slot: how many markets. Text: what runs, as JSON: `run.ts`.
 */
export const JOURNAL_RUN_BEGIN = 105
/** A run has ended. Code: RUN_...; order slot: records heard. Text: its hash, then the reason. */
export const JOURNAL_RUN_END = 106
/** An instrument of the run. Text: what it is, as JSON. */
export const JOURNAL_INSTRUMENT = 107
/** An algorithm of the register. Algorithm: its id. Text: name, version, code hash, owner, more. */
export const JOURNAL_ALGORITHM = 108
/**
 * A clock was compared. Code: the clock; exchange time: what it said, local time: what the reference
 * said; order slot: nanoseconds it is ahead; sequence: nanoseconds of doubt. Text: names, if any.
 */
export const JOURNAL_CLOCK = 109
/**
 * Latencies of a stage since the sample before. Code: the stage; price slot: how many (at most
 * int32); order slot, sequence: p50 and p99 in nanoseconds; payload b: the largest. Text: its name.
 */
export const JOURNAL_LATENCY = 110
/**
 * A check point: the state here, of one instrument. Order slot: position in lots; sequence: requests
 * sent so far; price and size slots: best bid and ask in ticks, NO_PRICE for an empty side; code and
 * grade: hash of the run so far, high and low half; side: 0; algorithm's word: open orders; rest: a
 * hash of the book's levels, 0 when it was not taken.
 */
export const JOURNAL_STATE = 111
/** A remark. Text: anything. */
export const JOURNAL_NOTE = 112
/** Words of the record before it: `journal-text.ts` says how. Its bytes are no event record's. */
export const JOURNAL_TEXT = 120

/** Text records follow at once. On JOURNAL_TEXT: more of the same text follows. */
export const FLAG_TEXT = 4096

export const SEVERITY_NOTICE = 1
export const SEVERITY_WARNING = 2
export const SEVERITY_CRITICAL = 3

export const OPERATOR_OTHER = 0
export const OPERATOR_KILL = 1
/** The first step of two. */
export const OPERATOR_REARM_ASKED = 2
export const OPERATOR_REARMED = 3
export const OPERATOR_PAUSED = 4
export const OPERATOR_RESUMED = 5
export const OPERATOR_TUNED = 6
export const OPERATOR_RESTARTED = 7
export const OPERATOR_STEPPED = 8
export const OPERATOR_APPROVED = 9
export const OPERATOR_ACKNOWLEDGED = 10
/** What may be sent, from now on: everything, what reduces a position, nothing. */
export const OPERATOR_TRADING = 11
export const OPERATOR_REDUCING = 12
export const OPERATOR_HALTED = 13
/** A strategy that its executions had disabled may trade again. */
export const OPERATOR_STRATEGY_REARMED = 14

export const KILL_TRIPPED = 1
/** Every working order has been asked to be withdrawn. */
export const KILL_WITHDRAWING = 2
/** The venue has answered for every one of them. */
export const KILL_CONFIRMED = 3
export const KILL_REARMED = 4

export const MARKET_NONE = 0
/** Best bid and ask where they change, and trades. */
export const MARKET_TOUCH = 1
/** Every record, as it was. */
export const MARKET_ALL = 2

export const RUN_FINISHED = 0
export const RUN_STOPPED = 1
export const RUN_FAILED = 2

export type JournalKind = keyof typeof JOURNAL_KIND_NAMES

export const JOURNAL_KIND_NAMES = {
  [JOURNAL_INTENT]: 'intent',
  [JOURNAL_PARAMETER]: 'parameter',
  [JOURNAL_OPERATOR]: 'operator',
  [JOURNAL_ALERT]: 'alert',
  [JOURNAL_KILL_SWITCH]: 'kill switch',
  [JOURNAL_RUN_BEGIN]: 'run begin',
  [JOURNAL_RUN_END]: 'run end',
  [JOURNAL_INSTRUMENT]: 'instrument',
  [JOURNAL_ALGORITHM]: 'algorithm',
  [JOURNAL_CLOCK]: 'clock',
  [JOURNAL_LATENCY]: 'latency',
  [JOURNAL_STATE]: 'state',
  [JOURNAL_NOTE]: 'note',
  [JOURNAL_TEXT]: 'text',
} as const

export const SEVERITY_NAMES: Readonly<Record<number, string>> = {
  [SEVERITY_NOTICE]: 'notice',
  [SEVERITY_WARNING]: 'warning',
  [SEVERITY_CRITICAL]: 'critical',
}

export const OPERATOR_ACTION_NAMES: Readonly<Record<number, string>> = {
  [OPERATOR_OTHER]: 'other',
  [OPERATOR_KILL]: 'kill',
  [OPERATOR_REARM_ASKED]: 'rearm asked',
  [OPERATOR_REARMED]: 'rearmed',
  [OPERATOR_PAUSED]: 'paused',
  [OPERATOR_RESUMED]: 'resumed',
  [OPERATOR_TUNED]: 'tuned',
  [OPERATOR_RESTARTED]: 'restarted',
  [OPERATOR_STEPPED]: 'stepped',
  [OPERATOR_APPROVED]: 'approved',
  [OPERATOR_ACKNOWLEDGED]: 'acknowledged',
  [OPERATOR_TRADING]: 'trading',
  [OPERATOR_REDUCING]: 'reduce-only',
  [OPERATOR_HALTED]: 'halted',
  [OPERATOR_STRATEGY_REARMED]: 'strategy re-armed',
}

export const KILL_STATE_NAMES: Readonly<Record<number, string>> = {
  [KILL_TRIPPED]: 'tripped',
  [KILL_WITHDRAWING]: 'withdrawing',
  [KILL_CONFIRMED]: 'confirmed',
  [KILL_REARMED]: 'rearmed',
}

/** The kind of a record of a journal, whatever it is: market, request, report or a kind from above. */
export const recordKindOf = (meta: number): number => meta & 0xff
