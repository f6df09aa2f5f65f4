/**
 * What surveillance says when it has found something, and the names of what it looks for.
 *
 * An alert carries its own proof: the sequences of the records that make it up, and every figure
 * beside the threshold that it crossed. Whoever runs the same rules over the same journal gets the
 * same alert. It says that a pattern is there; it cannot say what somebody meant by it.
 */
import type { Side } from '../../core/index.ts'

export const RULE_NAMES = [
  'spoofing',
  'layering',
  'wash-trades',
  'quote-stuffing',
  'momentum-ignition',
  'marking-the-close',
  'order-to-trade',
  'ping-orders',
  'fleeting-orders',
] as const
export type RuleName = (typeof RULE_NAMES)[number]

/** The code of an alert record in a journal. Codes are stable. */
export const RULE_CODES: Readonly<Record<RuleName, number>> = {
  spoofing: 201,
  layering: 202,
  'wash-trades': 203,
  'quote-stuffing': 204,
  'momentum-ignition': 205,
  'marking-the-close': 206,
  'order-to-trade': 207,
  'ping-orders': 208,
  'fleeting-orders': 209,
}

/** What a record of the evidence shows. */
export const EVIDENCE_KINDS = [
  'entered',
  'replaced',
  'cancel asked',
  'withdrawn',
  'made',
  'took',
] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** One record that matters, as it stands in the journal. */
export interface EvidenceRecord {
  readonly kind: EvidenceKind
  /** Of the record in the journal, or its number in the stream where there is none. */
  readonly sequence: number
  readonly nanos: number
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: number
  readonly lots: number
}

export interface AlertFigure {
  readonly name: string
  readonly measured: number
  readonly threshold: number
  readonly unit: string
}

/** Best prices from `nanos` on; NaN where a side was empty. */
export interface TouchPoint {
  readonly nanos: number
  readonly bidTicks: number
  readonly askTicks: number
}

export interface SurveillanceAlert {
  readonly rule: RuleName
  /** SEVERITY_NOTICE, SEVERITY_WARNING or SEVERITY_CRITICAL. */
  readonly severity: number
  readonly instrument: number
  /** Of the flow, where its records name one; 0 otherwise. */
  readonly algorithm: number
  /** First and last instant and sequence of the evidence of the whole episode. */
  readonly fromNanos: number
  readonly toNanos: number
  readonly firstSequence: number
  readonly lastSequence: number
  /** When it was noticed. */
  readonly noticedNanos: number
  /** How often the pattern was there before it was quiet again. */
  readonly times: number
  /** In the order of their sequences; of a large pattern, only its beginning and its end. */
  readonly evidence: readonly EvidenceRecord[]
  readonly figures: readonly AlertFigure[]
  /** What happened, in a sentence. */
  readonly text: string
  /** The touch around the evidence, to draw it. */
  readonly path: readonly TouchPoint[]
}

/** What a rule hands over; the rest is added around it. */
export interface Finding {
  readonly severity: number
  readonly algorithm: number
  readonly evidence: readonly EvidenceRecord[]
  readonly figures: readonly AlertFigure[]
  readonly text: string
}
