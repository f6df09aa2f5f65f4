import { expect, test } from 'vitest'
import { Instrument, SIDES } from '../core/index.ts'
import { textSource } from './event-list.suite.ts'
import { LobsterRows } from './lobster-rows.ts'

const rowsOf = (text: string, tick = '0.0001', chunkBytes?: number): LobsterRows => {
  const instrument = new Instrument({ symbol: 'X', tick, lot: '1' })
  return new LobsterRows(instrument, textSource(text, 'book.csv', chunkBytes))
}

/** Bids first, as price x size. */
const shown = (rows: LobsterRows): string[][] =>
  SIDES.map((side) => {
    const { count, prices, sizes } = rows.levels(side)
    return Array.from({ length: count }, (_, at) => `${prices[at]}x${sizes[at]}`)
  })

async function readAll(rows: LobsterRows): Promise<void> {
  while (await rows.advance()) expect(rows.depth).toBeGreaterThan(0)
}

test('rows come one by one in ticks and lots, wherever the chunks end', async () => {
  const text = '1100,1,1000,2,1200,3,900,4\n1200,3,1000,2,9999999999,0,-9999999999,0'
  for (const chunkBytes of [1, 5, 1000]) {
    const rows = rowsOf(text, '0.01', chunkBytes)
    expect(rows.depth).toBe(0)
    expect(await rows.advance()).toBe(true)
    expect([rows.row, rows.depth, shown(rows)]).toEqual([
      1,
      2,
      [
        ['10x2', '9x4'],
        ['11x1', '12x3'],
      ],
    ])
    expect(await rows.advance()).toBe(true)
    expect([rows.row, shown(rows)]).toEqual([2, [['10x2'], ['12x3']]])
    expect(await rows.advance()).toBe(false)
    expect(await rows.advance()).toBe(false)
    expect(rows.row).toBe(2)
  }
})

for (const [row, problem] of [
  ['2,3,x,4', 'column 3: expected a whole number, found "x"'],
  ['2,3,4', '3 columns where the first row has 8'],
  ['11,1,10,2,12,3,9,4,13,1,8,1', '12 columns where the first row has 8'],
  ['11,1,10,2,11,3,9,4', 'ask level 2 is not behind the level before it'],
  ['12,1,10,2,11,3,9,4', 'ask level 2 is not behind the level before it'],
  ['11,1,9,2,12,3,10,4', 'bid level 2 is not behind the level before it'],
  ['9999999999,0,10,2,12,3,9,4', 'ask level 2 is not behind the level before it'],
  ['11,1,10,0,12,3,9,4', '0 shares at bid level 1'],
  ['11,-1,10,2,12,3,9,4', '-1 shares at ask level 1'],
  ['11,1,10,2,12,9999999999,9,4', '9999999999 shares at ask level 2'],
  ['99999999999,1,10,2,99999999999,3,9,4', 'price: 9999999.9999 is no multiple of the tick'],
  ['', 'column 1: expected a whole number, found ""'],
] as const) {
  test(`a row that is no book is refused with its line: ${row}`, async () => {
    const rows = rowsOf(`11,1,10,2,12,3,9,4\n${row}\n`)
    await expect(readAll(rows)).rejects.toThrow(/^book.csv, line 2/)
    await expect(readAll(rowsOf(`11,1,10,2,12,3,9,4\n${row}\n`))).rejects.toThrow(problem)
  })
}

test('a first row that is none is refused with its line', async () => {
  await expect(readAll(rowsOf('1,2,3\n'))).rejects.toThrow(
    'book.csv, line 1: 3 columns are no LOBSTER orderbook row',
  )
})
