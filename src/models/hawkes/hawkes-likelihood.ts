/**
 * How well a Hawkes process explains a record of events: its log-likelihood, and the residuals that
 * say where it does not.
 *
 * The recursion `R(k) = exp(-beta wait) (1 + R(k - 1))` carries the whole past, so one pass over the
 * record is enough. By the random time change, the integral of an intensity between neighbouring
 * events of its kind is exponential with mean 1 if, and only if, the model is right.
 */
import { exp, log } from '../../core/index.ts'
import type { HawkesParameters } from './hawkes.ts'

export interface EventRecord {
  /** Ascending. */
  readonly seconds: Float64Array
  readonly kinds: Uint8Array
  readonly count: number
  /** When watching ended; it began at 0. */
  readonly endSeconds: number
}

/**
 * Calls back at each event, before it excites anything, with the decayed counts of events: that of
 * kind `j` at decay `m` is at `j * decays + m`. Valid during the callback only.
 */
export function walkRecord(
  record: EventRecord,
  decays: readonly number[],
  kindCount: number,
  visit: (index: number, past: Float64Array, wait: number) => void,
): void {
  const past = new Float64Array(kindCount * decays.length)
  let before = 0
  for (let k = 0; k < record.count; k++) {
    const wait = record.seconds[k]! - before
    before = record.seconds[k]!
    for (let m = 0; m < decays.length; m++) {
      const factor = exp(-decays[m]! * wait)
      for (let j = 0; j < kindCount; j++) {
        past[j * decays.length + m] = past[j * decays.length + m]! * factor
      }
    }
    visit(k, past, wait)
    for (let m = 0; m < decays.length; m++) {
      const at = record.kinds[k]! * decays.length + m
      past[at] = past[at]! + 1
    }
  }
}

/** `lambda_i` of a kind, given the decayed counts of `walkRecord`. */
export function intensityAt(
  parameters: HawkesParameters,
  kind: number,
  past: Float64Array,
): number {
  const { baselines, decays, excitations } = parameters
  let sum = baselines[kind]!
  excitations[kind]!.forEach((kernel, j) => {
    kernel.forEach((jump, m) => {
      sum += jump * past[j * decays.length + m]!
    })
  })
  return sum
}

/**
 * For each kind and decay, the sum over its events of `(1 - exp(-beta (end - t))) / beta`: what the
 * integral of an intensity is made of. At `j * decays + m`.
 */
export function exposures(
  record: EventRecord,
  decays: readonly number[],
  kindCount: number,
): Float64Array {
  const sums = new Float64Array(kindCount * decays.length)
  for (let k = 0; k < record.count; k++) {
    const rest = record.endSeconds - record.seconds[k]!
    for (let m = 0; m < decays.length; m++) {
      const at = record.kinds[k]! * decays.length + m
      sums[at] = sums[at]! + (1 - exp(-decays[m]! * rest)) / decays[m]!
    }
  }
  return sums
}

/** The logarithm of the probability density of the record. */
export function logLikelihood(parameters: HawkesParameters, record: EventRecord): number {
  const { baselines, decays, excitations } = parameters
  let sum = 0
  walkRecord(record, decays, baselines.length, (k, past) => {
    sum += log(intensityAt(parameters, record.kinds[k]!, past))
  })
  const exposed = exposures(record, decays, baselines.length)
  baselines.forEach((baseline, i) => {
    sum -= baseline * record.endSeconds
    excitations[i]!.forEach((kernel, j) => {
      kernel.forEach((jump, m) => {
        sum -= jump * exposed[j * decays.length + m]!
      })
    })
  })
  return sum
}

/**
 * The integral of the intensity of each event's kind since the event of that kind before. Those of
 * right parameters are independent and exponential with mean 1; the first of each kind is left out.
 */
export function residuals(parameters: HawkesParameters, record: EventRecord): Float64Array {
  const { baselines, decays, excitations } = parameters
  const kinds = baselines.length
  const sinceEvent = new Float64Array(kinds)
  const isStarted = new Uint8Array(kinds)
  const out = new Float64Array(record.count)
  let count = 0
  walkRecord(record, decays, kinds, (k, past, wait) => {
    for (let i = 0; i < kinds; i++) {
      let integral = baselines[i]! * wait
      excitations[i]!.forEach((kernel, j) => {
        kernel.forEach((jump, m) => {
          // The counts have decayed over the wait already; their integral is what they lost.
          const now = past[j * decays.length + m]!
          const lost = now === 0 ? 0 : now * (exp(decays[m]! * wait) - 1)
          integral += (jump * lost) / decays[m]!
        })
      })
      sinceEvent[i] = sinceEvent[i]! + integral
    }
    const kind = record.kinds[k]!
    if (isStarted[kind] === 1) out[count++] = sinceEvent[kind]!
    isStarted[kind] = 1
    sinceEvent[kind] = 0
  })
  return out.subarray(0, count)
}
