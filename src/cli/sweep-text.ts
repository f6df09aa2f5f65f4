/** What a sweep came to, for people: the best trials, and how far to believe them. */
import {
  deflatedTrial,
  deflationOf,
  moneyText,
  type SweepRecord,
  type SweepSignificance,
  type Trial,
} from '../backtest/index.ts'
import { grouped } from './number-text.ts'
import type { Terminal } from './terminal.ts'

export const BEST_TOLD = 10
const REASONS_TOLD = 3
const LABEL_WIDTH = 22

/** The first trials by the sweep's objective: what saw everything before what was halted. */
export function bestTrials(record: SweepRecord): Trial[] {
  const sign = record.isObjectiveMinimised ? -1 : 1
  const worth = ({ metrics }: Trial) => sign * metrics[record.objective]
  return record.trials
    .filter((trial) => trial.status !== 'failed' && !Number.isNaN(worth(trial)))
    .sort((a, b) => b.dataShare - a.dataShare || worth(b) - worth(a) || a.index - b.index)
    .slice(0, BEST_TOLD)
}

export interface SweepTextOptions {
  readonly record: SweepRecord
  readonly significance: SweepSignificance
  readonly folder: string
  readonly terminal: Terminal
}

export function sweepText({ record, significance, folder, terminal }: SweepTextOptions): string {
  const row = (label: string, value: string) =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${value}`
  const wish = `${record.isObjectiveMinimised ? 'lowest' : 'highest'} ${record.objective}`
  return [
    terminal.bold(`${record.strategy}: ${trialsText(record)}`),
    row('data', record.data.map(({ name }) => name).join('; ')),
    row('engine, sampling', `${record.engine}, ${record.sampling}`),
    ...failureRows(record, row, terminal),
    ...record.warnings.map((warning) => row('warning', terminal.yellow(warning))),
    '',
    `  ${terminal.bold(`Best trials: ${wish}`)}`,
    ...trialTable(record).map((line) => `  ${line}`),
    '',
    ...significanceRows(significance, row),
    '',
    row('results', folder),
    '',
  ].join('\n')
}

function trialsText({ trials }: SweepRecord): string {
  const count = (status: Trial['status']) =>
    trials.filter((trial) => trial.status === status).length
  const parts = [trials.length === 1 ? '1 trial' : `${grouped(trials.length, 0)} trials`]
  if (count('halted') > 0) parts.push(`${grouped(count('halted'), 0)} of them halted early`)
  if (count('failed') > 0) parts.push(`${grouped(count('failed'), 0)} of them failed`)
  return parts.join(', ')
}

/** Why trials failed: the commonest reasons, each with how many. */
function failureRows(
  { trials }: SweepRecord,
  row: (label: string, value: string) => string,
  terminal: Terminal,
): string[] {
  const counts = new Map<string, number>()
  for (const { problem } of trials) {
    if (problem !== null) counts.set(problem, (counts.get(problem) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, REASONS_TOLD)
    .map(([problem, count]) => row('failed', terminal.red(`${grouped(count, 0)}  ${problem}`)))
}

/** A Sharpe ratio is never alone: what luck leaves of it stands beside it, and how many were tried. */
function trialTable(record: SweepRecord): string[] {
  const deflation = deflationOf(record.trials)
  const isHalved = record.trials.some(({ status }) => status === 'halted')
  const head = [
    'trial',
    ...record.axes.map(({ key }) => key.replace(/^params\./, '')),
    ...(isHalved ? ['data'] : []),
    'PnL after fees',
    'max drawdown',
    'fills',
    'Sharpe/slice',
    'deflated',
    'of trials',
  ]
  const rows = bestTrials(record).map((trial) => {
    const { metrics, values, index, dataShare } = trial
    const { sharpe, deflated, trials } = deflatedTrial(trial, deflation)
    return [
      String(index),
      ...values.map(String),
      ...(isHalved ? [`${Math.round(dataShare * 100)} %`] : []),
      moneyText(metrics.pnlAfterFees),
      moneyText(metrics.maxDrawdown),
      grouped(metrics.fills, 0),
      ratio(sharpe),
      ratio(deflated),
      grouped(trials, 0),
    ]
  })
  if (rows.length === 0) return ['none: no trial has this figure']
  const widths = head.map((name, k) => Math.max(name.length, ...rows.map((row) => row[k]!.length)))
  const lines = [head, ...rows].map((cells) =>
    cells.map((cell, k) => cell.padStart(widths[k]!)).join('  '),
  )
  const unranked = record.trials.filter(
    ({ status, metrics }) => status !== 'failed' && Number.isNaN(metrics[record.objective]),
  ).length
  if (unranked === 0) return lines
  const trials = unranked === 1 ? '1 trial has' : `${grouped(unranked, 0)} trials have`
  return [...lines, `${trials} no ${record.objective}, and no place here`]
}

function significanceRows(
  significance: SweepSignificance,
  row: (label: string, value: string) => string,
): string[] {
  const { chosen, overfitting, trials, luckySharpe, backtestSlices, slices } = significance
  if (chosen === null) return [row('verdict', significance.sentence)]
  return [
    row(
      'Sharpe of the best',
      `${ratio(chosen.sharpe)} a slice, deflated ${ratio(chosen.deflated)}, of ` +
        `${grouped(trials, 0)} ${trials === 1 ? 'trial' : 'trials'}; luck alone would give the best ${ratio(luckySharpe)}`,
    ),
    row(
      'overfitting (PBO)',
      overfitting === null
        ? 'not known: it takes two whole trials'
        : `${(overfitting.probability * 100).toFixed(0)} % of splits put the best in-sample below ` +
            'the median out of it',
    ),
    row(
      'minimum length',
      Number.isFinite(backtestSlices)
        ? `${grouped(Math.ceil(backtestSlices), 0)} slices for so many trials, here ${grouped(slices, 0)}`
        : 'not known: the best has no ratio above zero',
    ),
    row('verdict', significance.sentence),
  ]
}

const ratio = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(3))
