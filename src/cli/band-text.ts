/** A band for people: each figure at both edges and between, and what must be said about it. */
import { BAND_FIGURES, type Band, type BandFigure, bandWarnings } from '../backtest/index.ts'
import { grouped, money } from './number-text.ts'
import type { Terminal } from './terminal.ts'

const LABEL_WIDTH = 22
const COLUMN_WIDTH = 16

const FORMATS: { readonly [Figure in BandFigure]: (value: number) => string } = {
  pnlAfterFees: money,
  pnlBeforeFees: money,
  fees: money,
  maxDrawdown: money,
  fills: (count) => grouped(count, 0),
  tradedLots: (count) => grouped(count, 2),
  fillRatio: (ratio) => (Number.isNaN(ratio) ? '–' : `${(ratio * 100).toFixed(1)} %`),
}

/** Rows for below the summary, the last one ended. */
export function bandText(band: Band, terminal: Terminal): string {
  const row = (label: string, cells: readonly string[], mark = '') =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join('')}${mark}`
  const figures = Object.entries(BAND_FIGURES) as [BandFigure, string][]
  const { pessimistic, chosen, optimistic } = band.models
  return [
    '',
    terminal.bold('Queue-model band'),
    row('', ['pessimistic', 'chosen', 'optimistic']),
    row('queue model', [pessimistic, chosen, optimistic]),
    ...figures.map(([figure, name]) => {
      const interval = band[figure]
      const cells = [interval.pessimistic, interval.chosen, interval.optimistic].map(
        FORMATS[figure],
      )
      return row(name, cells, interval.isOutside ? terminal.yellow('  outside') : '')
    }),
    ...bandWarnings(band).map((warning) => `  ${terminal.yellow(warning)}`),
    '',
    '',
  ].join('\n')
}
