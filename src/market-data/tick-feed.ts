/**
 * A feed over tick CSVs, plain columns of timestamp, price, bid, ask and volume.
 *
 * Prices of up to nine decimals live on a grid. Prices with more (simulated series print all digits
 * of a double) make the instrument continuous: its tick is only the resolution of the integer slots,
 * chosen so that four times the first price still fits them many times over.
 *
 * The lot is the printed resolution of the first volumes, unless it is told. Volumes only inform, so
 * those that are no multiple of it are rounded (see `tick-reader.ts`).
 */
import { type ContractKind, InputError, Instrument } from '../core/index.ts'
import {
  asciiText,
  decimalsOf,
  readNumber,
  type TickFileColumns,
  type TimestampForm,
  type TimestampStyle,
  type TimestampUnit,
  tickColumns,
  timestampForm,
  timestampStyle,
} from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import type { FirstLines } from './first-lines.ts'
import { COUNT_MAX } from './grid-counter.ts'
import { LineFeed } from './line-feed.ts'
import type { Feed } from './market-data.ts'
import { TickReader } from './tick-reader.ts'
import { totalBytes } from './total-bytes.ts'

export interface TickFeedOptions {
  readonly sources: readonly ByteSource[]
  /** Of the first source. */
  readonly firstLines: FirstLines
  readonly symbol?: string | undefined
  readonly tick?: string | undefined
  readonly lot?: string | undefined
  readonly contract?: ContractKind | undefined
  readonly contractSize?: number | undefined
  readonly timestampUnit?: TimestampUnit | 'auto' | undefined
}

/** Decimals that people quote prices in; more are the digits of a double. */
const GRID_DECIMALS_MAX = 9

/** @throws InputError when the first rows are no tick CSV. */
export function tickFeed(options: TickFeedOptions): Feed {
  const { sources, firstLines } = options
  const look = lookAhead(firstLines, options.timestampUnit ?? 'auto')
  const tick = options.tick ?? stepFor(look.prices)
  const lot = options.lot ?? stepFor(look.volumes)
  const isContinuous = options.tick === undefined && isTooFine(look.prices)
  const instrument = new Instrument({
    symbol: options.symbol ?? symbolOf(firstLines.name),
    tick,
    lot,
    contract: options.contract ?? 'linear',
    contractSize: options.contractSize ?? 1,
    isContinuous,
  })
  return new LineFeed({
    info: {
      name: sources.map((source) => source.name).join(', '),
      epochNanos: BigInt(look.form.epochSeconds) * 1_000_000_000n,
      instruments: [instrument],
      isOrderLevel: false,
      hasLocalTime: false,
      timeUnit: look.form.printedUnit,
      timeStyle: look.style,
      ...totalBytes(sources),
    },
    sources,
    reader: (notices) =>
      new TickReader({
        instrument,
        columns: look.columns,
        form: look.form,
        notices,
      }),
  })
}

interface TickLook {
  readonly columns: TickFileColumns
  readonly form: TimestampForm
  readonly style: TimestampStyle
  readonly prices: readonly string[]
  readonly volumes: readonly string[]
}

function lookAhead(firstLines: FirstLines, unit: TimestampUnit | 'auto'): TickLook {
  const { name, lines, numbers, failure } = firstLines
  const rows = lines.map((line) => asciiText(line, 0, Math.min(line.length, 1024)))
  const columns = placed(name, () => tickColumns(rows[0]!))
  const skipped = columns.hasHeader ? 1 : 0
  const fields = rows
    .slice(skipped)
    .map((row) => row.split(columns.separator).map((field) => field.replaceAll('"', '').trim()))
  const first = fields[0]
  if (first === undefined) {
    const place = { file: name, line: numbers[0]! }
    throw failure ?? new InputError('the file has a header and no rows', place)
  }
  const stamp = first[columns.timestamp] ?? ''
  const form = timestampForm(stamp, unit)
  if (form === undefined) {
    throw new InputError(
      `no timestamp: "${stamp.slice(0, 40)}"`,
      { file: name, line: numbers[skipped]!, field: 'timestamp' },
      'Expected a number of seconds, milliseconds, microseconds or nanoseconds, or ISO 8601 text.',
    )
  }
  const of = (row: readonly string[], column: number): string[] => {
    const text = column < 0 ? undefined : row[column]
    return text === undefined || Number.isNaN(numberOf(text)) ? [] : [text]
  }
  return {
    columns,
    form,
    style: timestampStyle(fields.map((row) => row[columns.timestamp] ?? '')),
    prices: fields.flatMap((row) => [
      ...of(row, columns.price),
      ...of(row, columns.bid),
      ...of(row, columns.ask),
    ]),
    volumes: fields.flatMap((row) => of(row, columns.volume)),
  }
}

function placed<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof InputError ? error.within(file) : error
  }
}

const numberOf = (text: string): number =>
  readNumber(
    Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff),
    0,
    text.length,
  )

const decimalsIn = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, decimalsOf(text)), 0)

const largest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, Math.abs(numberOf(text))), 0)

/** No grid of the printed decimals holds these values, with room for four times as much. */
function isTooFine(texts: readonly string[]): boolean {
  const decimals = decimalsIn(texts)
  return decimals > GRID_DECIMALS_MAX || 4 * largest(texts) * Number(`1e${decimals}`) > COUNT_MAX
}

/** The printed resolution, or where that is too fine the finest that leaves ample room. */
function stepFor(texts: readonly string[]): string {
  let decimals = Math.min(decimalsIn(texts), GRID_DECIMALS_MAX)
  if (isTooFine(texts)) {
    decimals = GRID_DECIMALS_MAX
    while (decimals > 0 && 4 * largest(texts) * Number(`1e${decimals}`) > COUNT_MAX / 2) decimals--
  }
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`
}

/** `data/EURUSD_2024.csv.gz` is EURUSD_2024. */
function symbolOf(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? name
  return base.replace(/\.(gz|zst|xz)$/i, '').replace(/\.[^.]*$/, '') || 'SERIES'
}
