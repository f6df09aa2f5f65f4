/**
 * The rungs of a ladder: how long a round trip to a venue takes, from where one stands.
 *
 * ```
 *   zero      nowhere            0
 *   FPGA      in the rack        1 us to 10 us     logic on the network card
 *   colocated in the building    0.11 to 0.56 ms   a program on a server beside the venue's
 *   cloud     in the region      5 to 20 ms        a rented machine in the right city
 *   home      somewhere          25 to 170 ms      a house, a cable, a continent
 * ```
 *
 * Rungs are fixed points, not draws: the ends of a band and their geometric middle. Each has then one
 * place on the axis, and what differs between two rungs is their latency alone.
 */

import { spanText } from '../report/index.ts'

export interface LatencyBand {
  /** As it is typed. */
  readonly key: string
  readonly name: string
  readonly fromNanos: number
  readonly toNanos: number
}

export const LATENCY_BANDS: readonly LatencyBand[] = [
  { key: 'zero', name: 'zero', fromNanos: 0, toNanos: 0 },
  { key: 'fpga', name: 'FPGA', fromNanos: 1e3, toNanos: 1e4 },
  { key: 'colocated', name: 'colocated', fromNanos: 1.1e5, toNanos: 5.6e5 },
  { key: 'cloud', name: 'cloud', fromNanos: 5e6, toNanos: 2e7 },
  { key: 'home', name: 'home', fromNanos: 2.5e7, toNanos: 1.7e8 },
]

/** Middles are rounded to what people say. */
const POINTS: Readonly<Record<string, readonly number[]>> = {
  zero: [0],
  fpga: [1e3, 3e3, 1e4],
  colocated: [1.1e5, 2.5e5, 5.6e5],
  cloud: [5e6, 1e7, 2e7],
  home: [2.5e7, 6.5e7, 1.7e8],
}

/** Round trips of a band, ascending; undefined for a word that is no band. */
export const bandPoints = (key: string): readonly number[] | undefined =>
  Object.hasOwn(POINTS, key) ? POINTS[key] : undefined

/** All bands. */
export const STANDARD_RUNGS: readonly number[] = LATENCY_BANDS.flatMap(({ key }) => POINTS[key]!)

/** The band that a round trip lies in; most round trips between bands lie in none. */
export function bandAt(roundTripNanos: number): LatencyBand | undefined {
  return LATENCY_BANDS.find(
    ({ fromNanos, toNanos }) => roundTripNanos >= fromNanos && roundTripNanos <= toNanos,
  )
}

/** A round trip for people: nobody says 0 ns. */
export const latencyText = (roundTripNanos: number): string =>
  roundTripNanos === 0 ? 'zero latency' : spanText(roundTripNanos)
