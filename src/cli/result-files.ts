/** The files a backtest writes: its fills and its equity, as CSV. */
import type { EquitySample } from '../backtest/index.ts'
import { type Instrument, sideName } from '../core/index.ts'
import { FILL_CAUSE_NAMES, TAKER } from '../exchange/index.ts'
import type { AtomicTextFile } from '../io/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import type { LoggedFill } from '../simulation/index.ts'
import { timestampText } from './time-text.ts'

/** `original`: the original dictionary's four; `reference`: the reference backtester's; or all. */
export type FillColumns = 'original' | 'full' | 'reference'

const HEADERS: Readonly<Record<FillColumns, string>> = {
  original: 'timestamp,side,size,price',
  full: 'timestamp,side,size,price,order_id,liquidity,fee,leaves,cause',
  reference: 'exch_ts,order_id,side,exec_price_tick,exec_qty,leaves_qty,maker',
}

/** A run of any engine, as far as its fills go. */
export interface FilledRun {
  readonly fills: Iterable<LoggedFill>
  readonly markets: readonly { readonly instrument: Instrument }[]
  readonly feedInfo: FeedInfo
}

/** In a run of several markets each row ends with the market that it belongs to. */
export function writeFills(file: AtomicTextFile, run: FilledRun, columns: FillColumns): void {
  const isSeveral = run.markets.length > 1
  file.write(isSeveral ? `${HEADERS[columns]},market\n` : `${HEADERS[columns]}\n`)
  const names = marketNames(run.markets.map(({ instrument }) => instrument.symbol))
  for (const fill of run.fills) {
    const row = fillRow(fill, run, columns)
    file.write(isSeveral ? `${row},${names[fill.instrument]}\n` : `${row}\n`)
  }
}

function fillRow(fill: LoggedFill, run: FilledRun, columns: FillColumns): string {
  const time = timestampText(fill.at, run.feedInfo)
  const isMaker = fill.cause !== TAKER
  if (columns === 'reference') {
    const { orderId, side, priceTicks, quantity, leavesQuantity } = fill
    return `${time},${orderId},${side},${priceTicks},${quantity},${leavesQuantity},${isMaker ? 1 : 0}`
  }
  const { instrument } = run.markets[fill.instrument]!
  const row = `${time},${sideName(fill.side)},${instrument.quantity(fill.size)},${fill.price}`
  if (columns === 'original') return row
  const leaves = instrument.quantity(fill.leaves)
  const cause = FILL_CAUSE_NAMES[fill.cause]
  return `${row},${fill.orderId},${isMaker ? 'maker' : 'taker'},${fill.fee},${leaves},${cause}`
}

/** Symbols, numbered where markets share one: `BTCUSDT` and `BTCUSDT` are 1 and 2. */
export function marketNames(symbols: readonly string[]): string[] {
  const isShared = (symbol: string) => symbols.filter((other) => other === symbol).length > 1
  return symbols.map((symbol, index) => (isShared(symbol) ? `${index + 1}:${symbol}` : symbol))
}

/** Writes samples as they come: a curve of any length takes no memory. */
export class EquityFile {
  readonly #file: AtomicTextFile
  readonly #infos: readonly FeedInfo[]
  readonly #isOriginal: boolean

  /** `infos`: of each market, in their order. */
  constructor(options: { file: AtomicTextFile; infos: readonly FeedInfo[]; isOriginal: boolean }) {
    this.#file = options.file
    this.#infos = options.infos
    this.#isOriginal = options.isOriginal
    this.#file.write(`${this.#header()}\n`)
  }

  write(sample: EquitySample): void {
    const time = timestampText(sample.atNanos, this.#infos[0]!)
    const inventories = sample.markets.map(({ position }, index) =>
      this.#infos[index]!.instruments[0]!.lot.value(position),
    )
    if (this.#infos.length > 1) {
      const held = sample.markets.flatMap(({ price }, index) => [inventories[index]!, told(price)])
      const money = `${sample.equity},${sample.equityBeforeFees}`
      this.#file.write(`${time},${money},${held.join(',')}\n`)
      return
    }
    const row = `${time},${sample.equity},${inventories[0]}`
    const rest = `${sample.equityBeforeFees},${told(sample.markets[0]!.price)}`
    this.#file.write(this.#isOriginal ? `${row}\n` : `${row},${rest}\n`)
  }

  #header(): string {
    if (this.#isOriginal) return 'timestamp,equity,inventory'
    if (this.#infos.length === 1) return 'timestamp,equity,inventory,equity_before_fees,price'
    const names = marketNames(this.#infos.map(({ instruments }) => instruments[0]!.symbol))
    const held = names.map((name) => `inventory ${name},price ${name}`)
    return `timestamp,equity,equity_before_fees,${held.join(',')}`
  }
}

/** Before there is a price the field is empty. */
const told = (price: number): number | '' => (Number.isNaN(price) ? '' : price)
