/** Capture lines for tests: drawn at random in every shape the venue sends, and damaged at will. */
import fc from 'fast-check'
import { LineSplitter } from '../line-splitter.ts'
import type { CaptureDecoder, CaptureMessage } from './index.ts'

export const RECEIVED = '1700000000123456789'

const decimal = (whole: number, places: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(whole), fc.nat(10 ** places - 1), fc.integer({ min: 0, max: places + 2 }))
    .map(([integer, fraction, length]) => {
      const digits = String(fraction).padStart(places, '0').slice(0, length)
      return digits === '' ? String(integer) : `${integer}.${digits}`
    })
const price = decimal(99_999, 2)
const size = decimal(999, 3)
const levels = fc.array(fc.tuple(price, size), { maxLength: 6 })
const id = fc.nat({ max: 2 ** 47 })
const time = fc.integer({ min: 1_699_999_000_000, max: 1_700_001_000_000 })
const symbol = fc.constantFrom('BTCUSDT', 'ETHUSDT', 'BTCUSD_PERP')

const FIELDS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  depthUpdate: { E: time, T: time, s: symbol, U: id, u: id, pu: id, b: levels, a: levels },
  trade: {
    ...{ E: time, s: symbol, t: id, p: price, q: size, T: time, m: fc.boolean() },
    X: fc.constantFrom('MARKET', 'INSURANCE_FUND', 'NA'),
  },
  aggTrade: {
    E: time,
    s: symbol,
    a: id,
    p: price,
    q: size,
    f: id,
    l: id,
    T: time,
    m: fc.boolean(),
  },
  bookTicker: {
    u: id,
    s: symbol,
    ps: symbol,
    b: price,
    B: size,
    a: price,
    A: size,
    T: time,
    E: time,
  },
}

/** Fields of which any may be missing: a message may thereby become none. */
const payload = fc.oneof(
  ...Object.entries(FIELDS).map(([name, fields]) =>
    fc.record({ e: fc.constant(name), ...fields }, { requiredKeys: ['e'] }),
  ),
)
const snapshot = fc.record(
  { lastUpdateId: id, E: time, T: time, symbol, pair: symbol, bids: levels, asks: levels },
  { requiredKeys: ['lastUpdateId', 'bids', 'asks'] },
)

const shuffled = <T extends object>(object: T): fc.Arbitrary<T> => {
  const entries = Object.entries(object)
  return fc
    .shuffledSubarray(entries, { minLength: entries.length })
    .map((order) => Object.fromEntries(order) as T)
}

/** JSON of a message, its keys in any order, raw or wrapped as a combined stream. */
export const captureJson: fc.Arbitrary<string> = fc
  .oneof(payload.chain(shuffled), snapshot.chain(shuffled))
  .chain((data) =>
    fc.constantFrom(
      JSON.stringify(data),
      JSON.stringify({ stream: 'btcusdt@depth@100ms', data }),
      JSON.stringify({ stream: 'btcusdt@depth20', data }),
      JSON.stringify({ data, stream: 'btcusdt@trade' }),
      JSON.stringify(data, null, 1).replaceAll('\n', ' '),
    ),
  )

/** The same with some bytes replaced, removed or doubled. */
export const damagedJson: fc.Arbitrary<string> = fc
  .tuple(
    captureJson,
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.integer({ min: 32, max: 126 })), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([json, wounds]) => {
    let text = json
    for (const [place, kind, code] of wounds) {
      const at = place % (text.length + 1)
      const put = kind === 0 ? '' : String.fromCharCode(code)
      text = text.slice(0, at) + put + text.slice(kind === 1 ? at : at + 1)
    }
    return text
  })

/** Decodes one line by way of the splitter, as a feed does. */
export function decodeLine(decoder: CaptureDecoder, line: string): CaptureMessage {
  const splitter = new LineSplitter()
  splitter.push(new TextEncoder().encode(`${line}\n`))
  splitter.next()
  decoder.decode(splitter.bytes, splitter.start, splitter.end)
  return decoder.message
}

/** Everything a message says, as plain data that can be compared. */
export function plainMessage(message: CaptureMessage): unknown {
  const { kind, bids, asks } = message
  const { isBuyerMaker, isAggregate, isMarketTrade, hasPair, isWantedSymbol, otherName } = message
  const list = ({ prices, sizes, count }: typeof bids): unknown[] =>
    Array.from({ length: count }, (_, at) => [prices[at], sizes[at]])
  const numbers = [...message.numbers.slice(0, 12)]
  return {
    ...{ kind, numbers, bids: list(bids), asks: list(asks) },
    ...{ isBuyerMaker, isAggregate, isMarketTrade, hasPair, isWantedSymbol, otherName },
  }
}
