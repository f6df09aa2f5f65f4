/** Which format a file of market data has, told by its first lines: names lie. */
import { InputError } from '../core/index.ts'
import type { FirstLines } from '../market-data/index.ts'
import { asciiText, excerpt, SPACE, sseTable } from '../wire/index.ts'

export const FEED_FORMATS = ['binance', 'databento', 'lobster', 'sse', 'ticks'] as const
export type FeedFormat = (typeof FEED_FORMATS)[number]

const TRIED = [
  'binance: lines of 19 digits, a space and JSON',
  'databento: DBN, binary, market by order',
  'lobster: six columns of numbers, without a header',
  'sse: tables of Shanghai orders and trades, with their header',
  'ticks: timestamp,price,bid,ask,volume or timestamp,bid,ask',
].join('\n  ')

/** @throws InputError that says what the file seems to be, and what was tried. */
export function detectFormat({ name, lines, numbers }: FirstLines): FeedFormat {
  const first = lines[0]!
  const text = asciiText(first, 0, Math.min(first.length, 4096))
  if (/^\d{19} /.test(text)) return 'binance'
  if (text.startsWith('DBN') && first[3]! < SPACE) return 'databento'
  if (sseTable(text) !== undefined) return 'sse'
  const rows = lines.slice(0, 20).map((line) => asciiText(line, 0, Math.min(line.length, 4096)))
  if (rows.every(isLobsterMessage)) return 'lobster'
  const looksLike = describe(name, first, rows)
  if (looksLike === undefined) return 'ticks'
  throw new InputError(
    `the format is not known: ${looksLike}`,
    { file: name, line: numbers[0]! },
    `Tried:\n  ${TRIED}${isBinary(first) ? '' : '\n  Choose with --format when one of them should fit.'}`,
  )
}

/** Time, type 1 to 7, order id, size, price, direction; the last row may be cut. */
function isLobsterMessage(row: string): boolean {
  return /^\d+(\.\d+)?,[1-7],-?\d+,\d+,-?\d+,-?[01]$/.test(row.trim())
}

const isBinary = (line: Uint8Array): boolean =>
  line.slice(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 32))

/** What an unusable file seems to be; undefined when it may be a tick CSV. */
function describe(name: string, first: Uint8Array, rows: readonly string[]): string | undefined {
  const text = rows[0]!
  const start = `it begins "${excerpt(first, 0, first.length, 40)}"`
  if (isBinary(first)) return `binary data; ${start}`
  if (/^\s*</.test(text)) return `a page of HTML or XML; ${start}`
  if (/^\s*[{[]/.test(text)) return `JSON without receive times; ${start}`
  const columns = text.split(/[,;\t]/).length
  const isBook = columns % 4 === 0 && (columns >= 8 || /orderbook/i.test(name))
  if (isBook && /^[-\d,]+$/.test(text)) {
    return 'a LOBSTER orderbook file; give the message file, and this one as the seed'
  }
  const isTable = columns >= 3 && (/[A-Za-z]/.test(text) || columns === 3 || columns === 5)
  return isTable ? undefined : `text that is no table of ticks; ${start}`
}
