/** `t2t backtest`: runs a configuration over market data and says what came of it. */
import { Command } from 'commander'
import {
  type BacktestRun,
  type Band,
  backtest,
  bandAround,
  controlsDescription,
  type EquitySample,
  type Impact,
  marketsOf,
  measureImpact,
  type OnProgress,
  type RunJournal,
  reportPage,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { type AtomicTextFile, checkOutputs, FEED_FORMATS, OutputFiles } from '../io/index.ts'
import type { DropCopy } from '../web/index.ts'
import { algorithmFlag } from './algorithm-flag.ts'
import { bandText } from './band-text.ts'
import { type LoadedRun, loadRun, savedRun } from './config/load-run.ts'
import {
  closeDropCopy,
  copiedBy,
  copiedJournal,
  type DropCopyArguments,
  openDropCopy,
  withDropCopy,
} from './drop-copy.ts'
import { checkEngineOptions, ENGINE_NAMES, engineNamed } from './engines.ts'
import { impactText } from './impact-text.ts'
import {
  checkJournalOptions,
  explainDivergence,
  type JournalArguments,
  JournaledRun,
  type JournalOutcome,
  journalText,
} from './journal/index.ts'
import {
  type LiveSurveillance,
  liveSurveillance,
  type WatchedOutcome,
  watchedText,
} from './live-surveillance.ts'
import { checkLivingOptions } from './living-options.ts'
import { intervalNanos, naturalNumber, SYMBOL_HELP } from './options.ts'
import { PRODUCT_VERSION } from './product.ts'
import { ProgressBar, Turns } from './progress.ts'
import { commandText, type RecordedRun, runRecorded, withFingerprints } from './recorded-run.ts'
import { EquityFile, type FillColumns, writeFills } from './result-files.ts'
import { writeRunFile } from './run-file.ts'
import { summaryText } from './summary-text.ts'
import { terminalOf } from './terminal.ts'

interface BacktestArguments extends JournalArguments, DropCopyArguments {
  feed?: string[]
  format?: string
  symbol?: string
  tick?: string
  lot?: string
  strategy?: string
  set?: string[]
  seed?: string
  ticks?: number
  fills?: string
  equity?: string
  report?: string
  save?: string
  band?: boolean
  impact?: boolean
  memory?: number
  analytics?: boolean
  engine?: string
  interval?: number
  lateAnswers?: boolean
  capFills?: boolean
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t backtest run.yaml
  t2t backtest run.yaml --set params.sizeLots=5 --set latency.entry=1ms --json
  t2t backtest run.yaml --report run.html --save run.json
  t2t backtest run.yaml --band
  t2t backtest run.yaml --journal journal/ --journal-market touch
  t2t backtest examples/among-agents.yaml --impact
  t2t backtest run.yaml --engine vectorised
  t2t backtest run.yaml --engine accelerated --interval 100ms
  t2t backtest original.json --feed ticks.csv --fills fills.csv

A complete run.yaml:
  strategy: touch-quoter
  params: { sizeLots: 10, positionLimitLots: 100 }
  feed: { files: btcusdt.log.zst, tick: 0.1, lot: 0.001 }
  latency: { entry: 20ms, response: 20ms }
  fees: { makerRate: -0.00005, takerRate: 0.0007 }
  cash: 10000
  limits:
    positionLotsMax: 200        # lots, open orders counted as if they fill
    orderLotsMax: 10            # lots
    orderValueMax: 10000        # currency
    priceCollarBps: 100         # from the mid
    ordersPerSecondMax: 1000
    ordersBurstMax: 100
    dailyLossMax: 1000          # currency; beyond it the kill switch trips

Every key, with its unit and default, is in docs/configuration.md.
The original dictionary (symbol, tick_rate, volatility, spread_cost,
lookback_window, inventory_limit, initial_balance) is understood too. Exit code 2
means a mistake in the configuration or the data.`

export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description('Run a strategy over recorded or synthetic market data.')
    .argument('<config>', 'YAML or JSON: a run configuration, or the original dictionary')
    .option('--feed <file...>', 'market data, instead of the configured (plain, .gz, .zst, .xz)')
    .option('--format <name>', `auto, ${FEED_FORMATS.join(', ')}`)
    .option('--symbol <name>', SYMBOL_HELP)
    .option('--tick <step>', 'price increment; learnt from the data without')
    .option('--lot <step>', 'size increment; learnt from the data without')
    .option('--strategy <name>', 'strategy, instead of the configured')
    .option('--set <key=value...>', 'change single values of the configuration')
    .option('--seed <seed>', 'seed of synthetic data')
    .option('--ticks <count>', 'length of synthetic data', naturalNumber)
    .option('--fills <file>', 'write every fill as CSV')
    .option('--equity <file>', 'write the equity curve as CSV')
    .option('--report <file>', 'write a report: one HTML page that needs nothing else')
    .option('--save <file>', 'write a run file, for t2t compare')
    .option(
      '--band',
      'run the pessimistic and the optimistic queue model too, and show the interval',
    )
    .option(
      '--impact',
      'venue matching: run the market without the strategies too, and show what they did to it',
    )
    .option('--no-analytics', 'measure no queues, markouts and latencies: a little faster')
    .option(
      '--memory <MiB>',
      'keep this much of the data in memory; more are read twice',
      naturalNumber,
    )
    .option('--engine <name>', `${ENGINE_NAMES.join(', ')}: see docs/vectorised.md`, 'event')
    .option(
      '--interval <duration>',
      'accelerated: how often a strategy without a timer looks',
      intervalNanos,
    )
    .option('--late-answers', 'accelerated: fills and answers arrive after latency.response')
    .option('--cap-fills', 'accelerated: no more of an order fills than was traded through it')
    .option('--journal <folder>', 'write down everything that happens: see docs/journal.md')
    .option('--journal-market <part>', 'how much of the market: none, touch, all (default: none)')
    .option('--journal-segment <MiB>', 'begin a new file after so much', naturalNumber)
    .option('--journal-keep <count>', 'keep only the newest so many files', naturalNumber)
    .option('--durable', 'no order leaves before its record is on the disk')
    .option('--resume', 'go on with the journal of a run that was interrupted')
    .option('--json', 'print the summary as JSON')
  return withDropCopy(command).addHelpText('after', EXAMPLES).action(run)
}

async function run(config: string, given: BacktestArguments): Promise<void> {
  checkOutputs(outputsOf(given), [config, ...(given.feed ?? [])])
  const { engine: engineName = 'event' } = given
  const engine = engineNamed(engineName)
  checkEngineOptions(engineName, { ...given })
  checkJournalOptions(given)
  const loaded = withMemory(await loadRun(config, given), given.memory)
  checkLivingOptions(loaded, engineName, { ...given })
  if (engine !== undefined) {
    const { fills, equity } = given
    await engine({
      loaded,
      fills,
      equity,
      isJson: given.json === true,
      intervalNanos: given.interval,
      accelerated: {
        hasResponse: given.lateAnswers === true,
        capacity: given.capFills === true ? 'traded' : 'whole',
      },
    })
    return
  }
  const watch = liveSurveillance(loaded, config)
  const outputs = new Outputs(loaded, given)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  let journaled: JournaledRun | undefined
  let copy: DropCopy | undefined
  try {
    copy = await openDropCopy(given, { waits: true })
    journaled = journalOf(given, describedRun(config, given, loaded), { copy, watch })
    const onProgress: OnProgress = ({ phase, records, fraction }) => {
      journaled?.check()
      bar.update(phase === 'survey' ? 'reading' : 'running', fraction, records)
      return turns.take()
    }
    const keepsPath = given.impact === true
    const extras = {
      onSample: outputs.onSample,
      journal: journaled?.journal ?? unkeptJournal(loaded, { copy, watch }),
      keepsPath,
    }
    const recorded =
      given.analytics === false ? undefined : await runRecorded(loaded, extras, onProgress)
    const plain = { ...loaded.options, ...extras }
    const options = journaled === undefined ? plain : withFingerprints(plain).options
    const result = recorded?.run ?? (await backtest(options, onProgress))
    const journal = journaled?.finish()
    const band = given.band === true ? await bandAround(result, onProgress) : undefined
    const impact = given.impact === true ? await measureImpact(result, onProgress) : undefined
    bar.done()
    outputs.commit(result, recorded, { command: commandOf(config, given), band, impact })
    const surveillance = watch?.outcome(surveilCommandOf(config, given))
    print({ result, loaded, band, impact, journal, surveillance }, given.json === true)
  } catch (error) {
    throw explainDivergence(error, given.journal ?? '')
  } finally {
    bar.done()
    journaled?.release()
    await closeDropCopy(copy)
    await watch?.close()
    outputs.discard()
  }
}

/** Who looks at the records of a run beside its journal. */
interface Onlookers {
  readonly copy: DropCopy | undefined
  readonly watch: LiveSurveillance | undefined
}

function journalOf(
  given: BacktestArguments,
  description: Readonly<Record<string, unknown>>,
  { copy, watch }: Onlookers,
): JournaledRun | undefined {
  if (given.journal === undefined) return undefined
  const copied = copiedBy(copy)
  const journaled = new JournaledRun(given, description, (sink, start) => {
    const inner = copied(sink, start)
    return watch?.around(inner, start) ?? inner
  })
  if (watch !== undefined) watch.isNew = () => journaled.isNew
  return journaled
}

/** For a run that keeps none, but shows its records to somebody. */
function unkeptJournal(loaded: LoadedRun, { copy, watch }: Onlookers): RunJournal | undefined {
  const flag = algorithmFlag(loaded)
  if (watch === undefined) return copiedJournal(copy, flag)
  if (copy === undefined) return watch.journal(flag)
  return watch.journal(flag, ({ epochNanos }) => copy.sink(undefined, epochNanos))
}

/** What shows the alerts of a run again: over its journal, or over the run itself. */
function surveilCommandOf(config: string, given: BacktestArguments): string {
  if (given.journal !== undefined)
    return commandText(['surveil', given.journal, '--config', config])
  const { band: _band, impact: _impact, ...run } = given
  return commandOf(config, run, 'surveil')
}

/** What a journal says at its beginning: enough to run it again, and to report on it. */
function describedRun(
  config: string,
  given: BacktestArguments,
  loaded: LoadedRun,
): Readonly<Record<string, unknown>> {
  return {
    product: PRODUCT_VERSION,
    run: savedRun(config, given, loaded),
    controls: controlsDescription(loaded.options),
    algorithm: algorithmFlag(loaded),
  }
}

function outputsOf(given: BacktestArguments): { option: string; path: string }[] {
  const { fills, equity, report, save } = given
  return Object.entries({ fills, equity, report, save }).flatMap(([name, path]) =>
    path === undefined ? [] : [{ option: `--${name}`, path }],
  )
}

function withMemory(loaded: LoadedRun, mebibytes: number | undefined): LoadedRun {
  if (mebibytes === undefined) return loaded
  const residentBytesMax = mebibytes * 1024 * 1024
  return { ...loaded, options: { ...loaded.options, residentBytesMax } }
}

/** What to type for the same run, without the files that it wrote. */
function commandOf(config: string, given: BacktestArguments, command = 'backtest'): string {
  const words = [command, config]
  const add = (option: string, values: readonly string[]) => {
    if (values.length > 0) words.push(option, ...values)
  }
  add('--feed', given.feed ?? [])
  for (const name of ['format', 'symbol', 'tick', 'lot', 'strategy', 'seed', 'ticks'] as const) {
    if (given[name] !== undefined) add(`--${name}`, [String(given[name])])
  }
  add('--set', given.set ?? [])
  if (given.band === true) words.push('--band')
  if (given.impact === true) words.push('--impact')
  return commandText(words)
}

/** The result files: all of them appear at the end, or none does. */
class Outputs {
  readonly onSample: ((sample: EquitySample) => void) | undefined
  readonly #files = new OutputFiles()
  readonly #fills: AtomicTextFile | undefined
  readonly #report: AtomicTextFile | undefined
  readonly #save: AtomicTextFile | undefined
  readonly #columns: FillColumns

  constructor(loaded: LoadedRun, given: BacktestArguments) {
    this.#columns = loaded.columns
    if (given.analytics === false && (given.report ?? given.save) !== undefined) {
      throw new InputError(
        'is needed by --report and --save',
        { field: '--no-analytics' },
        'Leave it out.',
      )
    }
    try {
      this.#fills = this.#files.open(given.fills)
      this.#report = this.#files.open(given.report)
      this.#save = this.#files.open(given.save)
      const equity = this.#files.open(given.equity)
      if (equity !== undefined) {
        const infos = marketsOf(loaded.options).map((market) => market.feed.info)
        const curve = new EquityFile({ file: equity, infos, isOriginal: loaded.isOriginal })
        this.onSample = (sample) => curve.write(sample)
      }
    } catch (error) {
      this.discard()
      throw error
    }
  }

  commit(
    result: BacktestRun,
    recorded: RecordedRun | undefined,
    about: {
      readonly command: string
      readonly band: Band | undefined
      readonly impact: Impact | undefined
    },
  ): void {
    if (this.#fills !== undefined) writeFills(this.#fills, result, this.#columns)
    if (recorded !== undefined && (this.#report ?? this.#save) !== undefined) {
      const record = recorded.record({ product: PRODUCT_VERSION, ...about })
      this.#report?.write(reportPage(record))
      if (this.#save !== undefined) writeRunFile(this.#save, record)
    }
    this.#files.commit()
  }

  discard(): void {
    this.#files.discard()
  }
}

interface Printed {
  readonly result: BacktestRun
  readonly loaded: LoadedRun
  readonly band: Band | undefined
  readonly impact: Impact | undefined
  readonly journal: JournalOutcome | undefined
  readonly surveillance: WatchedOutcome | undefined
}

function print(printed: Printed, isJson: boolean): void {
  const { result, loaded, band, impact, journal, surveillance } = printed
  if (isJson) {
    const limits = result.markets.map((market) => market.options.limits)
    const { remarks } = loaded
    const { params } = result
    const summary = { ...result.summary(), params, limits, remarks }
    const report = { ...summary, band, impact, journal, surveillance }
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  process.stdout.write(summaryText(result, terminal))
  if (band !== undefined) process.stdout.write(bandText(band, terminal))
  if (impact !== undefined) process.stdout.write(impactText(impact, terminal))
  if (journal !== undefined) process.stdout.write(journalText(journal, terminal))
  if (surveillance !== undefined) process.stdout.write(watchedText(surveillance, terminal))
  for (const remark of loaded.remarks) process.stdout.write(`  ${terminal.dim(remark)}\n`)
}
