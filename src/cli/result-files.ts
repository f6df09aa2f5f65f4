/** The files a backtest writes: its fills and its equity, as CSV. */
import type { BacktestRun, EquitySample } from '../backtest/index.ts'
import { FILL_CAUSE_NAMES, TAKER } from '../exchange/index.ts'
import type { AtomicTextFile } from '../io/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { timestampText } from './time-text.ts'

/** The original dictionary's runs have the original columns and no others. */
export function writeFills(file: AtomicTextFile, run: BacktestRun, isOriginal: boolean): void {
  const { info } = run.options.feed
  const columns = 'timestamp,side,size,price'
  file.write(isOriginal ? `${columns}\n` : `${columns},order_id,liquidity,fee,leaves,cause\n`)
  for (const fill of run.fills) {
    const side = fill.side === 1 ? 'BUY' : 'SELL'
    const size = run.instrument.quantity(fill.size)
    const row = `${timestampText(fill.at, info)},${side},${size},${fill.price}`
    const liquidity = fill.cause === TAKER ? 'taker' : 'maker'
    const rest = `${fill.orderId},${liquidity},${fill.fee},${run.instrument.quantity(fill.leaves)},${FILL_CAUSE_NAMES[fill.cause]}`
    file.write(isOriginal ? `${row}\n` : `${row},${rest}\n`)
  }
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
      this.#isOriginal ? `${row}\n` : `${row},${sample.equityBeforeFees},${sample.price}\n`,
    )
  }
}
