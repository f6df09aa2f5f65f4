/** What a validation says, for people: the verdict, what it rests on, and the tests one by one. */
import {
  type AxisValue,
  type LuckySharpe,
  moneyText,
  type Overfitting,
  type Path,
  percentText,
  type SplitScheme,
  type SweepRecord,
  type SweepSignificance,
  type SweepValidation,
} from '../backtest/index.ts'
import { grouped } from './number-text.ts'
import type { Terminal } from './terminal.ts'
import { textPlot } from './text-plot.ts'
import { spanText } from './time-text.ts'

export interface ValidateTextOptions {
  readonly record: SweepRecord
  readonly significance: SweepSignificance
  readonly validation: SweepValidation
  readonly terminal: Terminal
}

type Row = (label: string, value: string) => string

const LABEL_WIDTH = 22
const SPLITS_TOLD = 24
const BAR_WIDTH = 40
const CHART = { columns: 60, rows: 9 }

export function validateText(options: ValidateTextOptions): string {
  const { record, significance, validation, terminal } = options
  const row: Row = (label, value) => `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${value}`
  return [
    terminal.bold(significance.sentence),
    '',
    ...record.warnings.map((warning) => row('warning', terminal.yellow(warning))),
    ...significanceRows(significance, row),
    ...overfittingRows(significance.overfitting, row, terminal),
    '',
    `  ${terminal.bold(schemeText(validation.scheme))}`,
    ...splitTable(validation).map((line) => `  ${line}`),
    '',
    ...pathRows(validation.paths, row),
    ...holdingRows(validation, row),
    '',
    ...pathChart(validation.paths, terminal),
    '',
  ]
    .join('\n')
    .replaceAll('\u2212', '-')
}

function significanceRows(found: SweepSignificance, row: Row): string[] {
  const { trials, effectiveTrials, slices, sliceNanos, dataNanos, chosen } = found
  const tried = row(
    'trials',
    `${grouped(trials, 0)}, worth ${grouped(effectiveTrials, 1)} independent ones` +
      (Number.isNaN(found.meanCorrelation)
        ? ''
        : ` (mean correlation ${ratio(found.meanCorrelation)})`),
  )
  const data = row(
    'data',
    `${spanText(dataNanos)} in ${grouped(slices, 0)} slices of ${spanText(sliceNanos)}`,
  )
  if (chosen === null) return [tried, data]
  return [
    tried,
    data,
    row('best trial', `number ${chosen.index}, PnL after fees ${moneyText(chosen.pnlAfterFees)}`),
    row('Sharpe a slice', luckyText(chosen)),
    row('Sharpe a year', luckyText({ ...chosen, sharpe: chosen.sharpeYearly })),
    row(
      'luck alone',
      `${ratio(found.luckySharpe)} a slice, ${ratio(found.luckySharpeYearly)} a year`,
    ),
    row(
      'if it were the only',
      `probabilistic Sharpe ${ratio(found.probabilisticSharpe)}; deflated by the independent ` +
        `trials ${ratio(found.deflatedSharpeEffective)}`,
    ),
    row(
      'track record',
      `to be above zero ${slicesText(found.trackRecordSlices)}, above luck ` +
        slicesText(found.trackRecordOverLuckSlices),
    ),
    row(
      'backtest length',
      `so many worthless trials show as much in ${slicesText(found.backtestSlices)} (at most ` +
        `${slicesText(found.backtestSlicesBound)}); here ${grouped(slices, 0)}`,
    ),
  ]
}

function overfittingRows(found: Overfitting | null, row: Row, terminal: Terminal): string[] {
  if (found === null) return [row('overfitting', 'not known: it takes two whole trials')]
  const choices = found.isSampled
    ? `${grouped(found.combinations, 0)} drawn from ${grouped(found.combinationsTotal, 0)}`
    : `all ${grouped(found.combinations, 0)}`
  const { dominance, degradation } = found
  const highest = Math.max(...found.rankTenths)
  return [
    row(
      'overfitting (PBO)',
      `${percentText(found.probability)}, over ${choices} choices of half of ${found.blocks} blocks`,
    ),
    row('loss elsewhere', percentText(found.lossProbability)),
    row(
      'degradation',
      `slope ${ratio(degradation.slope)} of the result elsewhere on the result here`,
    ),
    row(
      'better than blindly',
      dominance.firstOrder
        ? 'yes, at every level'
        : dominance.secondOrder
          ? 'yes, for who dislikes risk'
          : 'no',
    ),
    row('rank elsewhere', terminal.dim('of the best of one half on the other, worst tenth first')),
    ...found.rankTenths.map((share, tenth) => {
      const label = `${tenth * 10} to ${tenth * 10 + 10} %`
      const bar = '#'.repeat(Math.round((share / highest) * BAR_WIDTH))
      return row(`  ${label.padStart(12)}`, `${bar.padEnd(BAR_WIDTH)} ${percentText(share)}`)
    }),
  ]
}

function schemeText(scheme: SplitScheme): string {
  switch (scheme.kind) {
    case 'walk-forward':
      return (
        `Walk-forward, ${scheme.isAnchored ? 'anchored' : 'rolling'}: train ${scheme.train}, ` +
        `gap ${scheme.gap}, test ${scheme.test} slices`
      )
    case 'purged-k-fold':
      return (
        `Purged folds: ${scheme.folds}, horizon ${scheme.horizon}, ` +
        `embargo ${scheme.embargo} slices`
      )
    case 'combinatorial':
      return (
        `Combinatorial: ${scheme.testGroups} of ${scheme.groups} groups tested, horizon ` +
        `${scheme.horizon}, embargo ${scheme.embargo} slices`
      )
  }
}

/** A Sharpe ratio is never alone: what luck leaves of it stands beside it, and how many were tried. */
function splitTable({ splits, stability }: SweepValidation): string[] {
  const head = [
    'tested',
    'chosen',
    ...stability.axes.map(({ key }) => key.replace(/^params\./, '')),
    'PnL in',
    'Sharpe in',
    'deflated',
    'PnL out',
    'Sharpe out',
    'deflated',
    'of trials',
  ]
  const rows = splits
    .slice(0, SPLITS_TOLD)
    .map(({ testFrom, testTo, chosen, values, inSample, outOfSample }) => [
      `${testFrom}-${testTo}`,
      String(chosen),
      ...values.map(valueText),
      moneyText(inSample.pnl),
      ratio(inSample.sharpe.sharpe),
      ratio(inSample.sharpe.deflated),
      moneyText(outOfSample.pnl),
      ratio(outOfSample.sharpe.sharpe),
      ratio(outOfSample.sharpe.deflated),
      grouped(outOfSample.sharpe.trials, 0),
    ])
  const widths = head.map((name, k) =>
    Math.max(name.length, ...rows.map((cells) => cells[k]!.length)),
  )
  const untold = splits.length - rows.length
  return [
    ...[head, ...rows].map((cells) => cells.map((cell, k) => cell.padStart(widths[k]!)).join('  ')),
    ...(untold > 0 ? [`and ${grouped(untold, 0)} more splits; --json has them all`] : []),
  ]
}

function pathRows(paths: readonly Path[], row: Row): string[] {
  const [only] = paths
  if (only === undefined) return []
  if (paths.length === 1) {
    return [
      row('out of sample', `PnL ${moneyText(only.pnl)} over ${grouped(only.slices, 0)} slices`),
      row('Sharpe a slice', luckyText(only.sharpe)),
    ]
  }
  const bySharpe = [...paths].sort((a, b) => a.sharpe.sharpe - b.sharpe.sharpe)
  const losing = paths.filter(({ pnl }) => pnl < 0).length
  const at = (share: number) => bySharpe[Math.round(share * (bySharpe.length - 1))]!
  return [
    row('paths', `${paths.length}, of which ${losing} lose`),
    ...(
      [
        ['worst path', 0],
        ['median path', 0.5],
        ['best path', 1],
      ] as const
    ).map(([label, share]) => {
      const { pnl, sharpe } = at(share)
      return row(label, `PnL ${moneyText(pnl)}, Sharpe a slice ${luckyText(sharpe)}`)
    }),
  ]
}

function holdingRows(validation: SweepValidation, row: Row): string[] {
  const { efficiency, lossShare, splits, stability } = validation
  const losing = Math.round(lossShare * splits.length)
  const kept = Number.isNaN(stability.keptShare)
    ? ''
    : `, kept from one split to the next in ${percentText(stability.keptShare)}`
  return [
    row(
      'efficiency',
      Number.isNaN(efficiency)
        ? 'not known: nothing was earned in-sample'
        : `${percentText(efficiency)} of the profit a slice in-sample`,
    ),
    row('tests lost', `${losing} of ${splits.length}`),
    row('stability', `${stability.distinctTrials} trials chosen${kept}`),
    ...stability.axes.map(({ key, usual, usualShare, range }) => {
      const name = key.replace(/^params\./, '')
      const spread =
        range === null ? '' : `, from ${valueText(range.from)} to ${valueText(range.to)}`
      const share = `in ${percentText(usualShare)} of the splits`
      return row('', `${name}: ${valueText(usual)} ${share}${spread}`)
    }),
  ]
}

/** Profit that adds up over the tests; the worst and the best path where there are several. */
function pathChart(paths: readonly Path[], terminal: Terminal): string[] {
  const byPnl = [...paths].sort((a, b) => a.pnl - b.pnl)
  const shown = byPnl.length > 1 ? [byPnl[0]!, byPnl.at(-1)!] : byPnl
  const series = shown.map(({ rows, slicePnl }, k) => {
    let sum = 0
    const points = slicePnl.map((pnl, i) => {
      sum += pnl
      return { x: rows[i]!, y: sum }
    })
    return { mark: k === 0 ? '*' : 'o', points }
  })
  const plot = textPlot(series, {
    ...CHART,
    columns: Math.min(CHART.columns, Math.max(20, terminal.columns - 24)),
    xLabel: 'slice',
    yLabel:
      shown.length > 1
        ? 'profit out of sample: * worst path, o best path'
        : 'profit out of sample, added up',
    formatX: String,
    formatY: moneyText,
  })
  return plot.map((line) => `  ${line}`)
}

function luckyText({ sharpe, deflated, trials }: LuckySharpe): string {
  return `${ratio(sharpe)}, deflated ${ratio(deflated)}, of ${grouped(trials, 0)} trials`
}

/** Drawn values have seventeen digits, of which six tell them apart. */
const valueText = (value: AxisValue): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)
const slicesText = (slices: number): string =>
  Number.isFinite(slices) ? `${grouped(Math.ceil(slices), 0)} slices` : 'no number of slices'
const ratio = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(3))
