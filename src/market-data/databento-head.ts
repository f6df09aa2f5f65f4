/**
 * What the beginning of a Databento file tells before events flow: which instrument, from when on, and
 * on which price grid.
 */
import { InputError } from '../core/index.ts'
import {
  type DbnMetadata,
  DbnSplitter,
  instrumentOf,
  MBO_BYTES,
  MboDecoder,
  RTYPE_MBO,
  SCHEMA_MBO,
  SCHEMA_MIXED,
  unixNanosOf,
} from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import { inferStep } from './grid-inference.ts'
import { NANO_GRID } from './nano-price.ts'

const SAMPLE_RECORDS = 20_000
const SYMBOLS_TOLD = 10

export interface DatabentoHead {
  readonly symbol: string
  /** Number of the instrument in the records; undefined when the file holds none. */
  readonly instrument: number | undefined
  /** When the first record was received, Unix nanoseconds. */
  readonly firstNanos: bigint
  /** The coarsest price step of the sample, decimal text. */
  readonly tick: string
}

/**
 * Reads ahead. Damage behind the header is no error here: it is met again, and told, when the events
 * before it have been delivered.
 * @throws InputError for a header that is none, another schema, or a symbol that is not there.
 */
export async function readDatabentoHead(
  source: ByteSource,
  symbol: string | undefined,
): Promise<DatabentoHead> {
  const splitter = new DbnSplitter()
  const sample = new Sample()
  try {
    for await (const chunk of source.read()) {
      splitter.push(chunk)
      while (!sample.isFull && splitter.next()) sample.add(splitter)
      if (sample.isFull) break
    }
    if (splitter.metadata === undefined) splitter.finish()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    if (splitter.metadata === undefined) throw error.within(source.name)
  }
  const metadata = splitter.metadata!
  try {
    checkSchema(metadata)
    const found = instrumentFor(metadata, symbol, sample.firstInstrument)
    return {
      ...found,
      firstNanos: sample.firstNanos ?? metadata.startNanos,
      tick: inferStep(sample.pricesOf(found.instrument)),
    }
  } catch (error) {
    throw error instanceof InputError ? error.within(source.name) : error
  }
}

/** The first market-by-order records of a file. */
class Sample {
  firstNanos: bigint | undefined
  firstInstrument: number | undefined
  readonly #decoder = new MboDecoder(0n)
  readonly #instruments: number[] = []
  readonly #prices: number[] = []

  get isFull(): boolean {
    return this.#prices.length >= SAMPLE_RECORDS
  }

  add({ bytes, start, end, type }: DbnSplitter): void {
    if (type !== RTYPE_MBO || end - start < MBO_BYTES) return
    this.firstNanos ??= unixNanosOf(bytes, start)
    this.firstInstrument ??= instrumentOf(bytes, start)
    this.#decoder.decode(bytes, start)
    this.#instruments.push(instrumentOf(bytes, start))
    this.#prices.push(this.#decoder.price)
  }

  pricesOf(instrument: number | undefined): string[] {
    const distinct = new Set(this.#prices.filter((_, k) => this.#instruments[k] === instrument))
    return [...distinct].filter(Number.isSafeInteger).map((price) => NANO_GRID.format(price))
  }
}

export function checkSchema({ schema }: DbnMetadata): void {
  if (schema === SCHEMA_MBO || schema === SCHEMA_MIXED) return
  throw new InputError(
    `a file of schema ${schema} tells no single orders`,
    { byte: 24 },
    'Market by order is read: ask the vendor for the schema mbo.',
  )
}

/**
 * The number by which records call a symbol; without a symbol the file must be about one only.
 * @throws InputError when that is not clear.
 */
export function instrumentFor(
  { dataset, mappings, symbols }: DbnMetadata,
  symbol: string | undefined,
  firstInstrument: number | undefined,
): { readonly symbol: string; readonly instrument: number | undefined } {
  const names = mappings.map((mapping) => mapping.symbol)
  if (symbol === undefined && names.length > 1) {
    throw new InputError(
      `the file holds ${names.length} symbols`,
      { field: 'symbol' },
      `Choose one with --symbol: ${listed(names)}`,
    )
  }
  const name = symbol ?? names[0] ?? symbols[0]
  const mapping = mappings.find((one) => one.symbol === name)
  if (mapping === undefined && names.length > 0) {
    throw new InputError(
      `no symbol is called ${JSON.stringify(name)}`,
      { field: 'symbol' },
      `In the file: ${listed(names)}`,
    )
  }
  const numbers = new Set(mapping?.recordSymbols.map(Number).filter(Number.isInteger))
  if (numbers.size > 1) {
    throw new InputError(
      `${name} stands for ${numbers.size} instruments, one after the other`,
      { field: 'symbol' },
      'Choose one of them with --symbol, or read a file in which the symbol is one instrument.',
    )
  }
  const [instrument = firstInstrument] = numbers
  return { symbol: name ?? `${dataset} ${instrument ?? ''}`.trim(), instrument }
}

const listed = (names: readonly string[]): string =>
  names.slice(0, SYMBOLS_TOLD).join(', ') + (names.length > SYMBOLS_TOLD ? ', ...' : '')
