/** Places in a unit cube, one point a trial: drawn at will, by Latin hypercube, by Sobol's sequence. */
import { RandomStream } from '../../core/index.ts'
import { SobolSequence } from './sobol.ts'
import type { SweepSampling } from './sweep-record.ts'

export interface PlacesOptions {
  readonly sampling: Exclude<SweepSampling, 'grid'>
  readonly axes: number
  /** Points of a Latin hypercube; the others never end. */
  readonly trials: number
  readonly seed: number | string
}

/** The array is the same each time. */
export function* sampledPlaces(options: PlacesOptions): Generator<Float64Array> {
  const { sampling, axes, trials, seed } = options
  const stream = RandomStream.named(seed, 'sweep')
  if (sampling === 'latin-hypercube') yield* latinHypercube(stream, axes, trials)
  else if (sampling === 'sobol') yield* sobol(stream, axes)
  else yield* random(stream, axes)
}

function* random(stream: RandomStream, axes: number): Generator<Float64Array> {
  const place = new Float64Array(axes)
  for (;;) {
    for (let axis = 0; axis < axes; axis++) place[axis] = stream.uniform()
    yield place
  }
}

/** Each axis is cut into as many parts as there are points, and each part has one point. */
function* latinHypercube(
  stream: RandomStream,
  axes: number,
  trials: number,
): Generator<Float64Array> {
  const parts = Array.from({ length: axes }, () => shuffled(trials, stream))
  const place = new Float64Array(axes)
  for (let trial = 0; trial < trials; trial++) {
    for (let axis = 0; axis < axes; axis++) {
      place[axis] = (parts[axis]![trial]! + stream.uniform()) / trials
    }
    yield place
  }
}

/** Moved by chance, so that seeds differ and no trial sits in the corner of all lowest values. */
function* sobol(stream: RandomStream, axes: number): Generator<Float64Array> {
  const shift = Uint32Array.from({ length: axes }, () => stream.nextUint32())
  const sequence = new SobolSequence(axes, shift)
  const place = new Float64Array(axes)
  for (;;) {
    sequence.nextInto(place)
    yield place
  }
}

/** R. A. Fisher and F. Yates. */
function shuffled(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, k) => k)
  for (let last = count - 1; last > 0; last--) {
    const other = stream.integer(0, last)
    const kept = order[last]!
    order[last] = order[other]!
    order[other] = kept
  }
  return order
}
