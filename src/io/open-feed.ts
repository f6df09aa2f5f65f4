/**
 * Files to a feed: opens, decompresses, recognises the format and reads ahead what the feed's
 * description needs.
 *
 * ```ts
 * const feed = await openFeed({ files: ['btcusdt_20240808.log.zst'] })
 * for await (const batch of feed.open()) ...
 * ```
 */
import { type ContractKind, DecimalGrid, InputError } from '../core/index.ts'
import {
  type BinanceConvention,
  type ByteSource,
  binanceFeed,
  databentoFeed,
  type Feed,
  type FirstLines,
  lobsterFeed,
  readFirstLines,
  type StaleDiffs,
  sseFeed,
  tickFeed,
} from '../market-data/index.ts'
import type { TimestampUnit } from '../wire/index.ts'
import { detectFormat, type FeedFormat } from './feed-format.ts'
import { fileSource } from './file-source.ts'
import { orderbookBeside } from './orderbook-beside.ts'

export interface OpenFeedOptions {
  /** Read one after the other, as one stream; the tables of a Shanghai day side by side. */
  readonly files: readonly string[]
  readonly format?: FeedFormat | 'auto' | undefined
  readonly symbol?: string | undefined
  /** Minimum price increment, as decimal text; learnt from the data without. */
  readonly tick?: string | undefined
  /** Minimum size increment, as decimal text; learnt from the data without. */
  readonly lot?: string | undefined
  /** Tick CSVs: the lot where none is told, instead of what their volumes would teach. */
  readonly seriesLot?: string | undefined
  readonly contract?: ContractKind | undefined
  readonly contractSize?: number | undefined
  /**
   * LOBSTER: the orderbook file of the messages. Without, the one that lies beside a single message
   * file is taken; `false` takes none.
   */
  readonly book?: string | false | undefined
  /** Tick CSVs: what the numbers in the timestamp column count. */
  readonly timestampUnit?: TimestampUnit | 'auto' | undefined
  /** Binance: what is done with diffs that the snapshot already contains. */
  readonly staleDiffs?: StaleDiffs | undefined
  readonly convention?: BinanceConvention | undefined
}

/** @throws InputError for files that cannot be read, formats that are not known, wrong options. */
export async function openFeed(options: OpenFeedOptions): Promise<Feed> {
  checkStep(options.tick, 'tick')
  checkStep(options.lot, 'lot')
  if (options.files.length === 0) throw new InputError('no file is named', { field: 'files' })
  const sources = []
  for (const file of options.files) sources.push(await fileSource(file))
  const { files, format: told = 'auto', book, seriesLot, ...shared } = options
  // Told to be binary, a file is not searched for lines.
  if (told === 'databento') {
    checkBook(book, told)
    return databentoFeed({ ...shared, sources })
  }
  const firstLines = await readFirstLines(sources[0]!)
  const format = told === 'auto' ? detectFormat(firstLines) : told
  if (format === 'lobster') {
    return lobsterFeed({ ...shared, sources, book: await bookSource(files, book) })
  }
  checkBook(book, format)
  if (format === 'databento') return databentoFeed({ ...shared, sources })
  if (format === 'sse')
    return sseFeed({ ...shared, tables: await headedSources(sources, firstLines) })
  if (format === 'binance') return binanceFeed({ ...shared, sources, firstLines })
  return tickFeed({ ...shared, lot: shared.lot ?? seriesLot, sources, firstLines })
}

/** The orderbook file that was named, or the one beside the only message file. */
async function bookSource(
  files: readonly string[],
  named: string | false | undefined,
): Promise<ByteSource | undefined> {
  if (named === false) return undefined
  const path = named ?? (files.length === 1 ? orderbookBeside(files[0]!) : undefined)
  return path === undefined ? undefined : fileSource(path)
}

/** Each file with its own first lines: they say which table it is. */
async function headedSources(
  sources: readonly ByteSource[],
  first: FirstLines,
): Promise<{ source: ByteSource; firstLines: FirstLines }[]> {
  const headed = [{ source: sources[0]!, firstLines: first }]
  for (const source of sources.slice(1)) {
    headed.push({ source, firstLines: await readFirstLines(source) })
  }
  return headed
}

function checkBook(book: string | false | undefined, format: FeedFormat): void {
  if (typeof book !== 'string') return
  throw new InputError(
    `only LOBSTER messages have an orderbook file beside them, these are ${format}`,
    { file: book, field: 'book' },
    'Leave it out.',
  )
}

function checkStep(step: string | undefined, field: string): void {
  if (step === undefined) return
  try {
    new DecimalGrid(step)
  } catch {
    throw new InputError(`"${step}" is no step`, { field }, 'Give a decimal such as 0.01.')
  }
}
