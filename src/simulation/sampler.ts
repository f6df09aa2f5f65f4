/** The contract of what looks at a run from outside at the end of instants: equity, gauges, curves. */
import type { Nanos } from '../core/index.ts'

export interface Sampler {
  /** The sample is due once the clock is about to pass this instant; `NEVER` for not now. */
  readonly dueNanos: number
  /** Market records are to be told by `onLocalMarket`; once false, false for the rest of the run. */
  readonly hearsMarket: boolean
  /** Everything up to `dueNanos` has happened; the next event is at `nextNanos`. Moves `dueNanos`. */
  sample(nextNanos: number): void
  /** A market record has arrived here at this instant. */
  onLocalMarket(now: Nanos): void
}
