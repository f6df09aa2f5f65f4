/** `t2t latency`: a strategy at many round-trip latencies, and what it costs to be slow. */
import { Command } from 'commander'
import {
  bandPoints,
  LATENCY_BANDS,
  ladderPage,
  latencyLadder,
  STANDARD_RUNGS,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { AtomicTextFile, checkOutputs } from '../io/index.ts'
import { parseDuration } from './config/duration.ts'
import { loadRun, type RunArguments } from './config/load-run.ts'
import { ladderJson, ladderText } from './ladder-text.ts'
import { ProgressBar, Turns } from './progress.ts'
import { commandText } from './recorded-run.ts'
import { withRunOptions } from './run-options.ts'
import { terminalOf } from './terminal.ts'

interface LatencyArguments extends RunArguments {
  rungs?: readonly number[]
  keepFeed?: boolean
  html?: string
  json?: boolean
}

/** A longer round trip would be a walk. */
const ROUND_TRIP_MAX = 60e9
const RUNGS_MAX = 200

const EXAMPLES = `
Examples:
  t2t latency run.yaml
  t2t latency run.yaml --html latency.html
  t2t latency run.yaml --rungs zero,1ms,cloud --set params.sizeLots=5
  t2t latency run.yaml --keep-feed --json

Rungs are durations or the names of bands, each three points: fpga (1 to 10 us),
colocated (0.11 to 0.56 ms), cloud (5 to 20 ms), home (25 to 170 ms); and zero,
which nobody has. A round trip is split evenly: market data, orders and reports
each take half of it. docs/latency.md says what that can tell.`

export function latencyCommand(): Command {
  const command = new Command('latency')
    .description('Run a strategy over a ladder of latencies: the price of being slow, in money.')
    .argument('<config>', 'YAML or JSON: a run configuration, or the original dictionary')
  return withRunOptions(command)
    .option('--rungs <list>', 'round trips: durations and bands, separated by commas', rungsOf)
    .option('--keep-feed', 'leave market data as recorded: only orders and reports take the trip')
    .option('--html <file>', 'write one HTML page that needs nothing else')
    .option('--json', 'print every rung as JSON')
    .addHelpText('after', EXAMPLES)
    .action(climb)
}

async function climb(config: string, given: LatencyArguments): Promise<void> {
  const outputs = given.html === undefined ? [] : [{ option: '--html', path: given.html }]
  checkOutputs(outputs, [config, ...(given.feed ?? [])])
  const { options, strategyFrom } = await loadRun(config, given)
  const page = given.html === undefined ? undefined : new AtomicTextFile(given.html)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    const ladder = await latencyLadder(options, {
      ...(given.rungs === undefined ? {} : { rungsNanos: given.rungs }),
      keepsFeed: given.keepFeed ?? false,
      strategyFrom,
      onProgress: ({ phase, records, fraction }) => {
        bar.update(phase === 'survey' ? 'reading' : 'climbing', fraction, records)
        return turns.take()
      },
    })
    bar.done()
    page?.write(ladderPage(ladder, commandOf(config, given)))
    page?.commit()
    const terminal = terminalOf(process.stdout)
    process.stdout.write(given.json === true ? ladderJson(ladder) : ladderText(ladder, terminal))
  } finally {
    bar.done()
    page?.discard()
  }
}

/** Durations and names of bands, each once, ascending. */
function rungsOf(text: string): readonly number[] {
  const nanos = text.split(',').flatMap((word) => pointsOf(word.trim()))
  const rungs = [...new Set(nanos)].sort((a, b) => a - b)
  if (rungs.length <= RUNGS_MAX) return rungs
  throw new InputError(
    `${rungs.length} rungs are a run each, and more than anybody can look at`,
    { field: '--rungs' },
    `Give at most ${RUNGS_MAX}.`,
  )
}

function pointsOf(word: string): readonly number[] {
  if (word === 'all') return STANDARD_RUNGS
  const points = bandPoints(word) ?? (word === '' ? undefined : durationPoint(word))
  if (points !== undefined) return points
  throw new InputError(
    `${JSON.stringify(word)} is no rung`,
    { field: '--rungs' },
    `Give durations up to 1min such as 250us, or ${LATENCY_BANDS.map(({ key }) => key).join(', ')}, all.`,
  )
}

function durationPoint(word: string): readonly number[] | undefined {
  const nanos = parseDuration(word)
  return nanos === undefined || !(nanos <= ROUND_TRIP_MAX) ? undefined : [nanos]
}

/** What to type for the same ladder, the page and all. */
function commandOf(config: string, given: LatencyArguments): string {
  const words = ['latency', config]
  if (given.feed !== undefined) words.push('--feed', ...given.feed)
  for (const name of ['format', 'symbol', 'tick', 'lot', 'strategy', 'seed', 'ticks'] as const) {
    if (given[name] !== undefined) words.push(`--${name}`, String(given[name]))
  }
  if (given.set !== undefined) words.push('--set', ...given.set)
  if (given.rungs !== undefined) {
    words.push('--rungs', given.rungs.map((nanos) => (nanos === 0 ? '0' : `${nanos}ns`)).join(','))
  }
  if (given.keepFeed === true) words.push('--keep-feed')
  if (given.html !== undefined) words.push('--html', given.html)
  return commandText(words)
}
