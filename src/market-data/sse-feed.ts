/**
 * A feed over a Shanghai day: the table of orders and the table of trades, merged by `BizIndex` as
 * both are read.
 */
import { EventTape, InputError, Instrument } from '../core/index.ts'
import {
  asciiBytes,
  asciiText,
  SseOrderDecoder,
  type SseTable,
  type SseTableKind,
  SseTradeDecoder,
  sseTable,
} from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import type { FirstLines } from './first-lines.ts'
import type { Feed, FeedInfo, FeedNotice } from './market-data.ts'
import { NoticeBoard } from './notice-board.ts'
import { SseRecords } from './sse-records.ts'
import { NO_MORE_ROWS, type SseRowDecoder, SseTableReader } from './sse-table-reader.ts'
import { totalBytes } from './total-bytes.ts'

/** A file of the day with its beginning. */
export interface SseSource {
  readonly source: ByteSource
  readonly firstLines: FirstLines
}

export interface SseFeedOptions {
  /** In any order: their headers tell them apart. A table of snapshots may be among them. */
  readonly tables: readonly SseSource[]
  /** The security; that of the first order without. */
  readonly symbol?: string | undefined
  /** 0.01 without: what shares trade in. */
  readonly tick?: string | undefined
  readonly lot?: string | undefined
}

const BATCH_RECORDS = 8192
const TICK = '0.01'
/** Shanghai is eight hours ahead of UTC all year. */
const EAST_NANOS = 8 * 3_600_000_000_000

interface Table extends SseSource {
  readonly table: SseTable
}

/** @throws InputError when a table is missing, comes twice, or is none. */
export function sseFeed(options: SseFeedOptions): Feed {
  const { symbol, tick, lot } = options
  if (lot !== undefined && Number(lot) !== 1) {
    throw new InputError('Shanghai counts single shares', { field: 'lot' }, 'Leave the lot out.')
  }
  const tables = options.tables.map(headed)
  const orders = only(tables, 'orders')
  const trades = only(tables, 'trades')
  const instrument = new Instrument({
    symbol: symbol ?? firstSecurity(orders),
    tick: tick ?? TICK,
    lot: '1',
  })
  const hasLocalTime = [orders, trades].every(({ table }) => table.names.includes('LocalTime'))
  const sources = [orders.source, trades.source]
  const info: FeedInfo = {
    name: sources.map((source) => source.name).join(', '),
    epochNanos: BigInt(dateMillis(orders.source.name)) * 1_000_000n,
    instruments: [instrument],
    isOrderLevel: true,
    hasLocalTime,
    timeUnit: 's',
    ...totalBytes(sources),
  }
  const ignored = tables.filter(({ table }) => table.kind === 'snapshots')
  return new SseFeed(info, orders, trades, ignored)
}

class SseFeed implements Feed {
  readonly info: FeedInfo
  readonly #orders: Table
  readonly #trades: Table
  readonly #ignored: readonly Table[]
  readonly #notices = new NoticeBoard()

  constructor(info: FeedInfo, orders: Table, trades: Table, ignored: readonly Table[]) {
    this.info = info
    this.#orders = orders
    this.#trades = trades
    this.#ignored = ignored
  }

  get bytesRead(): number {
    return this.#orders.source.bytesRead + this.#trades.source.bytesRead
  }

  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#notices.all
  }

  async *open(): AsyncIterable<EventTape> {
    const notices = this.#notices
    const [instrument] = this.info.instruments
    const security = asciiBytes(instrument!.symbol)
    notices.clear()
    for (const { source } of this.#ignored) {
      notices.at(source.name, 1)
      notices.add('table of snapshots, not read: orders and trades make the book')
    }
    const order = new SseOrderDecoder(this.#orders.table, security)
    const trade = new SseTradeDecoder(this.#trades.table, security)
    const orders = readerOf(this.#orders, order, notices)
    const trades = readerOf(this.#trades, trade, notices)
    // Without a date, times count from midnight in Shanghai.
    const offsetNanos = this.info.epochNanos === 0n ? 0 : -EAST_NANOS
    const records = new SseRecords(instrument!, offsetNanos, notices)
    try {
      yield* merged(orders, trades, records, notices)
    } finally {
      await orders.close()
      await trades.close()
    }
  }
}

const readerOf = <Decoder extends SseRowDecoder>(
  { source, firstLines }: Table,
  row: Decoder,
  notices: NoticeBoard,
): SseTableReader<Decoder> => new SseTableReader(source, firstLines.numbers[0]!, row, notices)

/** When a row is wrong, the records before it are delivered first. */
async function* merged(
  orders: SseTableReader<SseOrderDecoder>,
  trades: SseTableReader<SseTradeDecoder>,
  records: SseRecords,
  notices: NoticeBoard,
): AsyncIterable<EventTape> {
  const tape = new EventTape(2 * BATCH_RECORDS)
  let failure: unknown
  try {
    await orders.advanceFetching()
    await trades.advanceFetching()
    for (;;) {
      const isOrder = orders.bizIndex < trades.bizIndex
      const next: SseTableReader<SseRowDecoder> = isOrder ? orders : trades
      if (next.bizIndex === NO_MORE_ROWS) break
      notices.at(next.name, next.line)
      const length = tape.length
      try {
        if (isOrder) records.appendOrder(orders.row, tape)
        else records.appendTrade(trades.row, tape)
      } catch (error) {
        // The records of a row that failed half-way are not delivered.
        tape.length = length
        throw error instanceof InputError ? next.placed(error) : error
      }
      if (tape.length >= BATCH_RECORDS) {
        yield tape
        tape.clear()
      }
      if (!next.advance()) await next.advanceFetching()
    }
  } catch (error) {
    failure = error
  }
  if (tape.length > 0) yield tape
  if (failure !== undefined) throw failure
}

function headed({ source, firstLines }: SseSource): Table {
  const [header] = firstLines.lines
  const table = header === undefined ? undefined : sseTable(asciiText(header))
  if (table !== undefined) return { source, firstLines, table }
  throw new InputError(
    'no table of Shanghai orders, trades or snapshots',
    { file: source.name, line: 1 },
    'Its first line must name the columns: OrderNO among them, or TradeBuyNo.',
  )
}

function only(tables: readonly Table[], kind: SseTableKind): Table {
  const found = tables.filter(({ table }) => table.kind === kind)
  if (found.length === 1) return found[0]!
  const names = tables.map(({ source }) => source.name).join(', ')
  throw new InputError(
    found.length === 0 ? `no table of ${kind} is named` : `two tables of ${kind}`,
    { file: names },
    'Name the file of orders and the file of trades of one day.',
  )
}

function firstSecurity({ firstLines, table, source }: Table): string {
  const column = table.names.indexOf('SecurityID')
  const row = firstLines.lines[1]
  if (column >= 0 && row !== undefined) return asciiText(row).split(',')[column] ?? ''
  const place = { file: source.name, line: 1 }
  if (column >= 0) throw new InputError('the file has a header and no rows', place)
  throw new InputError('the table of orders has no column SecurityID', place)
}

/** Midnight UTC of the date in a file's name, Unix milliseconds; 0 without a date. */
function dateMillis(name: string): number {
  const base = name.split(/[\\/]/).at(-1) ?? name
  const match = /(?:^|\D)(\d{4})-?(\d\d)-?(\d\d)(?=\D|$)/.exec(base)
  if (match === null) return 0
  const midnight = Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`)
  return Number.isNaN(midnight) ? 0 : midnight
}
