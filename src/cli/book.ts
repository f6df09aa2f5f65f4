/** `t2t book`: prints order books out of recorded market data. */
import { Command, Option } from 'commander'
import { InputError } from '../core/index.ts'
import { FEED_FORMATS, type FeedFormat } from '../io/index.ts'
import type { BookForm, BookRequest } from './book-request.ts'
import { printBooks } from './book-run.ts'
import { PLAIN_STYLE } from './book-table.ts'
import { SYMBOL_HELP } from './options.ts'
import { terminalOf } from './terminal.ts'
import { FileOutput, StreamOutput, type TextOutput } from './text-output.ts'

interface BookOptions {
  readonly format: FeedFormat | 'auto'
  readonly out: BookForm
  readonly output?: string
  readonly levels?: string
  readonly every?: string
  readonly at?: string
  readonly seedBook?: string
  readonly reveal: boolean
  readonly symbol?: string
  readonly tick?: string
  readonly lot?: string
}

const HELP = `
Without --every or --at the last book is printed. Files may be compressed (.gz,
.zst, .xz); several are read in order, as one stream.

LOBSTER: csv has the columns of an orderbook file (ask price 1, ask size 1, bid
price 1, bid size 1, ..., prices in dollars x 10000, no header), and row k is
the book after message k. Messages do not tell what was in the book before them,
nor what leaves the view or comes into it. The orderbook file that lies beside
the messages (_orderbook for _message in the name) is read along and tells.
--seed-book checks it instead: the book starts from its first row, levels that
come into sight at the bottom when a level goes are taken from it at that
moment, and counted on standard error; everything else is made of messages and
compared with each row. --no-reveal leaves such levels out: then they hold what
was added since.

Shanghai level 3: name the table of orders and the table of trades of a day
together.

Times are UTC, for LOBSTER those of the exchange. --at takes 09:31, 09:31:00.5,
seconds (34260.5) or 2012-06-21T09:31:00. Before the first book of the data it
is a mistake (exit code 2); after the last event the last book is printed, and
standard error says so.

Examples:
  t2t book btcusdt_20240808.log.zst
  t2t book btcusdt_20240808.log.zst --at 23:55 --levels 20
  t2t book day.log.gz --every 1000 --out json | head -3
  t2t book MESSAGES.csv --seed-book ORDERBOOK.csv --every 1 --out csv
`

/** The command, to be added to the program. Mistakes of the user are thrown as `InputError`. */
export function bookCommand(): Command {
  return new Command('book')
    .description('Print order books out of recorded market data.')
    .argument('<files...>', 'recorded market data; several files are one stream')
    .addOption(
      new Option('--format <format>', 'what the files hold')
        .choices(['auto', ...FEED_FORMATS])
        .default('auto'),
    )
    .option('--levels <count>', 'levels a side (default: 10; those of the seed book; 1 for ticks)')
    .option('--every <count>', 'print after every so many messages that concern the book')
    .option('--at <time>', 'print the book as it stood at this time')
    .addOption(
      new Option('--out <form>', 'how books are printed')
        .choices(['table', 'csv', 'json'])
        .default('table'),
    )
    .option('--output <file>', 'write to a file, which appears when it is whole')
    .option('--seed-book <file>', 'LOBSTER: the orderbook file beside the messages')
    .option('--no-reveal', 'LOBSTER: show what messages tell, take no level from the seed book')
    .option('--symbol <name>', SYMBOL_HELP)
    .option('--tick <step>', 'minimum price increment (default: learnt from the data)')
    .option('--lot <step>', 'minimum size increment (default: learnt from the data)')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: BookOptions) => {
      await runBook(files, options)
    })
}

async function runBook(files: string[], options: BookOptions): Promise<void> {
  const request = requestOf(files, options)
  const output = outputOf(files, options)
  let notices: string[]
  try {
    notices = await printBooks(request, output)
    await output.finish()
  } catch (error) {
    await output.abandon()
    throw error
  }
  for (const notice of notices) process.stderr.write(`t2t book: ${notice}\n`)
}

function requestOf(files: string[], options: BookOptions): BookRequest {
  const { at, every, format, levels, lot, out, output, reveal, seedBook, symbol, tick } = options
  if (at !== undefined && every !== undefined) {
    throw new InputError(
      '--at asks for one book, --every for many',
      { field: '--at' },
      'Leave one of them out.',
    )
  }
  return {
    files,
    format,
    form: out,
    tableStyle: output === undefined ? terminalOf(process.stdout) : PLAIN_STYLE,
    levels: counted('--levels', levels, 10_000),
    every: counted('--every', every, Number.MAX_SAFE_INTEGER),
    reveals: reveal,
    at,
    lot,
    seedBook,
    symbol,
    tick,
  }
}

function outputOf(files: readonly string[], { output, seedBook }: BookOptions): TextOutput {
  if (output === undefined) return new StreamOutput(process.stdout)
  if ([...files, seedBook].includes(output)) {
    throw new InputError(
      `${output} is read, and cannot be written`,
      { field: '--output' },
      'Name another file.',
    )
  }
  return new FileOutput(output)
}

function counted(field: string, text: string | undefined, highest: number): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= highest) return count
  throw new InputError(
    `expected a whole number from 1 to ${highest}, found "${text}"`,
    { field },
    `For example ${field} 5.`,
  )
}
