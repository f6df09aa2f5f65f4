/** What the main thread and the watchdog tell each other. */
import type { Alert } from '../../core/index.ts'
import type { AlertOutcome, AlertSettings } from '../../io/index.ts'
import type { BreakerLimits } from '../../risk/index.ts'

/** What the thread is started with. */
export interface WatchdogSetup {
  readonly memory: SharedArrayBuffer
  /** Which program this is, for alerts. */
  readonly source: string
  readonly killFile: string
  readonly host: string
  readonly token: string
  readonly alerts?: AlertSettings | undefined
  /** Of these, `heartbeat` (its silence alone) and `clock` are the watchdog's. */
  readonly breaker: BreakerLimits
}

export type ToWatchdog =
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'rearm' }
  | { readonly kind: 'close'; readonly millisMax: number }

export type FromWatchdog =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'tripped' }
  | { readonly kind: 'alert'; readonly alert: Alert }
  /** `problem`: why the switch stays on; empty when it is off. */
  | { readonly kind: 'rearmed'; readonly problem: string }
  | { readonly kind: 'outcome'; readonly outcome: AlertOutcome }
  | { readonly kind: 'closed' }

/** What the endpoint answers. */
export interface KillAnswer {
  readonly isTripped: boolean
  readonly reason: string
  readonly withdrawal: string
  readonly openOrders: number
  /** The run's time stands still: its venue answers when it goes on. */
  readonly isPaused: boolean
}

/** What the endpoint answers to whoever stops trading. */
export interface KillOutcome extends KillAnswer {
  /** Whether trading was stopped already, for a reason of its own. */
  readonly wasStopped: boolean
}
