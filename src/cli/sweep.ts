/** `t2t sweep`: one configuration run many times, and how far to believe the best of it. */
import { availableParallelism, totalmem } from 'node:os'
import { basename, extname } from 'node:path'
import { Command } from 'commander'
import { sweepSignificance } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import type { RunArguments } from './config/load-run.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { naturalNumber } from './options.ts'
import { PRODUCT_VERSION } from './product.ts'
import { ProgressBar, Turns } from './progress.ts'
import { commandText } from './recorded-run.ts'
import { withRunOptions } from './run-options.ts'
import { runSweep, type SweepResult } from './sweep/index.ts'
import { sweepJson } from './sweep-json.ts'
import { sweepText } from './sweep-text.ts'
import { terminalOf } from './terminal.ts'

interface SweepCommandArguments extends RunArguments {
  readonly out?: string
  readonly workers?: number
  readonly engine?: string
  readonly resume?: boolean
  readonly memory?: number
  readonly parquet?: boolean
  readonly json?: boolean
}

/** Threads beyond this have nothing to do on any machine. */
const WORKERS_MAX = 256
/** What the rest of the machine keeps of its memory. */
const MEMORY_SHARE = 0.75
/** As after a signal: the sweep is not over. */
const EXIT_INTERRUPTED = 130

const EXAMPLES = `
Examples:
  t2t sweep run.yaml
  t2t sweep run.yaml --out thresholds --workers 8
  t2t sweep run.yaml --out thresholds --resume
  t2t sweep run.yaml --set sweep.sampling=sobol sweep.trials=256
  t2t sweep run.yaml --engine vectorised --parquet

A configuration is that of t2t backtest with a sweep section:
  sweep:
    parameters:
      params.threshold: { from: 0.5, to: 3, count: 6, scale: log }
      params.lookbackWindow: [20, 50, 100]
      latency.entry: [1ms, 5ms, 20ms]
    objective: pnlAfterFees
    halving: { keep: 0.333, start: 0.1 }

Interrupt it at any time: --resume goes on, and computes nothing twice.
Every key is in docs/configuration.md, what the results mean in docs/sweeps.md.`

export function sweepCommand(): Command {
  return withRunOptions(
    new Command('sweep')
      .description('Run a configuration many times with other values, and say how much is luck.')
      .argument('<config>', 'YAML or JSON: a run configuration with a sweep section')
      .option('--out <folder>', 'folder of the results; default: named after the configuration')
      .option('--workers <count>', 'threads; default: one for each processor', naturalNumber)
      .option('--engine <name>', 'event, vectorised or accelerated, instead of the configured')
      .option('--parquet', 'write the tables as Parquet too; needs @duckdb/node-api')
      .option('--resume', 'go on with a sweep that was interrupted')
      .option('--memory <MiB>', 'refuse data that take more than this', naturalNumber)
      .option('--json', 'print the results as JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(run)
}

async function run(config: string, given: SweepCommandArguments): Promise<void> {
  const { out, workers = availableParallelism(), resume = false, memory, ...others } = given
  const { json = false, parquet = false, ...rest } = others
  if (workers > WORKERS_MAX) {
    throw new InputError(`are too many: at most ${WORKERS_MAX}`, { field: '--workers' })
  }
  const folder = out ?? `${basename(config, extname(config))}-sweep`
  const command = commandOf(config, given)
  const bar = new ProgressBar({ unit: 'trials' })
  const reading = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const interruption = new Interruption()
  try {
    const result = await runSweep({
      config,
      given: rest,
      folder,
      isResume: resume,
      isParquet: parquet,
      workers,
      bytesMax: memory === undefined ? totalmem() * MEMORY_SHARE : memory * 2 ** 20,
      product: PRODUCT_VERSION,
      command,
      onProgress: ({ phase, fraction, count }) => {
        const shown = phase === 'reading' ? reading : bar
        shown.update(phase, fraction, count)
        return turns.take()
      },
      onRemark: (remark) => process.stderr.write(`t2t: ${remark}\n`),
      onBegin: (stop) => interruption.begin(stop),
    })
    bar.done()
    if (result.isInterrupted) sayInterrupted(result, `${command} --resume`)
    else print(result, folder, json)
    const isBarren = result.record.trials.every(({ status }) => status === 'failed')
    if (!result.isInterrupted && isBarren) process.exitCode = EXIT_NEGATIVE
  } finally {
    reading.done()
    bar.done()
    interruption.end()
  }
}

/** The first signal stops the sweep in good order; the second ends the program. */
class Interruption {
  #stop = (): void => {}

  begin(stop: () => void): void {
    this.#stop = stop
    process.once('SIGINT', this.#stop)
    process.once('SIGTERM', this.#stop)
  }

  end(): void {
    process.removeListener('SIGINT', this.#stop)
    process.removeListener('SIGTERM', this.#stop)
  }
}

/** What to type for the same sweep. */
function commandOf(config: string, given: SweepCommandArguments): string {
  const words = ['sweep', config]
  const add = (option: string, values: readonly string[] = []) => {
    if (values.length > 0) words.push(option, ...values)
  }
  add('--feed', given.feed)
  for (const name of ['format', 'symbol', 'tick', 'lot', 'strategy', 'seed', 'ticks'] as const) {
    if (given[name] !== undefined) add(`--${name}`, [String(given[name])])
  }
  add('--set', given.set)
  for (const name of ['engine', 'out'] as const) {
    if (given[name] !== undefined) add(`--${name}`, [given[name]])
  }
  if (given.parquet === true) words.push('--parquet')
  return commandText(words)
}

function sayInterrupted({ record, trialsPlanned }: SweepResult, command: string): void {
  process.stderr.write(
    `t2t: interrupted: ${record.trials.length} of ${trialsPlanned} trials are kept. Go on with:\n` +
      `  ${command}\n`,
  )
  process.exitCode = EXIT_INTERRUPTED
}

function print({ record }: SweepResult, folder: string, isJson: boolean): void {
  const significance = sweepSignificance(record)
  if (isJson) {
    process.stdout.write(`${JSON.stringify(sweepJson(record, significance, folder), null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  process.stdout.write(sweepText({ record, significance, folder, terminal }))
}
