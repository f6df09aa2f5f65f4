/** All orders of a run, or all lives of an id, as a table. */
import type { BacktestRun, OrderLedger, OrderRecord } from '../backtest/index.ts'
import { sideName } from '../core/index.ts'
import { reasonText } from '../risk/index.ts'
import { LifeWords } from './life-words.ts'

const HEADER = [
  'order',
  'life',
  'market',
  'side',
  'price',
  'lots',
  'wanted',
  'ended',
  'filled',
  'how',
  'cause',
]
const RIGHT = new Set([0, 1, 4, 5, 8])

/** One record of the ledger, with which life of its id it is, counting from 1. */
export interface ListedOrder {
  readonly record: OrderRecord
  readonly life: number
}

/** The records at these places, or all of them, in the order in which they were wanted. */
export function listedOrders(ledger: OrderLedger, places?: readonly number[]): ListedOrder[] {
  const lives = new Map<number, number>()
  const wanted = places === undefined ? undefined : new Set(places)
  const listed: ListedOrder[] = []
  for (const [place, record] of ledger.records.entries()) {
    const life = (lives.get(record.id) ?? 0) + 1
    lives.set(record.id, life)
    if (wanted === undefined || wanted.has(place)) listed.push({ record, life })
  }
  return listed
}

/** Lines without their ends: a header, then one an order. */
export function* orderTable(orders: readonly ListedOrder[], run: BacktestRun): Iterable<string> {
  const words = run.markets.map(({ instrument }) => new LifeWords(instrument, run.feedInfo))
  const cells = (order: ListedOrder) => cellsOf(order, words[order.record.market]!, run)
  const widths = HEADER.map((name) => name.length)
  for (const order of orders) {
    for (const [column, cell] of cells(order).entries()) {
      widths[column] = Math.max(widths[column]!, cell.length)
    }
  }
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd()
  yield line(HEADER)
  for (const order of orders) yield line(cells(order))
}

function cellsOf({ record, life }: ListedOrder, words: LifeWords, run: BacktestRun): string[] {
  const why = record.reason === 0 ? '' : `: ${reasonText(record.reason)}`
  return [
    String(record.id),
    String(life),
    run.markets[record.market]!.instrument.symbol,
    sideName(record.side),
    words.price(record.price),
    String(record.size),
    words.instant(record.decidedNanos),
    Number.isNaN(record.endedNanos) ? '' : words.time(record.endedNanos),
    String(record.filled),
    `${record.end}${why}`,
    record.causeNames.join(', '),
  ]
}
