/**
 * The contract of a market agent: somebody who trades on the simulated exchange.
 *
 * An agent sleeps until the simulation calls it: at the instants it asked for (`wake`), when a report
 * about one of its orders arrives (`report`), when the venue answers its question (`answer`). It
 * knows the time, its own chance and what it was told; it acts through its desk, and what it does
 * travels to the venue and takes the time that its line takes.
 *
 * ```ts
 * const patient: MarketAgent = {
 *   name: 'patient buyer',
 *   start: (desk) => desk.wakeAt(seconds(1)),
 *   wake: (desk) => desk.ask(),                    // what is the touch?
 *   answer: (desk, { bid }) => {
 *     if (bid !== NO_PRICE) desk.limit(BUY, bid, lots(1))
 *     desk.wakeAt(nanos(desk.now + seconds(10)))
 *   },
 *   report: () => {},
 * }
 * ```
 *
 * Views (`report`, `answer`) are valid during the call only. At one instant requests meet the venue
 * first, then reports and answers arrive, then agents wake, each in the order of the agents.
 *
 * Order flows that are a whole crowd (Poisson, Hawkes, queue-reactive) sit at the venue: their lines
 * take no time, and they look at `desk.book`, the venue's own.
 */
import type { BookView } from '../../book/index.ts'
import type { Lots, Nanos, RandomStream, Side, Ticks } from '../../core/index.ts'

/** What happened to an order of the agent. */
export const ORDER_BOOKED = 1
export const ORDER_TRADED = 2
export const ORDER_CANCELED = 3
export const ORDER_REFUSED = 4
export type OrderChange =
  | typeof ORDER_BOOKED
  | typeof ORDER_TRADED
  | typeof ORDER_CANCELED
  | typeof ORDER_REFUSED

export interface OrderReport {
  readonly change: OrderChange
  readonly orderId: number
  /** Of the agent's order; 0 where a refusal or cancellation does not tell. */
  readonly side: Side | 0
  readonly price: Ticks
  /** Booked: lots that rest; traded: of this execution; canceled: lots that are gone. */
  readonly size: Lots
  /** Traded: the order was resting. */
  readonly isMaker: boolean
  /** Refused or canceled: the venue's reason. */
  readonly reason: number
}

/** The venue as it stood when a question reached it. */
export interface MarketAnswer {
  /** `NO_PRICE` on an empty side. */
  readonly bid: Ticks
  readonly bidLots: Lots
  readonly ask: Ticks
  readonly askLots: Lots
  /** `NO_PRICE` before the first trade. */
  readonly lastPrice: Ticks
  /** Lots traded since the venue opened, and of those what buyers took. */
  readonly tradedLots: number
  readonly boughtLots: number
  /** Orders may be entered. */
  readonly isOpen: boolean
  /** Nobody asked: the sides of the book have become very unequal. */
  readonly isAlert: boolean
}

export interface AgentDesk {
  readonly now: Nanos
  readonly participant: number
  /** The agent's own chance. */
  readonly random: RandomStream
  /** The venue's book as it is now, without a line: for flows that sit at the venue. */
  readonly book: BookView

  /** Sends a limit order and answers its id. Terms as `packTerms` makes them. */
  limit(side: Side, price: Ticks, size: Lots, terms?: number): number
  /** Sends a market order; what does not trade at once lapses. */
  market(side: Side, size: Lots): number
  cancel(orderId: number): void
  /** Withdraws every order of this agent that lives when the request arrives. */
  cancelAll(): void
  /** Asks the venue for the touch and the volumes. */
  ask(): void
  /** Calls `wake` then; at once if that has passed. Several may be pending. */
  wakeAt(time: Nanos): void
  /**
   * Answers without being asked, once whenever one side of the book comes to hold less than
   * `1 - imbalance` of the other.
   */
  alertAbove(imbalance: number): void
}

export interface MarketAgent {
  readonly name: string
  /** Called once, at the start of the simulation. */
  start(desk: AgentDesk): void
  wake(desk: AgentDesk): void
  report(desk: AgentDesk, report: OrderReport): void
  answer(desk: AgentDesk, answer: MarketAnswer): void
  /**
   * Someone pulls the plug: withdraw that share of what rests, and offer that much less until then.
   * Without it all orders of the agent are withdrawn, and it goes on as before.
   */
  withdraw?(desk: AgentDesk, share: number, until: Nanos): void
  /** News: what the agent thinks the asset is worth moves by so many ticks. */
  hearNews?(desk: AgentDesk, jumpTicks: number): void
}
