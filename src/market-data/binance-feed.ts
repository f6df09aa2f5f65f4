/**
 * A feed over Binance captures: several files in order are one stream, across midnight too.
 *
 * What is not told (symbol, tick, lot, kind of contract) is learnt from the first lines.
 */
import { type ContractKind, InputError, Instrument } from '../core/index.ts'
import { type CaptureSample, sampleCaptureJson, splitCaptureLine } from '../wire/index.ts'
import { type BinanceConvention, BinanceReader, type StaleDiffs } from './binance-reader.ts'
import type { ByteSource } from './byte-source.ts'
import type { FirstLines } from './first-lines.ts'
import { inferStep } from './grid-inference.ts'
import { LineFeed } from './line-feed.ts'
import type { Feed } from './market-data.ts'
import { totalBytes } from './total-bytes.ts'

export interface BinanceFeedOptions {
  readonly sources: readonly ByteSource[]
  /** Of the first source. */
  readonly firstLines: FirstLines
  /** Chooses one symbol of a capture of several. */
  readonly symbol?: string | undefined
  readonly tick?: string | undefined
  readonly lot?: string | undefined
  readonly contract?: ContractKind | undefined
  readonly contractSize?: number | undefined
  readonly staleDiffs?: StaleDiffs | undefined
  readonly convention?: BinanceConvention | undefined
}

const DAY_SECONDS = 86_400
/** COIN-M contracts are worth 100 USD for bitcoin and 10 USD for everything else. */
const BITCOIN_CONTRACT_USD = 100
const OTHER_CONTRACT_USD = 10

/** @throws InputError when the first lines hold no market data, or several symbols and no choice. */
export function binanceFeed(options: BinanceFeedOptions): Feed {
  const { sources, firstLines } = options
  const look = lookAhead(firstLines)
  const symbol = chooseSymbol(look.samples, options.symbol, firstLines.name)
  const samples = look.samples.filter((sample) => (sample.symbol ?? symbol) === symbol)
  const isCoinMargined = samples.some((sample) => sample.hasPair)
  const contract = options.contract ?? (isCoinMargined ? 'inverse' : 'linear')
  const contractUsd = symbol.startsWith('BTC') ? BITCOIN_CONTRACT_USD : OTHER_CONTRACT_USD
  const instrument = new Instrument({
    symbol,
    tick: options.tick ?? inferStep(samples.flatMap((sample) => sample.prices)),
    lot: options.lot ?? inferStep(samples.flatMap((sample) => sample.sizes)),
    contract,
    contractSize: options.contractSize ?? (contract === 'inverse' ? contractUsd : 1),
  })
  const epochSeconds = Math.floor(look.seconds / DAY_SECONDS) * DAY_SECONDS
  return new LineFeed({
    info: {
      name: sources.map((source) => source.name).join(', '),
      epochNanos: BigInt(epochSeconds) * 1_000_000_000n,
      instruments: [instrument],
      isOrderLevel: false,
      hasLocalTime: true,
      timeUnit: 'ns',
      ...totalBytes(sources),
    },
    sources,
    reader: (notices) =>
      new BinanceReader({
        instrument,
        epochSeconds,
        staleDiffs: options.staleDiffs ?? 'drop',
        convention: options.convention ?? 'venue',
        isSnapshotComing: samples.some((sample) => sample.isSnapshot),
        notices,
      }),
  })
}

function lookAhead({ name, lines, numbers, failure: broken }: FirstLines): {
  seconds: number
  samples: CaptureSample[]
} {
  const samples: CaptureSample[] = []
  let seconds: number | undefined
  let failure: InputError | undefined
  for (const [at, line] of lines.entries()) {
    const parts = splitCaptureLine(line, 0, line.length)
    if (parts === undefined) continue
    seconds ??= parts.seconds
    try {
      const sample = sampleCaptureJson(parts.json)
      if (sample !== undefined) samples.push(sample)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      failure ??= new InputError(error.problem, { file: name, line: numbers[at]! }, error.remedy)
    }
  }
  if (seconds !== undefined && samples.length > 0) return { seconds, samples }
  const count = `${lines.length.toLocaleString('en')} line${lines.length === 1 ? '' : 's'}`
  throw (
    failure ??
    broken ??
    new InputError(
      `no market data in the first ${count}`,
      { file: name },
      'A line of a capture is a receive time of 19 digits, a space and JSON. Leave --format out to ' +
        'have the format recognised.',
    )
  )
}

function chooseSymbol(
  samples: readonly CaptureSample[],
  wanted: string | undefined,
  file: string,
): string {
  const found = [
    ...new Set(samples.flatMap(({ symbol }) => (symbol === undefined ? [] : [symbol]))),
  ]
  const symbol = wanted?.toUpperCase()
  if (symbol !== undefined) {
    if (found.length === 0 || found.includes(symbol)) return symbol
    // People write BTC-USDT or BTC/USDT for what the venue calls BTCUSDT.
    const same = found.find((name) => plainSymbol(name) === plainSymbol(symbol))
    if (same !== undefined) return same
    throw new InputError(
      `no messages of ${symbol} in the first lines`,
      { file, field: 'symbol' },
      `Found: ${found.join(', ')}.`,
    )
  }
  if (found.length <= 1) return found[0] ?? 'UNKNOWN'
  throw new InputError(
    `the capture holds several symbols: ${found.join(', ')}`,
    { file },
    'Choose one with --symbol.',
  )
}

const plainSymbol = (symbol: string): string => symbol.replace(/[-/_ ]/g, '')
