/** A market with its journal: where its records go, who listens at its desk, and the line out. */
import type { Nanos } from '../../core/index.ts'
import type { OrderPort } from '../../execution/index.ts'
import type { OrderIntent } from '../../risk/index.ts'
import type { MarketJournal } from './market-journal.ts'
import type { MarketTap, TapOptions } from './market-tap.ts'
import type { RunJournal } from './run-journal.ts'

export interface MarketWiring {
  readonly tap?: MarketTap | undefined
  readonly listener?: MarketJournal | undefined
  /** Where the desk sends its requests. */
  readonly port: OrderPort
}

export interface MarketLine {
  readonly requests: OrderPort
  /** Tells the desk that a request did not leave. */
  readonly bounce: (intent: OrderIntent, request: number, now: Nanos) => void
}

/** The line as it is, without a journal or where nothing waits until it is durable. */
export function wireJournal(
  journal: RunJournal | undefined,
  tap: () => Omit<TapOptions, 'level' | 'relieve'>,
  { requests, bounce }: MarketLine,
): MarketWiring {
  if (journal === undefined) return { port: requests }
  const listener = journal.market()
  const port = {
    send: requests.send.bind(requests),
    refuse: (intent: OrderIntent, request: number) => bounce(intent, request, listener.now),
  }
  return {
    tap: journal.tap(tap()),
    listener,
    port: journal.options.isDurable === true ? listener.durable(port) : requests,
  }
}
