/**
 * Where to cut: right behind decisions.
 *
 * A decision that was taken with knowledge of what comes next is most likely to change when what
 * comes next changes, so every cut lies one nanosecond after an instant at which something was
 * decided. The instants are drawn, one from each of equal parts of all of them; without decisions
 * the cuts are spread over time.
 */
import { type Nanos, nanos, type RandomStream } from '../../core/index.ts'
import type { DecisionTrace } from './decision-trace.ts'

export interface CutChoice {
  /** What was decided, most telling first; the first that has instants is taken. */
  readonly traces: readonly DecisionTrace[]
  readonly cuts: number
  readonly firstNanos: number
  readonly lastNanos: number
  readonly random: RandomStream
}

export function cutInstants({ traces, cuts, firstNanos, lastNanos, random }: CutChoice): Nanos[] {
  const decided = traces.find((trace) => trace.count > 0)
  const chosen =
    decided === undefined ? spread(firstNanos, lastNanos, cuts) : drawn(decided, cuts, random)
  return chosen.map((at) => nanos(Math.floor(at) + 1))
}

function spread(first: number, last: number, cuts: number): number[] {
  return Array.from({ length: cuts }, (_, k) => first + ((k + 0.5) / cuts) * (last - first))
}

/** Two passes over the instants: there may be very many of them. */
function drawn(trace: DecisionTrace, cuts: number, random: RandomStream): number[] {
  let total = 0
  for (const _ of trace.instants()) total++
  const parts = Math.min(cuts, total)
  const wanted = new Set(
    Array.from({ length: parts }, (_, k) =>
      random.integer(Math.floor((k * total) / parts), Math.floor(((k + 1) * total) / parts) - 1),
    ),
  )
  const found: number[] = []
  let place = 0
  for (const at of trace.instants()) if (wanted.has(place++)) found.push(at)
  return found
}
