/** `t2t compare-engines`: the same run by the event engine and over columns, trade by trade. */

import { Command } from 'commander'
import {
  type BacktestOptions,
  compareVectorised,
  type DifferingTrade,
  marketsOf,
  TRADE_FACTS,
  type TradeFact,
  type VectorisedComparison,
} from '../backtest/index.ts'
import { InputError, sideName } from '../core/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { LoggedFill } from '../simulation/index.ts'
import {
  acceleratedComparisonText,
  compareAccelerated,
  comparisonJson,
} from './compare-accelerated.ts'
import { loadRun, type RunArguments } from './config/load-run.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { needsRecording } from './living-options.ts'
import { grouped } from './number-text.ts'
import { intervalNanos } from './options.ts'
import { ProgressBar, Turns } from './progress.ts'
import { withRunOptions } from './run-options.ts'
import { type Terminal, terminalOf } from './terminal.ts'
import { timestampText } from './time-text.ts'

interface CompareEnginesArguments extends RunArguments {
  interval?: number
  lateAnswers?: boolean
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t compare-engines run.yaml
  t2t compare-engines run.yaml --set latency.entry=5ms
  t2t compare-engines original.json --feed ticks.csv --json
  t2t compare-engines quoter.yaml --interval 100ms --late-answers

A strategy with a vectorised form is compared on its price series, any other on
its book of levels with the accelerated engine: there queues, partial fills and
late answers may make a difference, and nothing else.

Exit code 0: every trade is the same, or what differs is explained. 1: they
differ; the first difference is named with both sides. 2: a mistake, or a run
that the engine does not do.`

export function compareEnginesCommand(): Command {
  return withRunOptions(
    new Command('compare-engines')
      .description('Run event by event and over columns, and compare trade by trade.')
      .argument('<config>', 'YAML or JSON: a run configuration, or the original dictionary'),
  )
    .option(
      '--interval <duration>',
      'a book of levels: how often a strategy without a timer looks',
      intervalNanos,
    )
    .option('--late-answers', 'a book of levels: fills and answers arrive after latency.response')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', EXAMPLES)
    .action(compare)
}

async function compare(config: string, given: CompareEnginesArguments): Promise<void> {
  const { options } = await loadRun(config, given)
  needsRecording({ options }, config)
  if (options.strategy.vectorised === undefined) {
    await compareOverLevels(options, given)
    return
  }
  if ((given.interval ?? given.lateAnswers) !== undefined) {
    throw needless(given.interval === undefined ? '--late-answers' : '--interval')
  }
  const comparison = await compared(options)
  if (given.json === true) {
    process.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`)
  } else {
    const info = marketsOf(options)[0]!.feed.info
    process.stdout.write(comparisonText(comparison, info, terminalOf(process.stdout)))
  }
  if (!comparison.isSame) process.exitCode = EXIT_NEGATIVE
}

async function compareOverLevels(
  options: BacktestOptions,
  { interval, lateAnswers, json }: CompareEnginesArguments,
): Promise<void> {
  const comparison = await compareAccelerated(options, {
    intervalNanos: interval,
    hasResponse: lateAnswers === true,
  })
  process.stdout.write(
    json === true
      ? `${JSON.stringify(comparisonJson(comparison), null, 2)}\n`
      : acceleratedComparisonText(comparison, options, terminalOf(process.stdout)),
  )
  if (!comparison.isExplained) process.exitCode = EXIT_NEGATIVE
}

const needless = (field: string): InputError =>
  new InputError(
    'is of no use: the strategy is compared row by row of a price series',
    { field },
    'Leave it out.',
  )

async function compared(options: BacktestOptions): Promise<VectorisedComparison> {
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    return await compareVectorised(options, ({ records, fraction }) => {
      bar.update('running', fraction, records)
      return turns.take()
    })
  } finally {
    bar.done()
  }
}

/** Exported for the test of a comparison that no built-in strategy gives. */
export function comparisonText(
  comparison: VectorisedComparison,
  info: FeedInfo,
  terminal: Terminal,
): string {
  const { isSame, eventTrades, vectorisedTrades, firstDifference, figures } = comparison
  const counts = `${grouped(eventTrades, 0)} event-driven, ${grouped(vectorisedTrades, 0)} vectorised`
  const lines = [
    isSame
      ? terminal.green(`The engines agree: ${grouped(eventTrades, 0)} trades are the same.`)
      : terminal.red('The engines differ.'),
    `  trades  ${counts}`,
    '',
    ...table(
      ['', 'event-driven', 'vectorised'],
      figures.map(({ name, event, vectorised, isSame: isEqual }) => [
        `${isEqual ? ' ' : '*'} ${name}`,
        String(event),
        String(vectorised),
      ]),
    ),
  ]
  if (firstDifference !== undefined) lines.push('', ...differenceLines(firstDifference, info))
  return `${lines.join('\n')}\n`
}

function differenceLines(difference: DifferingTrade, info: FeedInfo): string[] {
  const { number, event, vectorised, differing } = difference
  return [
    `The first trade that differs is number ${number}:`,
    ...table(
      ['', 'event-driven', 'vectorised'],
      TRADE_FACTS.map((fact) => [
        `${differing.includes(fact) ? '*' : ' '} ${FACT_NAMES[fact]}`,
        factText(event, fact, info),
        factText(vectorised, fact, info),
      ]),
    ),
  ]
}

const FACT_NAMES: Readonly<Record<TradeFact, string>> = {
  at: 'time',
  orderId: 'order',
  side: 'side',
  size: 'lots',
  priceTicks: 'price in ticks',
  price: 'price',
  fee: 'fee',
}

function factText(fill: LoggedFill | undefined, fact: TradeFact, info: FeedInfo): string {
  if (fill === undefined) return fact === 'at' ? 'no trade' : ''
  if (fact === 'at') return timestampText(fill.at, info)
  return fact === 'side' ? sideName(fill.side) : String(fill[fact])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, k) => Math.max(...all.map((row) => row[k]!.length)))
  return all.map((row) =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join('   ')
      .trimEnd(),
  )
}
