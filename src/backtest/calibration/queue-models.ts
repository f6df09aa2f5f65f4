/** The queue models that a calibration chooses from, by the names that a configuration knows them by. */
import {
  ConservativeQueue,
  logQueue1,
  logQueue2,
  powerQueue1,
  powerQueue2,
  powerQueue3,
  type QueueModel,
} from '../../exchange/index.ts'

export type PowerFamily = 'power-1' | 'power-2' | 'power-3'
export type FixedFamily = 'log-1' | 'log-2' | 'conservative'
export type QueueFamily = PowerFamily | FixedFamily

/** Families with an n. */
export const POWER_FAMILIES: readonly PowerFamily[] = ['power-1', 'power-2', 'power-3']
/** Families with nothing to fit. */
export const FIXED_FAMILIES: readonly FixedFamily[] = ['log-1', 'log-2', 'conservative']

const POWER: { readonly [Family in PowerFamily]: (n: number) => QueueModel } = {
  'power-1': powerQueue1,
  'power-2': powerQueue2,
  'power-3': powerQueue3,
}

export const powerModel = (family: PowerFamily, n: number): QueueModel => POWER[family](n)

/** `lotStep`: the quantity of a lot, which logarithms depend on. */
export function fixedModel(family: FixedFamily, lotStep: number): QueueModel {
  if (family === 'log-1') return logQueue1(lotStep)
  return family === 'log-2' ? logQueue2(lotStep) : new ConservativeQueue()
}

/** n is searched on this scale: even steps of its logarithm, from 0.05 to 45. */
export const LN_N_GRID: readonly number[] = Array.from({ length: 18 }, (_, k) => -3 + 0.4 * k)
export const LN_N_TOLERANCE = 1e-3
