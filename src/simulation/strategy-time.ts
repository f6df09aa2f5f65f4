/**
 * The time that a strategy takes: it thinks about one thing at once, and hears the next when it is
 * done.
 *
 * A call at `now` that takes `c` sends its requests at `now + c`. Until then the strategy is busy:
 * what arrives here waits and is handled in the order of its arrival. One run has one strategy, so
 * its instruments share this clock; in which instrument a call happens decides how long it takes.
 */
import { InputError, type Nanos, nanos } from '../core/index.ts'
import type { Delay } from './latency/index.ts'

/** Farthest a strategy may fall behind the market: what it does then has no meaning any more. */
const BEHIND_NANOS_MAX = 60e9

export class StrategyTime {
  /** Free from this instant on; always, for strategies that think in no time. */
  busyUntil: number = Number.NEGATIVE_INFINITY

  /** The strategy is called at `now`, when it is free. Returns when it will be done. */
  think(now: Nanos, compute: Delay): Nanos {
    const done = nanos(now + compute.draw(now))
    this.busyUntil = done
    return done
  }

  /** The first instant from `now` on at which something can leave. */
  free(now: Nanos): Nanos {
    return this.busyUntil > now ? nanos(this.busyUntil) : now
  }
}

/** @throws InputError when what arrived at `arrival` is only handled now, far too late. */
export function checkKeepsUp(arrival: number, now: Nanos): void {
  if (now - arrival <= BEHIND_NANOS_MAX) return
  throw new InputError(
    `the strategy has fallen ${BEHIND_NANOS_MAX / 1e9} s behind the market: it computes for longer ` +
      'than there is between events',
    { field: 'latency.compute' },
    'Shorten the compute time, or call the strategy less often.',
  )
}
