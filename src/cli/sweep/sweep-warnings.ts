/** What a user should know before believing a sweep, found before it runs. */
import { marketsOf, type SharedMarket, type SweepPlan } from '../../backtest/index.ts'
import type { LoadedRun } from '../config/load-run.ts'

export function sweepWarnings(
  plan: SweepPlan,
  loaded: LoadedRun,
  markets: readonly SharedMarket[],
): string[] {
  const warnings: string[] = []
  const isFree = marketsOf(loaded.options).some(
    ({ fees }) => fees === undefined || (fees.makerRate === 0 && fees.takerRate === 0),
  )
  const variesFees = plan.axes.some(({ key }) => /(^|\.)fees(\.|$)/.test(key))
  if (isFree && !variesFees) {
    warnings.push('costs are off: no fees are configured, so what is best may earn nothing')
  }
  const gaps = markets.reduce((sum, { survey }) => sum + survey.gaps, 0)
  if (gaps > 0) warnings.push(`${gaps} gaps in the data: the book after a gap is not to be trusted`)
  return warnings
}
