/**
 * The contract of execution: approved intent out, reports in.
 *
 * An order port is the near end of a line to a venue: the simulation's delayed line, or a session
 * that speaks a venue's protocol. It takes nothing that risk has not approved.
 */
import type { EventTape } from '../core/index.ts'
import type { OrderIntent, RiskApproved } from '../risk/index.ts'

export interface OrderPort {
  /**
   * Sends a request. `request` numbers it; the venue's answer bears the same number.
   * The intent is read at once and not kept.
   */
  send(intent: RiskApproved<OrderIntent>, request: number): void
}

/** Listens to everything that leaves and arrives: a journal, a run hash. Must not change anything. */
export interface ExecutionListener {
  onIntent(intent: OrderIntent, reason: number): void
  onReport(tape: EventTape, index: number): void
}
