/**
 * Depth diffs of Binance captures to integers: the capture decoder, and `JSON.parse` with the same
 * result. A third row parses and leaves the texts as they are, which no book can use.
 */
import { RandomStream } from '../../src/core/index.ts'
import { CaptureDecoder, LineSplitter } from '../../src/wire/index.ts'
import { type BenchOptions, type BenchResult, inTurn, machine } from '../bench.ts'

const ROUNDS = 7
const LEVELS_A_SIDE = 16
const TICKS_PER_UNIT = 10
const LOTS_PER_UNIT = 1000

interface DepthDiff {
  readonly data: { readonly u: number; readonly b: Levels; readonly a: Levels }
}
type Levels = readonly (readonly [price: string, size: string])[]

/** Capture lines in one array of bytes; line `i` lies between `starts[i]` and `ends[i]`. */
interface Lines {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

export function run({ tiny }: BenchOptions): BenchResult {
  const messages = tiny ? 50 : 40_000
  const rounds = tiny ? 3 : ROUNDS
  const lines = capture(messages)
  const rows = [
    ...inTurn(messages, rounds, [
      { label: 'CaptureDecoder', work: () => decode(lines) },
      { label: 'JSON.parse, then integers', work: () => parseToIntegers(lines) },
    ]),
    ...inTurn(messages, rounds, [{ label: 'JSON.parse alone', work: () => parse(lines) }]),
  ]
  return {
    name: 'wire: depth diffs of Binance captures',
    unit: 'messages/s',
    rows,
    notes: [
      machine(),
      `processor time, median of ${rounds} rounds of ${messages} drawn messages, ` +
        `${Math.round(lines.bytes.length / messages)} bytes and ${2 * LEVELS_A_SIDE} levels each`,
      'flatters: all bytes are in memory, all messages have one shape; against JSON.parse: its text ' +
        'is made from bytes of one character each, which is cheaper than UTF-8',
    ],
  }
}

function decode({ bytes, starts, ends }: Lines): number {
  const decoder = new CaptureDecoder({ priceDecimals: 1, sizeDecimals: 3 })
  const { message } = decoder
  let sum = 0
  for (let i = 0; i < starts.length; i++) {
    decoder.decode(bytes, starts[i]!, ends[i]!)
    const { bids, asks, lastId } = message
    sum += lastId
    for (let at = 0; at < bids.count; at++) sum += bids.prices[at]! * bids.sizes[at]!
    for (let at = 0; at < asks.count; at++) sum += asks.prices[at]! * asks.sizes[at]!
  }
  return sum
}

function parseToIntegers(lines: Lines): number {
  const text = Buffer.from(lines.bytes.buffer)
  let sum = 0
  for (let i = 0; i < lines.starts.length; i++) {
    const { data } = parsed(text, lines.starts[i]!, lines.ends[i]!)
    sum += data.u
    for (const [price, size] of data.b) sum += product(price, size)
    for (const [price, size] of data.a) sum += product(price, size)
  }
  return sum
}

function parse(lines: Lines): number {
  const text = Buffer.from(lines.bytes.buffer)
  let sum = 0
  for (let i = 0; i < lines.starts.length; i++) {
    const { data } = parsed(text, lines.starts[i]!, lines.ends[i]!)
    sum += data.u + data.b.length + data.a.length
  }
  return sum
}

const parsed = (text: Buffer, start: number, end: number): DepthDiff =>
  JSON.parse(text.toString('latin1', start + 20, end))

const product = (price: string, size: string): number =>
  Math.round(Number(price) * TICKS_PER_UNIT) * Math.round(Number(size) * LOTS_PER_UNIT)

/** Diffs of levels around a price, in the order and the notation of futures captures. */
function capture(messages: number): Lines {
  const random = RandomStream.named(1, 'capture bench')
  const side = (first: number, step: number): Levels =>
    Array.from({ length: LEVELS_A_SIDE }, (_, level) => {
      const price = (first + step * level) / TICKS_PER_UNIT
      const size = random.integer(0, 3) === 0 ? 0 : random.integer(1, 20_000)
      return [price.toFixed(2), (size / LOTS_PER_UNIT).toFixed(3)]
    })
  const texts = Array.from({ length: messages }, (_, i) => {
    const middle = random.integer(600_000, 620_000)
    const u = 5_123_107_832_006 + 100 * i
    const [E, T] = [1_723_161_256_299 + i, 1_723_161_256_298 + i]
    const [b, a] = [side(middle, -3), side(middle + 1, 3)]
    const data = { e: 'depthUpdate', E, T, s: 'BTCUSDT', U: u - 90, u, pu: u - 100, b, a }
    const received = `1723161255${String(1000 * i).padStart(9, '0')}`
    return `${received} ${JSON.stringify({ stream: 'btcusdt@depth@0ms', data })}\n`
  })
  return split(new TextEncoder().encode(texts.join('')), messages)
}

function split(bytes: Uint8Array, count: number): Lines {
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  const splitter = new LineSplitter()
  splitter.push(bytes)
  for (let i = 0; splitter.next(); i++) {
    starts[i] = splitter.start
    ends[i] = splitter.end
  }
  return { bytes, starts, ends }
}
