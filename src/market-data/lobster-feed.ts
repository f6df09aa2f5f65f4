/** A feed over LOBSTER message files, alone or with the orderbook file beside them. */
import { InputError, Instrument } from '../core/index.ts'
import type { ByteSource } from './byte-source.ts'
import { LineFeed } from './line-feed.ts'
import { LobsterBookFeed } from './lobster-book-feed.ts'
import { LobsterReader } from './lobster-reader.ts'
import type { Feed } from './market-data.ts'
import { totalBytes } from './total-bytes.ts'

export interface LobsterFeedOptions {
  readonly sources: readonly ByteSource[]
  /**
   * The orderbook file of the messages. Without it the book is a guess: it begins empty, and levels
   * that left the view stay until a message contradicts them.
   */
  readonly book?: ByteSource | undefined
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
  const { sources, book, symbol, tick, lot } = options
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
  const messages = new LineFeed({
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
    reader: (notices) => new LobsterReader(instrument, notices, book === undefined),
  })
  return book === undefined ? messages : new LobsterBookFeed({ messages, book })
}
