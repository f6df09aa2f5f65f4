/** A feed over LOBSTER message files, and the rows of the orderbook files beside them. */
import { InputError, Instrument } from '../core/index.ts'
import { LineSplitter, LobsterBookRow } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import { LineFeed } from './line-feed.ts'
import { LobsterReader } from './lobster-reader.ts'
import type { Feed } from './market-data.ts'
import { totalBytes } from './total-bytes.ts'

export interface LobsterFeedOptions {
  readonly sources: readonly ByteSource[]
  readonly symbol?: string | undefined
  /** 0.0001 without: LOBSTER's resolution, which holds hidden executions between the cents too. */
  readonly tick?: string | undefined
  readonly lot?: string | undefined
}

/**
 * Times count from midnight of the date in the file's name, on the exchange's own clock: event times
 * are New York's, and no time zone is applied. Without a date in the name the epoch is 0.
 */
export function lobsterFeed(options: LobsterFeedOptions): Feed {
  const { sources, symbol, tick, lot } = options
  const name = sources[0]?.name ?? ''
  const match = /([^/\\_]+)_(\d{4}-\d{2}-\d{2})_/.exec(name)
  if (lot !== undefined && Number(lot) !== 1) {
    throw new InputError('LOBSTER counts single shares', { field: 'lot' }, 'Leave the lot out.')
  }
  const midnightMillis = Date.parse(`${match?.[2] ?? '1970-01-01'}T00:00:00Z`)
  const instrument = new Instrument({
    symbol: symbol ?? match?.[1] ?? 'UNKNOWN',
    tick: tick ?? '0.0001',
    lot: '1',
  })
  return new LineFeed({
    info: {
      name: sources.map((source) => source.name).join(', '),
      epochNanos: Number.isNaN(midnightMillis) ? 0n : BigInt(midnightMillis) * 1_000_000n,
      instruments: [instrument],
      isOrderLevel: true,
      showsSomeLevels: true,
      isExchangeClock: true,
      hasLocalTime: false,
      timeUnit: 's',
      ...totalBytes(sources),
    },
    sources,
    reader: (notices) => new LobsterReader(instrument, notices),
  })
}

/**
 * The rows of an orderbook file, one after the other, in one object that is refilled.
 * @throws InputError with file and line.
 */
export async function* lobsterBookRows(source: ByteSource): AsyncIterable<LobsterBookRow> {
  const splitter = new LineSplitter()
  let row: LobsterBookRow | undefined
  const decode = (): LobsterBookRow => {
    const { bytes, start, end, line } = splitter
    try {
      row ??= LobsterBookRow.like(bytes, start, end)
      row.decode(bytes, start, end)
      return row
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      throw new InputError(error.problem, { ...error.place, file: source.name, line }, error.remedy)
    }
  }
  for await (const chunk of source.read()) {
    splitter.push(chunk)
    while (splitter.next()) yield decode()
  }
  if (splitter.finish()) yield decode()
}
