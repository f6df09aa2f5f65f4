import { expect, test } from 'vitest'
import { Instrument } from './instrument.ts'
import { lots, ticks } from './units.ts'

test('ticks and lots become currency and quantity, to the bits of the printed number', () => {
  const instrument = new Instrument({ symbol: 'BTCUSDT', tick: '0.1', lot: 0.001 })
  expect(instrument.price(ticks(616_597))).toBe(61659.7)
  expect(instrument.quantity(lots(3))).toBe(0.003)
})

test('an instrument is linear, of size one and on its grid unless it says otherwise', () => {
  const plain = new Instrument({ symbol: 'A', tick: 1, lot: 1 })
  expect([plain.contract, plain.contractSize, plain.isContinuous]).toEqual(['linear', 1, false])
  const inverse = new Instrument({
    ...{ symbol: 'BTCUSD_PERP', tick: '0.1', lot: 1 },
    ...{ contract: 'inverse', contractSize: 100, isContinuous: true },
  })
  expect([inverse.contract, inverse.contractSize, inverse.isContinuous]).toEqual([
    'inverse',
    100,
    true,
  ])
})

test('an increment that is none is refused', () => {
  expect(() => new Instrument({ symbol: 'A', tick: 0, lot: 1 })).toThrow(RangeError)
  expect(() => new Instrument({ symbol: 'A', tick: 1, lot: '-1' })).toThrow(RangeError)
})
