import { expect, test } from 'vitest'
import { BUY, SELL } from '../../core/index.ts'
import { asciiBytes } from '../ascii.ts'
import { LOBSTER_ADD, LobsterBookRow, LobsterMessageDecoder } from './index.ts'

function decode(row: string): LobsterMessageDecoder {
  const decoder = new LobsterMessageDecoder()
  decoder.decode(asciiBytes(row), 0, row.length)
  return decoder
}

test('a message gives its time to the nanosecond and its numbers as they stand', () => {
  const { nanos, type, orderId, size, price, direction } = decode(
    '34200.017459617,1,16113575,18,5853300,-1',
  )
  expect([nanos, type, orderId]).toEqual([34_200_017_459_617, LOBSTER_ADD, 16_113_575])
  expect([size, price, direction]).toEqual([18, 5_853_300, -1])
})

test('trailing zeros of a time may be missing', () => {
  expect(decode('57599.9,1,1,1,1,1').nanos).toBe(57_599_900_000_000)
})

test('a message that is none says which column is wrong', () => {
  for (const [row, problem] of [
    ['34200,1,1,1,1', '5 columns where a LOBSTER message has 6'],
    ['34200,1,1,1,1,1,1', '7 columns'],
    ['x,1,1,1,1,1', 'time: expected seconds after midnight'],
    ['1,8,1,1,1,1', 'type: expected 1 to 7, found "8"'],
    ['1,1,1.5,1,1,1', 'order id: expected a whole number, found "1.5"'],
    ['1,1,1,-1,1,1', 'size: expected a number of shares'],
    ['1,1,1,1,,1', 'price: expected a whole number, found ""'],
    ['1,1,1,1,1,2', 'direction: expected 1 or -1'],
    ['1,1,1,1,1,0', 'direction: expected 1 or -1'],
  ] as const) {
    expect(() => decode(row)).toThrow(problem)
  }
})

test('an orderbook row gives levels by side, and none where the file pads', () => {
  const text = asciiBytes('2239500,100,2231800,200,9999999999,0,-9999999999,0')
  const row = LobsterBookRow.like(text, 0, text.length)
  row.decode(text, 0, text.length)
  expect(row.levels).toBe(2)
  expect([row.price(BUY, 0), row.size(BUY, 0)]).toEqual([2_231_800, 200])
  expect([row.price(SELL, 0), row.size(SELL, 0)]).toEqual([2_239_500, 100])
  for (const side of [BUY, SELL] as const) {
    expect([row.price(side, 1), row.size(side, 1)]).toEqual([undefined, 0])
    expect(row.price(side, 2)).toBeUndefined()
  }
})

test('an orderbook row of another width, or of words, is refused', () => {
  const wrong = (text: string): (() => void) => {
    const bytes = asciiBytes(text)
    return () => new LobsterBookRow(1).decode(bytes, 0, bytes.length)
  }
  expect(wrong('1,2,3')).toThrow('3 columns where the first row has 4')
  expect(wrong('1,2,3,4,5')).toThrow('5 columns where the first row has 4')
  expect(wrong('1,2,x,4')).toThrow('column 3: expected a whole number, found "x"')
  const five = asciiBytes('1,2,3,4,5')
  expect(() => LobsterBookRow.like(five, 0, five.length)).toThrow('are no LOBSTER orderbook row')
})
