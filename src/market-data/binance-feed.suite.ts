/** Small Binance captures for tests, written message by message. */

import type { BinanceFeedOptions } from './binance-feed.ts'
import { binanceFeed } from './binance-feed.ts'
import { textSource } from './event-list.suite.ts'
import { readFirstLines } from './first-lines.ts'
import type { Feed } from './market-data.ts'

/** 2024-08-08T00:00:01Z. */
export const START_SECONDS = 1_723_075_201
export const START_MILLIS = START_SECONDS * 1000

type Levels = readonly (readonly [price: string, size: string])[]

export interface Diff {
  readonly U?: number
  readonly u: number
  /** Given on futures, absent on spot. */
  readonly pu?: number
  readonly b?: Levels
  readonly a?: Levels
  readonly T?: number
}

const SYMBOL = 'BTCUSDT'

export const diff = ({ U, u, pu, b = [], a = [], T }: Diff): object => ({
  stream: 'btcusdt@depth@100ms',
  data: { e: 'depthUpdate', E: START_MILLIS + 5, T, s: SYMBOL, U: U ?? u, u, pu, b, a },
})

export const snapshot = (lastUpdateId: number, bids: Levels, asks: Levels): object => ({
  ...{ lastUpdateId, E: START_MILLIS + 9, T: START_MILLIS + 8, bids, asks },
})

export const trade = (t: number, p: string, q: string, m: boolean): object => ({
  stream: 'btcusdt@trade',
  data: { e: 'trade', E: START_MILLIS + 2, T: START_MILLIS + 1, s: SYMBOL, t, p, q, m },
})

export const touch = (u: number, b: string, B: string, a: string, A: string): object => ({
  stream: 'btcusdt@bookTicker',
  data: { u, s: SYMBOL, b, B, a, A },
})

/** One line a message, received one millisecond apart from `START_SECONDS` on. */
export const capture = (...messages: readonly object[]): string =>
  messages
    .map((message, at) => {
      const nanos = String(at * 1_000_000).padStart(9, '0')
      return `${START_SECONDS}${nanos} ${JSON.stringify(message)}\n`
    })
    .join('')

export async function captureFeed(
  text: string | readonly string[],
  options: Omit<Partial<BinanceFeedOptions>, 'sources' | 'firstLines'> = {},
): Promise<Feed> {
  const texts = typeof text === 'string' ? [text] : text
  const sources = texts.map((content, at) => textSource(content, `capture ${at + 1}`))
  const firstLines = await readFirstLines(sources[0]!)
  return binanceFeed({ tick: '0.1', lot: '0.001', ...options, sources, firstLines })
}
