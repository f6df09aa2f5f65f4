/**
 * The contract of a compliance report: what is known of a run, as plain data with a stable schema.
 *
 * A page is drawn from it and it is written as JSON as it is. A new field may be added under the same
 * schema; one that changes its meaning or goes away makes a new one. `docs/compliance.md` tells every
 * field. What is not known is null, and `unknown` says in words what this report cannot say.
 */
import type { ControlLimit, ControlScope } from '../../risk/index.ts'
import type { RegisterEntry } from '../register/index.ts'

export const COMPLIANCE_SCHEMA = 'tick-to-trade compliance report 1'

export const COMPLIANCE_NOTICE =
  'This is not legal advice, and no statement of compliance. It shows which control of a simulator ' +
  'stands for which requirement, as the project understands it, and what the control did in one run. ' +
  'Whether a firm meets its duties is for that firm and its advisers to say.'

export interface ComplianceReport {
  readonly schema: typeof COMPLIANCE_SCHEMA
  readonly notice: string
  /** Version of tick-to-trade that made the report. */
  readonly product: string
  readonly run: RunFacts
  readonly journal: JournalFacts | null
  readonly requirements: readonly RequirementFacts[]
  readonly controls: readonly ControlFacts[]
  readonly actions: ActionFacts
  readonly orderToTrade: OrderToTradeFacts
  readonly clocks: ClockFacts
  readonly killSwitch: KillFacts
  readonly surveillance: SurveillanceFacts
  readonly parameters: readonly ParameterChange[]
  readonly algorithms: readonly AlgorithmFacts[]
  /** What nobody can tell from this source, each in a sentence. */
  readonly unknown: readonly string[]
}

export type RunSource = 'journal' | 'run file' | 'configuration'

export interface RunFacts {
  readonly source: RunSource
  readonly name: string
  /** How many a journal holds, one after the other; what follows is of the newest, but for the symbols. */
  readonly runs: number
  readonly strategy: string
  readonly params: Readonly<Record<string, unknown>>
  readonly symbols: readonly string[]
  /** Unix nanoseconds that all times count from, as decimal text; `0` when no date is known. */
  readonly epochNanos: string
  readonly fromNanos: number
  readonly toNanos: number
  readonly runHash: string
  /** finished, stopped, failed; `not ended` for a journal without an end. */
  readonly outcome: string
}

export interface JournalFacts {
  readonly status: 'clean' | 'torn' | 'corrupt' | 'empty'
  readonly isClosed: boolean
  readonly records: number
  readonly batches: number
  readonly segments: number
  readonly bytes: number
  readonly firstSequence: number
  readonly lastSequence: number
  /** The last link of the chain of SHA-256 hashes, in hexadecimal digits. */
  readonly headHash: string
  readonly rules: string
  readonly problem: string | null
  /** State check points that agree with the records before them, and those that do not. */
  readonly statesAgreed: number
  readonly statesDisagreed: number
}

/** `on`: every control of it is on; `partly`: some; `off`: none; the others need no limit. */
export type RequirementStatus = 'on' | 'partly' | 'off' | 'built in' | 'venue side' | 'for people'

export interface RequirementFacts {
  readonly regime: string
  readonly place: string
  /** Whether the place was looked up; `check against the text before quoting` where not. */
  readonly isPlaceVerified: boolean
  readonly requirement: string
  readonly status: RequirementStatus
  readonly implementation: string
  readonly modules: readonly string[]
  /** Names of the controls, as `scope.name`. */
  readonly controls: readonly string[]
  readonly timesActed: number
}

export interface ControlFacts {
  /** Index of the market that it guards; null for groups and the account. */
  readonly market: number | null
  readonly symbol: string
  readonly scope: ControlScope
  readonly name: string
  readonly limit: ControlLimit | null
  readonly isOn: boolean
  readonly timesActed: number
  readonly reasonCode: number
  readonly reason: string
  readonly module: string
  readonly codes: { readonly ouch42: string; readonly ouch50: number; readonly fix103: number }
}

/** One refusal, or one trip of the kill switch by a control. */
export interface Action {
  readonly sequence: number
  readonly at: string
  readonly nanos: number
  readonly market: number
  readonly symbol: string
  readonly order: number
  readonly action: string
  readonly side: string
  /** In the instrument's currency; null for a market order. */
  readonly price: number | null
  readonly size: number
  readonly verdict: 'refused' | 'kill switch tripped' | 'strategy disabled'
  readonly reasonCode: number
  readonly reason: string
  readonly algorithm: number
}

export interface ActionFacts {
  readonly total: number
  /** Those that are counted and not listed: the list is bounded. */
  readonly leftOut: number
  readonly byReason: readonly {
    readonly reasonCode: number
    readonly reason: string
    readonly times: number
  }[]
  readonly rows: readonly Action[]
  /** How many in each of equal slices of the run's time; empty when instants are not known. */
  readonly slices: readonly number[]
}

export interface OrderToTradeRow {
  readonly market: number
  readonly symbol: string
  /** `2024-08-08`, or `day 1` where no date is known; `whole run` for a run file. */
  readonly day: string
  readonly newOrders: number
  readonly replaces: number
  readonly cancels: number
  /** Stop orders that triggered; null where the source cannot tell. */
  readonly triggers: number | null
  /** By the counting annex. */
  readonly orders: number
  readonly notCounted: number
  readonly orderedLots: number
  readonly trades: number
  readonly tradedLots: number
  /** Null when nothing was traded: the ratio is undefined. */
  readonly byNumber: number | null
  readonly byVolume: number | null
}

export interface OrderToTradeFacts {
  readonly rule: string
  readonly weights: readonly { readonly type: string; readonly counts: string }[]
  readonly notCounted: readonly string[]
  /** The gate's own limit, in force: null when it is off. */
  readonly limit: number | null
  readonly rows: readonly OrderToTradeRow[]
}

/** What a clock of this machine was found to do; `clock-measurement.ts` of the command line. */
export interface ClockMeasurement {
  /** When, as an ISO instant of the clock that was measured. */
  readonly at: string
  readonly samples: number
  /** Smallest step between two readings that differ. */
  readonly wallStepNanos: number
  readonly monotonicStepNanos: number
  /** How far the wall clock ran off the monotonic one, and over how long. */
  readonly driftNanos: number
  readonly overNanos: number
  /** Offset from the reference by the time daemon; null when no daemon answers. */
  readonly divergenceNanos: number | null
  /** Bound on the error of that offset. */
  readonly doubtNanos: number | null
  readonly isSynchronised: boolean | null
  /** Who said so, or why nobody did. */
  readonly said: readonly string[]
}

export interface ClockRule {
  readonly who: string
  readonly divergenceNanos: number
  readonly granularityNanos: number
  readonly meetsGranularity: boolean
}

export interface ClockFacts {
  readonly timeSource: string
  readonly timestamps: number
  /** The largest span that divides every timestamp; null without timestamps. */
  readonly granularityNanos: number | null
  readonly smallestStepNanos: number | null
  readonly rules: readonly ClockRule[]
  /** Comparisons that the journal holds. */
  readonly comparisons: number
  readonly worstDivergenceNanos: number | null
  /** Of this machine now, where that was asked for. */
  readonly machine: ClockMeasurement | null
}

export interface KillEvent {
  readonly sequence: number
  readonly at: string
  readonly nanos: number
  readonly kind: 'kill switch' | 'operator' | 'alert'
  readonly state: string
  readonly openOrders: number | null
  readonly who: string
  readonly text: string
}

export interface KillFacts {
  readonly trips: number
  /** Orders that the switch refused. */
  readonly refused: number
  /** Orders approved while it was on: any number but 0 is a defect; null when it is not known. */
  readonly passed: number | null
  /** Withdrawals sent while it was on; null when it is not known. */
  readonly withdrawn: number | null
  readonly events: readonly KillEvent[]
  readonly test: KillTest | null
}

/** A test of the kill switch: `kill-test.ts`. */
export interface KillTest {
  readonly what: string
  readonly openOrdersBefore: number
  readonly openOrdersAfter: number
  readonly intentsAfter: number
  readonly approvedAfter: number
  readonly withdrawals: number
  /** Simulated time from the trip to the venue's last answer; null when orders stayed open. */
  readonly confirmedAfterNanos: number | null
  /** Whether orders passed again after a person had re-armed it. */
  readonly rearmed: boolean
  /** Wall time from the trip to the first refusal; null where it was not measured. */
  readonly blockNanos: {
    readonly trials: number
    readonly p50: number
    readonly p99: number
    readonly max: number
  } | null
  readonly passed: boolean
  readonly runHash: string
}

export interface SurveillanceFacts {
  /** `journal`: alerts that were raised live; `batch`: rules run over the journal for this report. */
  readonly source: string
  readonly alerts: readonly AlertFacts[]
  readonly leftOut: number
  readonly evaluatedRules: readonly string[]
  /** Of a batch: whose thresholds held, in words; empty for alerts of a journal. */
  readonly thresholds: string
}

export interface AlertFacts {
  readonly sequence: number
  readonly at: string
  readonly nanos: number
  readonly rule: string
  readonly severity: string
  readonly symbol: string
  readonly algorithm: number
  readonly times: number
  readonly firstSequence: number
  readonly lastSequence: number
  readonly text: string
  /** From the cause to the notice. */
  readonly delayNanos: number
}

export interface ParameterChange {
  readonly sequence: number
  readonly at: string
  readonly key: string
  readonly before: string
  readonly after: string
  readonly who: string
}

export interface AlgorithmFacts {
  /** The number that flags orders; 0 for orders that name none. */
  readonly number: number
  readonly intents: number
  /** What the journal says of it. */
  readonly told: readonly string[]
  /** What the register says; null when there is no register, or no such entry. */
  readonly entry: RegisterEntry | null
  /** Register and run beside each other, in a sentence; empty when all is well. */
  readonly problem: string
}
