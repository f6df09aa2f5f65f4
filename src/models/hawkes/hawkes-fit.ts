/**
 * Fits baselines and excitations to a record by maximum likelihood, for given decays.
 *
 * Seen as families, each event either came by itself or is the child of an earlier one. Expectation
 * and maximisation over who is whose child (A. Veen and F. Schoenberg, Estimation of Space-Time
 * Branching Process Models, JASA 103, 2008) raises the likelihood at every step, keeps rates above
 * zero without being told, and needs only the recursion of the likelihood, not the pairs.
 *
 * With `isDecayFitted` a single decay is found too, by a golden-section search on its logarithm.
 */
import { assert, exp, log } from '../../core/index.ts'
import type { HawkesParameters } from './hawkes.ts'
import {
  type EventRecord,
  exposures,
  intensityAt,
  logLikelihood,
  walkRecord,
} from './hawkes-likelihood.ts'

export interface HawkesFitOptions {
  readonly kinds: number
  /** Per second. With `isDecayFitted`, one: where the search begins. */
  readonly decays: readonly number[]
  readonly isDecayFitted?: boolean
  readonly iterations?: number
}

export interface HawkesFit {
  readonly parameters: HawkesParameters
  readonly logLikelihood: number
}

const GOLDEN = (Math.sqrt(5) - 1) / 2
/** The search for a decay spans this factor to either side. */
const DECAY_FACTOR = 8
const DECAY_STEPS = 18

export function fitHawkes(record: EventRecord, options: HawkesFitOptions): HawkesFit {
  assert(record.count > 0 && record.endSeconds > 0, 'a record holds events and lasts some time')
  const { kinds, decays, isDecayFitted = false, iterations = 100 } = options
  if (!isDecayFitted) return fitGivenDecays(record, kinds, decays, iterations)
  assert(decays.length === 1, 'one decay is fitted')
  const at = (position: number): HawkesFit =>
    fitGivenDecays(record, kinds, [decays[0]! * exp(position)], iterations)
  let low = -log(DECAY_FACTOR)
  let high = -low
  let left = high - GOLDEN * (high - low)
  let right = low + GOLDEN * (high - low)
  let fitLeft = at(left)
  let fitRight = at(right)
  for (let step = 0; step < DECAY_STEPS; step++) {
    if (fitLeft.logLikelihood > fitRight.logLikelihood) {
      high = right
      right = left
      fitRight = fitLeft
      left = high - GOLDEN * (high - low)
      fitLeft = at(left)
    } else {
      low = left
      left = right
      fitLeft = fitRight
      right = low + GOLDEN * (high - low)
      fitRight = at(right)
    }
  }
  return fitLeft.logLikelihood > fitRight.logLikelihood ? fitLeft : fitRight
}

function fitGivenDecays(
  record: EventRecord,
  kinds: number,
  decays: readonly number[],
  iterations: number,
): HawkesFit {
  const exposed = exposures(record, decays, kinds)
  let parameters = beginning(record, kinds, decays)
  for (let step = 0; step < iterations; step++) {
    parameters = improved(record, parameters, exposed)
  }
  return { parameters, logLikelihood: logLikelihood(parameters, record) }
}

/** Half of the events come by themselves, the rest are everybody's children alike. */
function beginning(
  record: EventRecord,
  kinds: number,
  decays: readonly number[],
): HawkesParameters {
  const rate = (record.count / record.endSeconds / kinds) * 0.5
  const jump = (decay: number) => (0.5 * decay) / (kinds * decays.length)
  const list = Array.from({ length: kinds })
  return {
    baselines: list.map(() => rate),
    decays,
    excitations: list.map(() => list.map(() => decays.map(jump))),
  }
}

function improved(
  record: EventRecord,
  parameters: HawkesParameters,
  exposed: Float64Array,
): HawkesParameters {
  const { baselines, decays, excitations } = parameters
  const kinds = baselines.length
  const width = kinds * decays.length
  const own = new Float64Array(kinds)
  const children = new Float64Array(kinds * width)
  walkRecord(record, decays, kinds, (k, past) => {
    const kind = record.kinds[k]!
    const share = 1 / intensityAt(parameters, kind, past)
    own[kind] = own[kind]! + share
    for (let at = 0; at < width; at++) {
      children[kind * width + at] = children[kind * width + at]! + past[at]! * share
    }
  })
  return {
    baselines: baselines.map((baseline, i) => (baseline * own[i]!) / record.endSeconds),
    decays,
    excitations: excitations.map((row, i) =>
      row.map((kernel, j) =>
        kernel.map((jump, m) => {
          const at = j * decays.length + m
          return exposed[at] === 0 ? 0 : (jump * children[i * width + at]!) / exposed[at]!
        }),
      ),
    ),
  }
}
