/**
 * `t2t inspect`: reads market data once and says whether it is fit to backtest on.
 *
 * Exit codes: 0 fit (with or without reservations), 1 unfit, 2 unreadable.
 */
import { Command, Option } from 'commander'
import { LadderBook, type OrderBook, OrderLevelBook } from '../book/index.ts'
import {
  FEED_FORMATS,
  type FeedFormat,
  fileSource,
  openFeed,
  orderbookBeside,
} from '../io/index.ts'
import {
  type Feed,
  type FeedInfo,
  LobsterTransitions,
  MESSAGES_ALONE,
  QualityGate,
  type QualityReport,
} from '../market-data/index.ts'
import type { TimestampUnit } from '../wire/index.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { inspectTable } from './inspect-table.ts'
import { SYMBOL_HELP } from './options.ts'
import { ProgressBar } from './progress.ts'

interface InspectFlags {
  readonly format: FeedFormat | 'auto'
  readonly symbol?: string
  readonly tick?: string
  readonly lot?: string
  readonly timestampUnit: TimestampUnit | 'auto'
  readonly book?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  t2t inspect btcusdt_20240808.log.zst
  t2t inspect btcusdt_20240808.log.zst btcusdt_20240809.log.zst
  t2t inspect capture.log.gz --symbol ETHUSDT --tick 0.01 --lot 0.001
  t2t inspect AMZN_2012-06-21_34200000_57600000_message_5.csv
  t2t inspect 600519_20230201_entrust.csv 600519_20230201_trade.csv
  t2t inspect esh4-20231225.mbo.dbn.zst
  t2t inspect eurusd.csv --json | jq .verdict

Several files are one stream, across midnight too; of a Shanghai day both tables
are named. The orderbook file beside LOBSTER messages is found by its name.

Exit codes:
  0  fit, or fit with reservations (each is listed)
  1  unfit: a backtest over these data would be wrong
  2  unreadable: the message says which file, where, and what to do
`

export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Say what market data hold, what is wrong, and whether they are fit to backtest.')
    .argument('<file...>', 'recorded market data, in order; plain, .gz, .zst or .xz')
    .addOption(
      new Option('--format <name>', 'what the files are')
        .choices(['auto', ...FEED_FORMATS])
        .default('auto'),
    )
    .option('--symbol <name>', SYMBOL_HELP)
    .option('--tick <step>', 'minimum price increment (learnt from the data without)')
    .option('--lot <step>', 'minimum size increment (learnt from the data without)')
    .addOption(
      new Option('--timestamp-unit <unit>', 'what timestamps of a tick CSV count')
        .choices(['auto', 's', 'ms', 'us', 'ns'])
        .default('auto'),
    )
    .option('--book <file>', 'LOBSTER orderbook file to check the messages against')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], flags: InspectFlags) => {
      const report = await inspect(files, flags)
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : inspectTable(report),
      )
      if (report.verdict === 'unfit') process.exitCode = EXIT_NEGATIVE
    })
}

/** @throws InputError for what cannot be read. */
export async function inspect(
  files: readonly string[],
  flags: InspectFlags,
): Promise<QualityReport> {
  const { format, symbol, tick, lot, timestampUnit } = flags
  // The orderbook file is judged, not believed: the messages come alone.
  const feed = await openFeed({ files, format, symbol, tick, lot, timestampUnit, book: false })
  // A LOBSTER message file does not tell when orders leave the visible levels: no book to judge.
  const book = feed.info.showsSomeLevels === true ? undefined : bookFor(feed.info)
  const gate = new QualityGate(feed.info, book)
  const transitions = await openTransitions(feed, files, flags.book)
  const progress = new ProgressBar({ unit: 'events' })
  const sizeBytes = feed.info.sizeBytes ?? Number.NaN
  let events = 0
  try {
    for await (const batch of feed.open()) {
      gate.add(batch)
      await transitions?.add(batch)
      events += batch.length
      progress.update('inspecting', feed.bytesRead / sizeBytes, events)
    }
    const notices = new Map(feed.notices)
    if (transitions !== undefined) notices.delete(MESSAGES_ALONE)
    return gate.report(notices, await transitions?.finish())
  } finally {
    progress.done()
    await transitions?.close()
  }
}

function bookFor({ instruments, isOrderLevel }: FeedInfo): OrderBook {
  const instrument = instruments[0]!
  return isOrderLevel ? new OrderLevelBook({ instrument }) : new LadderBook({ instrument })
}

/** The orderbook file that was named, or the one that lies beside the message file. */
async function openTransitions(
  feed: Feed,
  files: readonly string[],
  named: string | undefined,
): Promise<LobsterTransitions | undefined> {
  if (feed.info.showsSomeLevels !== true) return undefined
  const path = named ?? (files.length === 1 ? orderbookBeside(files[0]!) : undefined)
  if (path === undefined) return undefined
  return new LobsterTransitions(feed.info.instruments[0]!, await fileSource(path))
}
