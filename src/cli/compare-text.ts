/** Two runs side by side, for the terminal. */
import {
  type ComparedMetric,
  type Comparison,
  type FillFacts,
  factText,
  type RunRecord,
  verdict,
} from '../backtest/index.ts'
import type { Terminal } from './terminal.ts'

const FACTS: readonly (readonly [string, keyof FillFacts])[] = [
  ['time', 'atNanos'],
  ['order', 'order'],
  ['side', 'side'],
  ['price', 'price'],
  ['lots', 'lots'],
  ['fee', 'fee'],
  ['cause', 'cause'],
  ['market', 'market'],
]

export function compareText(
  comparison: Comparison,
  first: RunRecord,
  second: RunRecord,
  terminal: Terminal,
): string {
  return [
    terminal.bold(verdict(comparison)),
    ...namesOf(first, second).map((name) => `  ${terminal.dim(name)}`),
    ...warningLines([first, second], terminal),
    '',
    ...table(
      ['', 'first', 'second'],
      [
        ['run hash', first.summary.runHash, second.summary.runHash],
        ...comparison.configuration.map((each) => [each.key, each.first, each.second]),
      ],
      terminal,
    ),
    '',
    ...metricLines(comparison.metrics, terminal),
    ...differenceLines(comparison, BigInt(first.epochNanos), terminal),
    '',
  ]
    .join('\n')
    .replaceAll('\u2212', '-')
}

/** Who ran on what: once where both are the same. */
function namesOf(first: RunRecord, second: RunRecord): string[] {
  const names = [first, second].map(({ summary }) => {
    return `${summary.strategy} on ${summary.symbol}, ${summary.feed}`
  })
  return names[0] === names[1] ? names.slice(0, 1) : names
}

/** What makes the runs look better than trading is: whose it is, where it is not both's. */
function warningLines(records: readonly RunRecord[], terminal: Terminal): string[] {
  const all = new Set(records.flatMap(({ summary }) => summary.warnings))
  return [...all].map((warning) => {
    const whose = records.map(({ summary }) => summary.warnings.includes(warning))
    const label = whose.every(Boolean) ? 'warning' : whose[0] ? 'warning, first' : 'warning, second'
    return `  ${terminal.dim(label)}  ${terminal.yellow(warning)}`
  })
}

function metricLines(metrics: readonly ComparedMetric[], terminal: Terminal): string[] {
  const rows = metrics.map(({ name, firstText, secondText, delta, deltaText }) => [
    name,
    firstText,
    secondText,
    Number.isNaN(delta) ? '' : deltaText,
  ])
  const lines = table(['', 'first', 'second', 'difference'], rows, terminal)
  const [head = '', ...body] = lines
  let group = ''
  return [
    head,
    ...body.flatMap((line, k) => {
      const metric = metrics[k]!
      const title = metric.group === group ? [] : [`  ${terminal.bold(metric.group)}`]
      group = metric.group
      return [...title, metric.delta === 0 ? terminal.dim(line) : line]
    }),
  ]
}

function differenceLines(
  { firstDifference }: Comparison,
  epochNanos: bigint,
  terminal: Terminal,
): string[] {
  if (firstDifference === undefined) return []
  const { number, first, second, differing } = firstDifference
  const rows = FACTS.map(([name, fact]) => [
    `${differing.includes(fact) ? '* ' : '  '}${name}`,
    factText(first, fact, epochNanos),
    factText(second, fact, epochNanos),
  ])
  return [
    '',
    terminal.bold(`the first fill that differs is number ${number}`),
    ...table(['', 'first', 'second'], rows, terminal),
  ]
}

/** Columns as wide as they need to be, the first to the left, the others to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Terminal,
): string[] {
  const widths = head.map((title, k) =>
    Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join('   ')}`
  return [terminal.dim(line(head)), ...rows.map(line)]
}
