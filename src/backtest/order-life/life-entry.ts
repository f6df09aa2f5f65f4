/**
 * The life of an order as a list of entries: what happened to it, there and here, and what the market
 * did that concerned it.
 */
import type { EventKind, Lots, Side, Ticks } from '../../core/index.ts'
import type { FillCause } from '../../exchange/index.ts'
import type { IntentAction } from '../../risk/index.ts'

export interface LifeEntry {
  /** When it happened at the venue; NaN for what happened here. */
  readonly exchangeNanos: number
  /** When it happened here, or when a record of the market arrives here; NaN for the rest. */
  readonly localNanos: number
  readonly event: LifeEvent
  /** The venue's market right after it. */
  readonly view: MarketView
}

/** The venue's book, and where the order stands in it. */
export interface MarketView {
  /** Exact prices in the instrument's currency; NaN for an empty side. */
  readonly bid: number
  readonly ask: number
  readonly bidLots: number
  readonly askLots: number
  /** What the market shows on the order's side at its price; NaN for an order without a price. */
  readonly levelLots: number
  /** Lots ahead of the order in the queue model's eyes, earlier own orders included; NaN elsewhere. */
  readonly aheadLots: number
  /** Own lots among them. */
  readonly ownAheadLots: number
}

export type LifeEvent =
  /** Here: the strategy wants something, and risk says yes (`reason` 0) or no. */
  | {
      readonly kind: 'decided'
      readonly action: IntentAction
      readonly price: Ticks
      readonly size: Lots
      readonly reason: number
      readonly request: number
    }
  /** Here: a request leaves later than it was decided, because the strategy took its time. */
  | { readonly kind: 'sent'; readonly request: number }
  /** There: a request arrives. */
  | { readonly kind: 'arrived'; readonly action: IntentAction; readonly request: number }
  /** There: the venue answers, or says something unasked (`request` 0). */
  | {
      readonly kind: 'answered'
      readonly report: EventKind
      readonly price: Ticks
      readonly size: Lots
      readonly reason: number
      readonly request: number
    }
  /** There: the order, or the next part of it, joins the queue at its price. */
  | { readonly kind: 'rested'; readonly price: Ticks; readonly shownLots: Lots }
  | FilledEvent
  /** Here: a report is heard. */
  | {
      readonly kind: 'heard'
      readonly report: EventKind
      readonly size: Lots
      readonly reason: number
      readonly request: number
    }
  | MarketEvent
  /** There: an own order ahead has moved, traded or gone, and so this one has moved up. */
  | { readonly kind: 'moved'; readonly aheadBeforeLots: number }
  /** There: so many records of the market passed that did not concern the order. */
  | { readonly kind: 'passed'; readonly records: number }

/** There: the order trades. */
export interface FilledEvent {
  readonly kind: 'filled'
  /** In the run's log, counting from 1. */
  readonly execution: number
  /** Exact, in the instrument's currency. */
  readonly price: number
  readonly size: Lots
  readonly leaves: Lots
  readonly cause: FillCause
  readonly fee: number
  /** NaN for an aggressor, as are the next two. */
  readonly aheadAtEntryLots: number
  readonly aheadAtFillLots: number
  readonly restedAtNanos: number
}

/** There: a record of the market. */
export interface MarketEvent {
  readonly kind: 'market'
  readonly record: EventKind
  readonly side: Side | 0
  readonly price: Ticks
  readonly size: Lots
  readonly isHidden: boolean
  /** Before it; NaN while the order does not rest. */
  readonly aheadBeforeLots: number
  readonly levelBeforeLots: number
  /** It touched the order's level or queue, or reached its price; context otherwise. */
  readonly concerns: boolean
}
