/**
 * The slow and obvious way through a capture line: `JSON.parse`, then every field checked by name.
 *
 * It reads what the scanner does not (white space, escapes, unknown nesting), it words the errors,
 * and it is the twin that the scanner is tested against.
 */
import { DecimalGrid, InputError } from '../../core/index.ts'
import {
  CAPTURE_DEPTH,
  CAPTURE_OTHER,
  CAPTURE_SNAPSHOT,
  CAPTURE_TOUCH,
  CAPTURE_TRADE,
  type CaptureMessage,
  type LevelColumns,
  SLOT_ASK_PRICE,
  SLOT_ASK_SIZE,
  SLOT_BID_PRICE,
  SLOT_BID_SIZE,
  SLOT_EVENT_TIME,
  SLOT_FIRST_ID,
  SLOT_LAST_ID,
  SLOT_PREVIOUS_ID,
  SLOT_PRICE,
  SLOT_SIZE,
  SLOT_TRADE_ID,
  SLOT_TRANSACTION_TIME,
} from './capture-message.ts'
import type { CaptureScale } from './capture-scanner.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What a capture's first messages tell about the instrument. */
export interface CaptureSample {
  readonly symbol: string | undefined
  readonly isSnapshot: boolean
  readonly hasPair: boolean
  readonly prices: readonly string[]
  readonly sizes: readonly string[]
}

/** Fills `message` from JSON text. @throws InputError naming the field, without file and line. */
export function readCaptureJson(text: string, message: CaptureMessage, scale: CaptureScale): void {
  message.reset()
  const outer = parseObject(text)
  const payload = payloadOf(outer)
  const symbol = payload.s ?? payload.symbol
  message.hasPair = 'ps' in payload || 'pair' in payload
  message.isWantedSymbol =
    scale.symbol === undefined || symbol === undefined || symbol === scale.symbol
  const reader = new FieldReader(payload, message, scale)
  message.kind = kindOfPayload(outer, payload)
  if (message.kind === CAPTURE_DEPTH) reader.depth()
  else if (message.kind === CAPTURE_TRADE) reader.trade()
  else if (message.kind === CAPTURE_TOUCH) reader.touch()
  else if (message.kind === CAPTURE_SNAPSHOT) reader.snapshot()
  else message.otherName = otherNameOf(payload)
}

/** The symbol, prices and sizes of a message, as text; undefined for messages that carry none. */
export function sampleCaptureJson(text: string): CaptureSample | undefined {
  const outer = parseObject(text)
  const payload = payloadOf(outer)
  const kind = kindOfPayload(outer, payload)
  if (kind === CAPTURE_OTHER) return undefined
  const symbol = payload.s ?? payload.symbol
  const levels = ['b', 'a', 'bids', 'asks'].flatMap((side) =>
    Array.isArray(payload[side]) ? (payload[side] as unknown[][]) : [],
  )
  const texts = (values: unknown[]): string[] =>
    values.filter((value): value is string => typeof value === 'string')
  const isTouch = kind === CAPTURE_TOUCH
  return {
    symbol: typeof symbol === 'string' ? symbol : undefined,
    isSnapshot: kind === CAPTURE_SNAPSHOT,
    hasPair: 'ps' in payload || 'pair' in payload,
    prices: texts([
      payload.p,
      ...(isTouch ? [payload.b, payload.a] : levels.map((level) => level?.[0])),
    ]),
    sizes: texts([
      payload.q,
      ...(isTouch ? [payload.B, payload.A] : levels.map((level) => level?.[1])),
    ]),
  }
}

function parseObject(text: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 160) : ''
    throw new InputError(
      `what follows the receive time is not JSON (${reason})`,
      {},
      'A line that ends early means a truncated capture: cut the file after the line before.',
    )
  }
  if (!isObject(value)) throw new InputError('what follows the receive time is not a JSON object')
  return value
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function payloadOf(outer: JsonObject): JsonObject {
  if (!('data' in outer)) return outer
  const payload = outer.data
  if (!isObject(payload)) throw new InputError('the payload is not an object', { field: 'data' })
  return payload
}

function kindOfPayload(outer: JsonObject, payload: JsonObject): CaptureMessage['kind'] {
  const name = payload.e
  const isPartial = /@depth\d/.test(String(outer.stream ?? ''))
  if (name === 'depthUpdate') return isPartial ? CAPTURE_OTHER : CAPTURE_DEPTH
  if (name === 'trade' || name === 'aggTrade') return CAPTURE_TRADE
  if (name === 'bookTicker') return CAPTURE_TOUCH
  if (name !== undefined) return CAPTURE_OTHER
  if ('lastUpdateId' in payload) return payload === outer ? CAPTURE_SNAPSHOT : CAPTURE_OTHER
  return 'u' in payload && 'b' in payload && 'a' in payload ? CAPTURE_TOUCH : CAPTURE_OTHER
}

function otherNameOf(payload: JsonObject): string {
  const name = payload.e
  if (typeof name === 'string') return `${name.slice(0, 40)} event`
  if ('lastUpdateId' in payload) return 'partial book'
  if ('result' in payload || 'error' in payload || 'code' in payload) return 'control reply'
  throw new InputError(
    'the message is none that Binance sends on market-data streams',
    {},
    'Expected depthUpdate, trade, aggTrade, bookTicker or a depth snapshot.',
  )
}

/** Takes fields out of a payload into the message's slots, and says which one is wrong. */
class FieldReader {
  readonly #payload: JsonObject
  readonly #message: CaptureMessage
  readonly #price: DecimalGrid
  readonly #size: DecimalGrid

  constructor(payload: JsonObject, message: CaptureMessage, scale: CaptureScale) {
    this.#payload = payload
    this.#message = message
    this.#price = new DecimalGrid(stepOf(scale.priceDecimals))
    this.#size = new DecimalGrid(stepOf(scale.sizeDecimals))
  }

  depth(): void {
    this.#integer('E', SLOT_EVENT_TIME)
    this.#optionalInteger('T', SLOT_TRANSACTION_TIME)
    this.#integer('U', SLOT_FIRST_ID)
    this.#integer('u', SLOT_LAST_ID)
    this.#optionalInteger('pu', SLOT_PREVIOUS_ID)
    this.#levels('b', this.#message.bids)
    this.#levels('a', this.#message.asks)
  }

  trade(): void {
    this.#message.isAggregate = this.#payload.e === 'aggTrade'
    this.#optionalInteger('E', SLOT_EVENT_TIME)
    this.#integer('T', SLOT_TRANSACTION_TIME)
    this.#integer(this.#message.isAggregate ? 'a' : 't', SLOT_TRADE_ID)
    this.#decimal('p', this.#price, SLOT_PRICE)
    this.#decimal('q', this.#size, SLOT_SIZE)
    const maker = this.#payload.m
    if (typeof maker !== 'boolean') throw wrong('m', 'true or false', maker)
    this.#message.isBuyerMaker = maker
    const type = this.#payload.X
    this.#message.isMarketTrade = type === undefined || type === 'MARKET'
  }

  touch(): void {
    this.#optionalInteger('E', SLOT_EVENT_TIME)
    this.#optionalInteger('T', SLOT_TRANSACTION_TIME)
    this.#integer('u', SLOT_LAST_ID)
    this.#decimal('b', this.#price, SLOT_BID_PRICE)
    this.#decimal('B', this.#size, SLOT_BID_SIZE)
    this.#decimal('a', this.#price, SLOT_ASK_PRICE)
    this.#decimal('A', this.#size, SLOT_ASK_SIZE)
  }

  snapshot(): void {
    this.#optionalInteger('E', SLOT_EVENT_TIME)
    this.#optionalInteger('T', SLOT_TRANSACTION_TIME)
    this.#integer('lastUpdateId', SLOT_LAST_ID)
    this.#levels('bids', this.#message.bids)
    this.#levels('asks', this.#message.asks)
  }

  #integer(field: string, slot: number): void {
    const value = this.#payload[field]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw wrong(field, 'a whole number of at least 0 below 2^53', value)
    }
    this.#message.numbers[slot] = value
  }

  #optionalInteger(field: string, slot: number): void {
    if (this.#payload[field] !== undefined) this.#integer(field, slot)
  }

  #decimal(field: string, grid: DecimalGrid, slot: number): void {
    this.#message.numbers[slot] = decimalOf(this.#payload[field], grid, field)
  }

  #levels(field: string, levels: LevelColumns): void {
    const list = this.#payload[field]
    if (!Array.isArray(list)) throw wrong(field, 'a list of [price, size]', list)
    for (const [at, level] of list.entries()) {
      const name = `${field}[${at}]`
      if (!Array.isArray(level) || level.length < 2) throw wrong(name, '[price, size]', level)
      levels.reserve()
      levels.prices[levels.count] = decimalOf(level[0], this.#price, `${name} price`)
      levels.sizes[levels.count] = decimalOf(level[1], this.#size, `${name} size`)
      levels.count++
    }
  }
}

/** The step of a grid of so many decimals, as text. */
const stepOf = (decimals: number): string =>
  decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`

/** On the scale: a count. Beyond it, in digits or in magnitude: NaN. Not a decimal: an error. */
function decimalOf(value: unknown, grid: DecimalGrid, field: string): number {
  if (typeof value !== 'string' || !/^\d+(\.\d+)?$/.test(value)) {
    throw wrong(field, 'a decimal number in quotes, not negative', value)
  }
  return grid.count(value)
}

function wrong(field: string, expected: string, found: unknown): InputError {
  if (found === undefined) return new InputError(`the field is missing: ${expected}`, { field })
  const text = JSON.stringify(found) ?? String(found)
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return new InputError(`expected ${expected}, found ${shown}`, { field })
}
