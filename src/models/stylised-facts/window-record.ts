/**
 * What happened in each window of ten seconds, set against the move of the mid in it: traded volume,
 * net volume of market orders, flow at the touch.
 */
import { log } from '../../core/index.ts'
import { lineThrough } from './autocorrelation.ts'
import { RunningCovariance } from './running-covariance.ts'

/** Net volumes are grouped by powers of two. */
const GROUPS = 40
/** A group with fewer windows says nothing about the shape of impact. */
const WINDOWS_MIN = 20

export interface ImpactPoint {
  /** Mean net volume of the market orders of a window. */
  readonly netLots: number
  /** Mean move of the mid in its direction, ticks. */
  readonly moveTicks: number
  readonly windows: number
}

export class WindowRecord {
  readonly volumeAndMove = new RunningCovariance()
  readonly flowAndMove = new RunningCovariance()
  readonly #netSums = new Float64Array(GROUPS)
  readonly #moveSums = new Float64Array(GROUPS)
  readonly #counts = new Float64Array(GROUPS)
  #lots = 0
  #netLots = 0
  #start = Number.NaN

  trade(side: number, lots: number): void {
    this.#lots += lots
    this.#netLots += side * lots
  }

  /** Ends a window. The flow is that of the window; the mid in half ticks, NaN without one. */
  close(halfTicks: number, flowLots: number): void {
    const move = (halfTicks - this.#start) / 2
    if (!Number.isNaN(move)) {
      this.volumeAndMove.add(this.#lots, Math.abs(move))
      this.flowAndMove.add(flowLots, move)
      this.#group(this.#netLots, move)
    }
    this.#start = halfTicks
    this.#lots = 0
    this.#netLots = 0
  }

  /** Mean impact by size of the net volume, ascending; groups with enough windows. */
  impact(): readonly ImpactPoint[] {
    const points: ImpactPoint[] = []
    for (let group = 0; group < GROUPS; group++) {
      const windows = this.#counts[group]!
      if (windows < WINDOWS_MIN) continue
      points.push({
        netLots: this.#netSums[group]! / windows,
        moveTicks: this.#moveSums[group]! / windows,
        windows,
      })
    }
    return points
  }

  /** Exponent of impact in net volume; below 1 impact is concave. NaN with fewer than three sizes. */
  impactExponent(): number {
    const points = this.impact().filter(({ moveTicks }) => moveTicks > 0)
    if (points.length < 3) return Number.NaN
    return lineThrough(
      points.map(({ netLots }) => log(netLots)),
      points.map(({ moveTicks }) => log(moveTicks)),
      points.map(({ windows }) => windows),
    ).slope
  }

  #group(netLots: number, move: number): void {
    const size = Math.abs(netLots)
    if (size === 0) return
    const group = Math.min(GROUPS - 1, binaryMagnitude(size))
    this.#netSums[group] = this.#netSums[group]! + size
    this.#moveSums[group] = this.#moveSums[group]! + (netLots > 0 ? move : -move)
    this.#counts[group] = this.#counts[group]! + 1
  }
}

/** The number of halvings that bring a size below 2. */
function binaryMagnitude(size: number): number {
  let magnitude = 0
  for (let rest = size; rest >= 2; rest /= 2) magnitude++
  return magnitude
}
