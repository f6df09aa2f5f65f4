import { expect, test } from 'vitest'
import { asciiBytes } from '../ascii.ts'
import { TickRowDecoder, tickColumns, timestampForm } from './index.ts'

function decode(firstRow: string, row: string): TickRowDecoder {
  const columns = tickColumns(firstRow)
  const stamp = row.split(columns.separator)[columns.timestamp] ?? ''
  const decoder = new TickRowDecoder(columns, timestampForm(stamp) ?? timestampForm('1')!)
  decoder.decode(asciiBytes(row), 0, row.length)
  return decoder
}

for (const [firstRow, row] of [
  ['timestamp,price,bid,ask,volume', '1000,10.5,10,11,3'],
  ['1000,10.5,10,11,3', '1000,10.5,10,11,3'],
  ['Volume;Ask Price;BID;Last;time', '3;11;10;10.5;1000'],
  ['time\tbid_price\task_price\tmid\tquantity', '1000\t10\t11\t10.5\t3'],
] as const) {
  test(`"${firstRow}" tells where the columns are`, () => {
    const { nanos, price, bid, ask, volume } = decode(firstRow, row)
    expect({ nanos, price, bid, ask, volume }).toEqual({
      ...{ nanos: 1e9, price: 10.5, bid: 10, ask: 11, volume: 3 },
    })
  })
}

test('without a last price the middle stands for it, and the volume is 0', () => {
  const { price, volume } = decode('1,10,11', '1,10,11')
  expect([price, volume]).toEqual([10.5, 0])
})

test('columns that mean nothing are ignored and named', () => {
  expect(tickColumns('timestamp,bid,ask,z,constructor').ignored).toEqual(['z', 'constructor'])
})

test('a first row that cannot be understood is refused', () => {
  for (const [row, problem] of [
    ['1,2,3,4', 'a row of 4 columns and no header to name them'],
    ['hello', 'a row of 1 columns'],
    ['timestamp,price', 'the header names no bid column'],
    ['bid,ask,volume', 'the header names no timestamp column'],
    ['time,bid,ask,bid', 'two columns for the bid'],
  ] as const) {
    expect(() => tickColumns(row)).toThrow(problem)
  }
})

test('a row that is wrong says in which column, and what it found', () => {
  const header = 'timestamp,price,bid,ask,volume'
  for (const [row, problem] of [
    ['1,10.5,10,11', '4 columns where the first row has 5'],
    ['1,10.5,10,11,3,4', '6 columns where the first row has 5'],
    ['1,10.5,10,,3', 'ask: expected a finite number, found ""'],
    ['1,NaN,10,11,3', 'price: expected a finite number, found "NaN"'],
    ['1,10,Infinity,11,3', 'bid: expected a finite number, found "Infinity"'],
    ['1,10,10,11,\u0007', 'volume: expected a finite number, found "."'],
    ['soon,10,10,11,1', 'timestamp: expected a time like the first row has, found "soon"'],
  ] as const) {
    expect(() => decode(header, row)).toThrow(problem)
  }
})
