/** Surveillance for a terminal: the table of alerts, and one of them drawn against the market. */
import {
  figureText,
  instantText,
  lives,
  priceText,
  type SurveillanceReport,
} from '../backtest/index.ts'
import { SEVERITY_NAMES, SEVERITY_NOTICE, SEVERITY_WARNING } from '../core/index.ts'
import type { SurveillanceAlert } from '../risk/index.ts'
import type { Terminal } from './terminal.ts'
import { type PlotSeries, textPlot } from './text-plot.ts'

const PLOT_ROWS = 18

export function surveilText(report: SurveillanceReport, terminal: Terminal): string {
  const { alerts, rules, counts, leftOut, records } = report
  const found = `${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}`
  const lines = [
    `${terminal.bold(report.source)}: ${alerts.length === 0 ? terminal.green(found) : terminal.red(found)}`,
    terminal.dim(
      `  ${rules.length} rules over ${records} records: ${counts.own} requests and reports, ${counts.executions} executions, ${counts.market} of the market`,
    ),
    ...(leftOut === 0 ? [] : [`  ${leftOut} more were not kept`]),
    ...report.blind.map((text) => `  ${terminal.yellow('!')} ${text}`),
  ]
  for (const [place, alert] of alerts.entries())
    lines.push('', ...row(alert, place + 1, report, terminal))
  if (alerts.length > 0) lines.push('', terminal.dim('  --show NUMBER draws the evidence of one.'))
  return `${lines.join('\n')}\n`
}

function row(
  alert: SurveillanceAlert,
  number: number,
  report: SurveillanceReport,
  terminal: Terminal,
): string[] {
  const symbol = report.instruments[alert.instrument]?.symbol ?? String(alert.instrument)
  const times = alert.times === 1 ? '' : `, ${alert.times} times`
  const algorithm = alert.algorithm === 0 ? '' : `, algorithm ${alert.algorithm}`
  return [
    `${String(number).padStart(3)}  ${terminal.bold(alert.rule)}  ${severity(alert, terminal)}  ${symbol}${algorithm}${times}`,
    `     ${instantText(alert.fromNanos, BigInt(report.epochNanos))}, sequences ${alert.firstSequence} to ${alert.lastSequence}`,
    `     ${alert.text}`,
  ]
}

function severity({ severity: grade }: SurveillanceAlert, terminal: Terminal): string {
  const name = SEVERITY_NAMES[grade] ?? ''
  if (grade === SEVERITY_NOTICE) return name
  return grade === SEVERITY_WARNING ? terminal.yellow(name) : terminal.red(name)
}

/** One alert: figures against thresholds, evidence, and the picture. */
export function alertText(report: SurveillanceReport, number: number, terminal: Terminal): string {
  const alert = report.alerts[number - 1]!
  const epochNanos = BigInt(report.epochNanos)
  const width = Math.max(...alert.figures.map(({ name }) => name.length))
  const instrument = report.instruments[alert.instrument]
  const lines = [
    ...row(alert, number, report, terminal),
    '',
    ...alert.figures.map(
      ({ name, measured, threshold, unit }) =>
        `     ${terminal.dim(name.padEnd(width))}  ${figureText(measured)}  (${unit}: ${figureText(threshold)})`,
    ),
    '',
    ...drawing(alert, report, terminal).map((line) => `  ${line}`),
    '',
    `     ${terminal.dim('sequence    time                            order        what           lots  price')}`,
    ...alert.evidence.map(({ sequence, nanos, orderId, kind, side, lots, priceTicks }) =>
      [
        `     ${String(sequence).padEnd(10)}`,
        instantText(nanos, epochNanos).padEnd(30),
        String(orderId).padEnd(11),
        `${kind} ${side === 1 ? 'buy' : 'sell'}`.padEnd(17),
        String(lots).padStart(6),
        priceText(instrument, priceTicks),
      ].join('  '),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function drawing(
  alert: SurveillanceAlert,
  report: SurveillanceReport,
  terminal: Terminal,
): string[] {
  const epochNanos = BigInt(report.epochNanos)
  const instrument = report.instruments[alert.instrument]
  const columns = Math.max(30, Math.min(100, terminal.columns - 16))
  const first = alert.path[0]?.nanos ?? alert.fromNanos
  const step = Math.max(1, (alert.noticedNanos - first) / columns)
  const along = (from: number, to: number, y: number) => {
    const count = Math.max(1, Math.min(columns, Math.ceil((to - from) / step)))
    return Array.from({ length: count }, (_, k) => ({ x: from + k * step, y }))
  }
  const touch = (key: 'bidTicks' | 'askTicks') =>
    alert.path.flatMap((point, place) =>
      along(point.nanos, alert.path[place + 1]?.nanos ?? alert.noticedNanos, point[key]),
    )
  const priced = alert.evidence.filter(({ priceTicks }) => Math.abs(priceTicks) < 2 ** 31 - 1)
  const own = (side: number) =>
    lives(priced, alert.noticedNanos)
      .filter((life) => life.side === side)
      .flatMap(({ from, to, priceTicks }) => along(from, to, priceTicks))
  const fills = (side: number) =>
    priced
      .filter(
        (record) => record.side === side && (record.kind === 'made' || record.kind === 'took'),
      )
      .map(({ nanos, priceTicks }) => ({ x: nanos, y: priceTicks }))
  const series: PlotSeries[] = [
    { mark: '.', points: touch('bidTicks') },
    { mark: "'", points: touch('askTicks') },
    { mark: 'b', points: own(1) },
    { mark: 'a', points: own(-1) },
    { mark: 'B', points: fills(1) },
    { mark: 'S', points: fills(-1) },
  ]
  const plot = textPlot(series, {
    columns,
    rows: PLOT_ROWS,
    xLabel: 'time',
    yLabel: 'price',
    formatX: (nanos) => instantText(nanos, epochNanos),
    formatY: (ticks) => priceText(instrument, ticks),
  })
  const key = ". best bid  ' best ask  b own bids  a own asks  B bought  S sold"
  return plot.length === 0 ? [] : [...plot, terminal.dim(key)]
}
