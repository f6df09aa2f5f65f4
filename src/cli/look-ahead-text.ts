/** What a look-ahead check found, for people and as JSON. */
import {
  type ChangedDecision,
  type Decision,
  decisionText,
  FUTURE_SENTENCES,
  FUTURES,
  type LookAheadFinding,
  type LookAheadReport,
} from '../backtest/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { Terminal } from './terminal.ts'
import { instantText, spanText } from './time-text.ts'

const LABEL_WIDTH = 16
/** Findings that are told one by one, the farthest reach first. */
const SHOWN_MAX = 5

export function lookAheadText(report: LookAheadReport, info: FeedInfo, terminal: Terminal): string {
  const { strategy, symbol, isClean, orders, gaugeChanges } = report
  const lines = [
    terminal.bold(`${strategy} on ${symbol}`),
    ...(isClean ? cleanLines(report, terminal) : caughtLines(report, info, terminal)),
    '',
    terminal.dim(
      `  compared: ${counted(orders, 'order request')}, ${counted(gaugeChanges, 'change')} of gauges`,
    ),
    terminal.dim(`  reruns: ${report.reruns}, ${counted(report.cutsNanos.length, 'cut')}`),
    terminal.dim(
      '  the same in every rerun: clock correction and disorder of the whole data, price grid,',
    ),
    terminal.dim('  latency draws, funding rates and recorded latencies'),
  ]
  if (Number.isFinite(report.comparedUntilNanos)) {
    const end = instantText(report.comparedUntilNanos, info)
    lines.push(terminal.yellow(`  decisions from ${end} on were too many to keep: not compared`))
  }
  return `${lines.join('\n')}\n`
}

const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`

function cleanLines({ orders, gaugeChanges }: LookAheadReport, terminal: Terminal): string[] {
  if (orders + gaugeChanges === 0) {
    const sentence = 'The strategy decided nothing and has no gauges: there was nothing to check.'
    return [terminal.yellow(sentence)]
  }
  const futures = FUTURES.map((future) => FUTURE_SENTENCES[future]).join('; ')
  return [
    terminal.green('No decision changed before its cut.'),
    terminal.dim(`  futures: ${futures}`),
    terminal.dim('  A pass is no proof: more cuts see more.'),
  ]
}

function caughtLines(report: LookAheadReport, info: FeedInfo, terminal: Terminal): string[] {
  const tell = (finding: LookAheadFinding) => findingLines(finding, report, info, terminal)
  const { findings, isRepeatable, reruns } = report
  if (!isRepeatable) {
    return [
      terminal.red('NOT REPEATABLE: on the same data the strategy decided differently.'),
      '  It keeps something from run to run outside setup, or reads a clock, chance or files that',
      '  change. Nothing can be said of its look-ahead until that is mended.',
      ...findings.flatMap(tell),
    ]
  }
  const shown = [...findings].sort((a, b) => reach(b) - reach(a)).slice(0, SHOWN_MAX)
  const rest = findings.length - shown.length
  return [
    terminal.red(
      `LOOK-AHEAD: decisions changed before the future did, in ${findings.length} of ${reruns - 1} reruns.`,
    ),
    ...shown.flatMap(tell),
    ...(rest === 0
      ? []
      : ['', terminal.dim(`  and ${counted(rest, 'rerun')} more; --json lists all`)]),
  ]
}

const reach = ({ order, gauge }: LookAheadFinding): number =>
  Math.max(order?.beforeCutNanos ?? 0, gauge?.beforeCutNanos ?? 0)

function findingLines(
  { cutNanos, future, order, gauge }: LookAheadFinding,
  report: LookAheadReport,
  info: FeedInfo,
  terminal: Terminal,
): string[] {
  const row = (label: string, text: string) => `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${text}`
  const told = (decision: Decision | undefined) =>
    decision === undefined
      ? 'nothing'
      : decisionText(decision, report.instruments[decision.market]!)
  const change = (label: string, changed: ChangedDecision | undefined) => {
    if (changed === undefined) return []
    const { atNanos, beforeCutNanos, was, became } = changed
    const before = Number.isFinite(beforeCutNanos)
      ? `, ${spanText(beforeCutNanos)} before the cut`
      : ''
    return [
      row(label, `${instantText(atNanos, info)}${before}`),
      row('  was', told(was)),
      row('  became', told(became)),
    ]
  }
  const cut =
    future === 'same data'
      ? []
      : [row('cut', `${instantText(cutNanos, info)}, then ${FUTURE_SENTENCES[future]}`)]
  return ['', ...cut, ...change('first order', order), ...change('first gauge', gauge)]
}

/** JSON knows no infinity: what is compared to the end stands as null. */
export function lookAheadJson(report: LookAheadReport): string {
  const { instruments, findings, ...rest } = report
  const worded = (changed: ChangedDecision | undefined) => {
    if (changed === undefined) return null
    const told = (decision: Decision | undefined) =>
      decision === undefined
        ? null
        : { ...decision, text: decisionText(decision, instruments[decision.market]!) }
    return { ...changed, was: told(changed.was), became: told(changed.became) }
  }
  const listed = findings.map(({ order, gauge, ...where }) => ({
    ...where,
    order: worded(order),
    gauge: worded(gauge),
  }))
  return `${JSON.stringify({ ...rest, findings: listed }, null, 2)}\n`
}
