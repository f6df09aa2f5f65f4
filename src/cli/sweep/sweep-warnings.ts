/** What a user should know before believing a sweep, found before it runs. */
import {
  type AxisValue,
  acceleratedWarnings,
  type BacktestOptions,
  marketsOf,
  runWarnings,
  type SharedMarket,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import type { LoadedSweep, TrialOptions } from './load-sweep.ts'

/** Configurations of trials that are looked at: more say nothing new. */
const LOOKED_AT_MAX = 1000

/** What is true of a part of the trials says so. */
export async function sweepWarnings(
  { plan }: LoadedSweep,
  trials: TrialOptions,
  markets: readonly SharedMarket[],
): Promise<string[]> {
  const counts = new Map<string, number>()
  let looked = 0
  for (const values of differentRuns(plan)) {
    const options = await optionsOf(trials, values)
    if (options === undefined) continue
    looked++
    for (const warning of warningsOf(plan.engine, options, markets)) {
      counts.set(warning, (counts.get(warning) ?? 0) + 1)
    }
  }
  const warnings = [...counts].map(([warning, count]) =>
    count === looked ? warning : `${warning} (in a part of the trials)`,
  )
  const gaps = markets.reduce((sum, { survey }) => sum + survey.gaps, 0)
  if (gaps > 0) warnings.push(`${gaps} gaps in the data: the book after a gap is not to be trusted`)
  return warnings
}

/** One trial of each configuration: the parameters of a strategy switch no cost off. */
function differentRuns({ axes, trials }: LoadedSweep['plan']): AxisValue[][] {
  const different = new Map<string, AxisValue[]>()
  for (const values of trials) {
    const name = JSON.stringify(values.filter((_, k) => !axes[k]!.key.startsWith('params.')))
    if (!different.has(name)) different.set(name, [...values])
    if (different.size >= LOOKED_AT_MAX) break
  }
  return [...different.values()]
}

/** Undefined for values that do not go together: that trial fails. */
async function optionsOf(
  trials: TrialOptions,
  values: readonly AxisValue[],
): Promise<BacktestOptions | undefined> {
  try {
    return await trials.of(values)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

function warningsOf(
  engine: LoadedSweep['plan']['engine'],
  options: BacktestOptions,
  markets: readonly SharedMarket[],
): readonly string[] {
  const all = marketsOf(options)
  if (engine === 'accelerated') {
    // Its venue has no queues, so a model of them flatters nobody.
    const { queueModel: _unused, ...market } = all[0]!
    return acceleratedWarnings(market)
  }
  return runWarnings(all.map((market, k) => ({ options: market, survey: markets[k]!.survey })))
}
