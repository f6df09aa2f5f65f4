/** Result files of several markets: each fill by its own lots, each inventory under its own name. */
import { expect, test } from 'vitest'
import { backtest, type EquitySample } from '../backtest/index.ts'
import { feedOf, WIDE_LIMITS } from '../backtest/series-feed.suite.ts'
import { BUY, DEPTH_LEVEL, lots, SELL } from '../core/index.ts'
import type { AtomicTextFile } from '../io/index.ts'
import { defineStrategy } from '../strategy/index.ts'
import { EquityFile, marketNames, writeFills } from './result-files.ts'

const market = (symbol: string, lot: string) => ({
  feed: feedOf(
    [
      { kind: DEPTH_LEVEL, side: BUY, at: 0, price: 99, size: 10 },
      { kind: DEPTH_LEVEL, side: SELL, at: 0, price: 101, size: 10 },
    ],
    { symbol, lot },
  ),
  limits: WIDE_LIMITS,
})

const buyOnce = defineStrategy({
  name: 'buy-once',
  params: {},
  onBook(book, { orders, position }) {
    if (book.isTwoSided && position === 0) orders.market(BUY, lots(3))
  },
})

/** A file that keeps what is written to it. */
function memory(): { file: AtomicTextFile; text: () => string } {
  let text = ''
  const file = { write: (more: string) => void (text += more) } as unknown as AtomicTextFile
  return { file, text: () => text }
}

test('fills and equity of two markets with different lots', async () => {
  const markets = [market('X', '0.001'), market('X', '1')]
  const equity = memory()
  const infos = markets.map(({ feed }) => feed.info)
  const curve = new EquityFile({ file: equity.file, infos, isOriginal: false })
  const run = await backtest({
    strategy: buyOnce,
    markets,
    onSample: (sample: EquitySample) => curve.write(sample),
  })
  const fills = memory()
  writeFills(fills.file, run, 'full')
  const rows = fills.text().trim().split('\n')
  expect(rows[0]).toBe('timestamp,side,size,price,order_id,liquidity,fee,leaves,cause,market')
  expect(
    rows
      .slice(1)
      .map((row) => row.split(','))
      .map((row) => [row[2], row[9]]),
  ).toEqual([
    ['0.003', '1:X'],
    ['3', '2:X'],
  ])
  const [header, ...samples] = equity.text().trim().split('\n')
  expect(header).toBe(
    'timestamp,equity,equity_before_fees,inventory 1:X,price 1:X,inventory 2:X,price 2:X',
  )
  expect(samples.at(-1)?.split(',').slice(3)).toEqual(['0.003', '100', '3', '100'])
})

test('symbols stand for themselves, and bear numbers where they are shared', () => {
  expect(marketNames(['A', 'B'])).toEqual(['A', 'B'])
  expect(marketNames(['A', 'B', 'A'])).toEqual(['1:A', 'B', '3:A'])
})
