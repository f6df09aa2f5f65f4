/** `t2t explain`: runs again, and tells the life of one order against the market around it. */
import { Command } from 'commander'
import {
  BacktestRun,
  type OnProgress,
  type OrderLedger,
  OrderWitness,
  type SurveyedFeed,
  surveyMarkets,
} from '../backtest/index.ts'
import { assert, InputError } from '../core/index.ts'
import { backtestCommand } from './backtest.ts'
import { type LoadedRun, loadRun, type RunArguments } from './config/load-run.ts'
import { answerText, type ExplainedLife } from './explain-answer.ts'
import { entryJson, orderJson } from './explain-json.ts'
import { eventText, explainText, orderTitle } from './explain-text.ts'
import { LifeWords } from './life-words.ts'
import { naturalNumber, wholeNumber } from './options.ts'
import { type ListedOrder, listedOrders, orderTable } from './order-table.ts'
import { ProgressBar, Turns } from './progress.ts'
import { isRunFile, readRunFile } from './run-file.ts'
import { withRunOptions } from './run-options.ts'
import { savedCommand } from './saved-command.ts'
import { terminalOf } from './terminal.ts'
import { type TextOutput, toStandardOutput } from './text-output.ts'

interface ExplainArguments extends RunArguments {
  order?: number
  life?: number
  fill?: number
  list?: boolean
  before: number
  after: number
  json?: boolean
}

const CONTEXT_RECORDS = 20
const NEAREST_IDS = 8

const EXAMPLES = `
Examples:
  t2t explain run.yaml --list
  t2t explain run.yaml --order 1233198
  t2t explain run.yaml --order 1233198 --life 2 --before 5 --after 5
  t2t explain run.json --fill 17            (a run file of t2t backtest --save)

The run is repeated, which takes as long as it took. From a run file it must come out with the same
hash. "ahead" is what the queue model holds ahead of the order, "level" what the market shows at its
price, "+" how many records of the market came in between that did not concern it.`

export function explainCommand(): Command {
  return withRunOptions(
    new Command('explain')
      .description(
        'Why was I filled? The life of one order of a run, against the market around it.',
      )
      .argument('<run>', 'a configuration, or a run file of t2t backtest --save'),
  )
    .option('--order <id>', 'the order to explain', wholeNumber)
    .option('--life <n>', 'which one, when its id was used again', naturalNumber)
    .option('--fill <n>', 'the order of the n-th fill of the run', naturalNumber)
    .option('--list', 'list all orders of the run instead')
    .option(
      '--before <n>',
      'trades and touch changes shown before it was wanted',
      wholeNumber,
      CONTEXT_RECORDS,
    )
    .option('--after <n>', 'the same after its end', wholeNumber, CONTEXT_RECORDS)
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(explainRun)
}

async function explainRun(path: string, given: ExplainArguments): Promise<void> {
  checkChoice(given)
  const source = sourceOf(path, given)
  const loaded = await loadRun(source.config, source.given)
  const rerun = new Rerun(loaded)
  try {
    const witness = new OrderWitness()
    const run = await rerun.pass(witness)
    checkHash(run, source, path)
    const { ledger } = witness
    const places = given.list === true ? undefined : wantedPlaces(ledger, given)
    const listed = listedOrders(ledger, places)
    const isChosen = places?.length === 1 || given.life !== undefined
    if (places === undefined || !isChosen) {
      rerun.done()
      await toStandardOutput((output) => printOrders(listed, run, given, output))
      return
    }
    const place = places[(given.life ?? 1) - 1]
    const order = listed[(given.life ?? 1) - 1]
    if (place === undefined || order === undefined) throw noSuchLife(given, places.length)
    const { before, after } = given
    const second = new OrderWitness({ place, record: order.record, before, after })
    const again = await rerun.pass(second)
    assert(again.digest() === run.digest(), 'a run that is watched is the run that was not')
    rerun.done()
    const queueModel = run.markets[order.record.market]!.queueModel.name
    const entries = second.chronicle?.entries ?? []
    printLife({ record: order.record, entries, queueModel }, { order, run, source, given })
  } finally {
    rerun.done()
  }
}

/** Exactly one of the three ways to say which orders. */
function checkChoice({ order, fill, list, life }: ExplainArguments): void {
  const choices = [order !== undefined, fill !== undefined, list === true].filter(Boolean).length
  const isLone = life !== undefined && order === undefined
  if (choices === 1 && !isLone) return
  throw new InputError(
    isLone ? '--life says which life of --order ID' : 'name one order, one fill, or the list',
    {},
    'Give --order ID, --fill N or --list.',
  )
}

interface Source {
  readonly config: string
  readonly given: RunArguments
  /** What a run file says that comes out. */
  readonly runHash: string | undefined
  readonly product: string | undefined
}

/** @throws InputError for a run file that cannot be run again, or options beside it. */
function sourceOf(path: string, given: ExplainArguments): Source {
  if (!isRunFile(path)) return { config: path, given, runHash: undefined, product: undefined }
  const { feed, format, symbol, tick, lot, strategy, set, seed, ticks } = given
  const beside = { feed, format, symbol, tick, lot, strategy, set, seed, ticks }
  const [changed] = Object.entries(beside).find(([, value]) => value !== undefined) ?? []
  if (changed !== undefined) {
    throw new InputError(
      'changes a run that has been saved',
      { file: path, field: `--${changed}` },
      'Leave it out, or name the configuration instead of the run file.',
    )
  }
  const record = readRunFile(path)
  const saved = savedCommand(record.command, backtestCommand(), path)
  return { ...saved, runHash: record.summary.runHash, product: record.product }
}

function checkHash(run: BacktestRun, { runHash, config }: Source, path: string): void {
  const found = run.digest()
  if (runHash === undefined || runHash === found) return
  throw new InputError(
    `says run hash ${runHash}, but running ${config} again gives ${found}`,
    { file: path },
    'The configuration, its data or the program has changed since: save the run again.',
  )
}

/** Runs the configuration as often as it takes, over data that are read once. */
class Rerun {
  readonly #options: LoadedRun['options']
  readonly #bar = new ProgressBar({ unit: 'records' })
  #surveyed: readonly SurveyedFeed[] | undefined

  constructor(loaded: LoadedRun) {
    this.#options = loaded.options
  }

  async pass(witness: OrderWitness): Promise<BacktestRun> {
    const turns = new Turns()
    const label = this.#surveyed === undefined ? 'running' : 'watching'
    const onProgress: OnProgress = ({ phase, records, fraction }) => {
      this.#bar.update(phase === 'survey' ? 'reading' : label, fraction, records)
      return turns.take()
    }
    this.#surveyed ??= await surveyMarkets(this.#options, onProgress)
    const run = new BacktestRun({ ...this.#options, witness }, ...this.#surveyed)
    await run.toEnd(onProgress)
    return run
  }

  done(): void {
    this.#bar.done()
  }
}

/** Places in the ledger of the lives asked for. @throws InputError when there are none. */
function wantedPlaces(ledger: OrderLedger, { order, fill }: ExplainArguments): readonly number[] {
  if (fill !== undefined) {
    const place = ledger.placeOfExecution(fill)
    if (place !== undefined) return [place]
    const count = ledger.executionCount
    throw new InputError(
      count === 0 ? 'the run has no fills' : `the run has ${count} fills, no number ${fill}`,
      { field: '--fill' },
      'See --list for its orders.',
    )
  }
  const id = order ?? Number.NaN
  const places = ledger.placesOf(id)
  if (places.length > 0) return places
  const nearest = ledger.nearestIds(id, NEAREST_IDS)
  throw new InputError(
    nearest.length === 0 ? 'the run has no orders' : `the run has no order ${id}`,
    { field: '--order' },
    nearest.length === 0
      ? 'See its summary with t2t backtest.'
      : `Nearest: ${nearest.join(', ')}. --list shows all of them.`,
  )
}

function noSuchLife({ order, life }: ExplainArguments, count: number): InputError {
  return new InputError(
    `order id ${order} was used ${count === 1 ? 'once' : `${count} times`}, there is no life ${life}`,
    { field: '--life' },
    'Leave --life out to see them.',
  )
}

async function printOrders(
  listed: readonly ListedOrder[],
  run: BacktestRun,
  given: ExplainArguments,
  output: TextOutput,
): Promise<void> {
  if (given.json === true) {
    const orders = listed.map((order) => orderJson(order, run))
    await output.write(`${JSON.stringify({ runHash: run.digest(), orders }, null, 2)}\n`)
    return
  }
  for (const line of orderTable(listed, run)) if (!(await output.write(`${line}\n`))) return
  if (given.list === true) return
  await output.write(`\nThe id was used ${listed.length} times: --life N explains one of them.\n`)
}

interface Printed {
  readonly order: ListedOrder
  readonly run: BacktestRun
  readonly source: Source
  readonly given: ExplainArguments
}

function printLife(life: ExplainedLife, { order, run, source, given }: Printed): void {
  const { record } = life
  const words = new LifeWords(run.markets[record.market]!.instrument, run.feedInfo)
  if (given.json === true) {
    const text = (event: Parameters<typeof eventText>[0]) => eventText(event, life, words)
    const report = {
      answer: answerText(life, words),
      order: orderJson(order, run),
      queueModel: life.queueModel,
      runHash: run.digest(),
      isVerified: source.runHash !== undefined,
      entries: life.entries.map((entry) => entryJson(entry, { run, record, text })),
    }
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  const { symbol } = run.markets[record.market]!.instrument
  const which = order.life === 1 ? '' : ` (life ${order.life} of its id)`
  const title = `${symbol}: ${orderTitle(life, words)}${which}, wanted ${words.instant(record.decidedNanos)}`
  process.stdout.write(explainText(life, words, { title, terminal }))
  const verified = source.runHash === undefined ? '' : ', as the run file says'
  process.stdout.write(`\n ${terminal.dim(`run hash ${run.digest()}${verified}`)}\n`)
}
