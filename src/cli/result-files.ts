/** The files a backtest writes: its fills and its equity, as CSV. */
import type { BacktestRun, EquitySample } from '../backtest/index.ts'
import { sideName } from '../core/index.ts'
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

export function writeFills(file: AtomicTextFile, run: BacktestRun, columns: FillColumns): void {
  file.write(`${HEADERS[columns]}\n`)
  for (const fill of run.fills) file.write(`${fillRow(fill, run, columns)}\n`)
}

function fillRow(fill: LoggedFill, run: BacktestRun, columns: FillColumns): string {
  const time = timestampText(fill.at, run.feedInfo)
  const isMaker = fill.cause !== TAKER
  if (columns === 'reference') {
    const { orderId, side, priceTicks, quantity, leavesQuantity } = fill
    return `${time},${orderId},${side},${priceTicks},${quantity},${leavesQuantity},${isMaker ? 1 : 0}`
  }
  const row = `${time},${sideName(fill.side)},${run.instrument.quantity(fill.size)},${fill.price}`
  if (columns === 'original') return row
  const leaves = run.instrument.quantity(fill.leaves)
  const cause = FILL_CAUSE_NAMES[fill.cause]
  return `${row},${fill.orderId},${isMaker ? 'maker' : 'taker'},${fill.fee},${leaves},${cause}`
}

/** Writes samples as they come: a curve of any length takes no memory. */
export class EquityFile {
  readonly #file: AtomicTextFile
  readonly #info: FeedInfo
  readonly #isOriginal: boolean

  constructor(options: { file: AtomicTextFile; info: FeedInfo; isOriginal: boolean }) {
    this.#file = options.file
    this.#info = options.info
    this.#isOriginal = options.isOriginal
    const columns = 'timestamp,equity,inventory'
    this.#file.write(this.#isOriginal ? `${columns}\n` : `${columns},equity_before_fees,price\n`)
  }

  write(sample: EquitySample): void {
    const inventory = this.#info.instruments[0]?.lot.value(sample.position) ?? sample.position
    const row = `${timestampText(sample.atNanos, this.#info)},${sample.equity},${inventory}`
    this.#file.write(
      this.#isOriginal
        ? `${row}\n`
        : `${row},${sample.equityBeforeFees},${Number.isNaN(sample.price) ? '' : sample.price}\n`,
    )
  }
}
