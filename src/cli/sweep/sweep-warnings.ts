/** What a user should know before believing a sweep, found before it runs. */
import { marketsOf, runWarnings, type SharedMarket, type SweepPlan } from '../../backtest/index.ts'
import type { LoadedRun } from '../config/load-run.ts'

/** A key that a sweep may vary, and the warning that its configured value would give. */
const VARIED_KEYS = [
  ['fees', 'costs are off'],
  ['latency', 'latency is off'],
  ['queue', 'the queue is optimistic'],
] as const

export function sweepWarnings(
  plan: SweepPlan,
  loaded: LoadedRun,
  markets: readonly SharedMarket[],
): string[] {
  const warned = marketsOf(loaded.options).map((options, k) => ({
    options,
    survey: markets[k]!.survey,
  }))
  // What the sweep varies is not as it is configured.
  const varied = (name: string) =>
    plan.axes.some(({ key }) => new RegExp(`(^|\\.)${name}(\\.|$)`).test(key))
  const warnings = runWarnings(warned).filter(
    (warning) => !VARIED_KEYS.some(([key, words]) => varied(key) && warning.includes(words)),
  )
  const gaps = markets.reduce((sum, { survey }) => sum + survey.gaps, 0)
  if (gaps > 0) warnings.push(`${gaps} gaps in the data: the book after a gap is not to be trusted`)
  return warnings
}
