/** Impact for people: how the price went around the fills, and how it would have gone. */
import type { Impact, ImpactMean } from '../backtest/index.ts'
import { grouped, money } from './number-text.ts'
import type { Terminal } from './terminal.ts'
import { spanText } from './time-text.ts'

const LABEL_WIDTH = 22
const COLUMN_WIDTH = 12

/** Rows for below the summary, the last one ended. */
export function impactText(impact: Impact, terminal: Terminal): string {
  const row = (label: string, cells: readonly string[]) =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join('')}`
  const { meanAbsoluteTicks, largestTicks, finalTicks } = impact.path
  return [
    '',
    terminal.bold('Impact: the same market with and without'),
    row('after a fill', ['moved', 'would have', 'impact', '± 95 %', 'of makers', 'of takers']),
    ...impact.curve.map(({ horizonNanos, all, maker, taker }) =>
      row(horizonNanos === 0 ? 'at once' : spanText(horizonNanos), [
        ticks(all.moved),
        ticks(all.wouldHave),
        ticks(all.impact),
        Number.isNaN(all.impactHalf) ? '–' : all.impactHalf.toFixed(3),
        ofKind(maker),
        ofKind(taker),
      ]),
    ),
    `  ${terminal.dim(`ticks of ${impact.tickStep} in the direction of the fill, weighted by lots`)}`,
    row('paths apart', [
      `${meanAbsoluteTicks.toFixed(2)} ticks on average, ${grouped(largestTicks, 1)} at most, ` +
        `${grouped(finalTicks, 1)} at the end`,
    ]),
    '',
    terminal.bold('Implementation shortfall, against the price at the decision'),
    row('', ['delay', 'trading', 'opportunity', 'fees', 'together']),
    ...impact.shortfalls.map(({ name, delay, trading, opportunity, fees, total }) =>
      row(name, [delay, trading, opportunity, fees, total].map(money)),
    ),
    '',
    '',
  ].join('\n')
}

const ofKind = ({ fills, impact }: ImpactMean): string => (fills === 0 ? '–' : ticks(impact))

const ticks = (value: number): string =>
  Number.isNaN(value) ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(3)}`
