/** What a fill costs, in linear and inverse contracts. */
import { expect, test } from 'vitest'
import { Instrument, lots } from '../core/index.ts'
import { feeOf, NO_FEES } from './fees.ts'

const fees = { makerRate: -0.00005, takerRate: 0.0007 }

test('a linear contract pays on price times size times contract size', () => {
  const instrument = new Instrument({ symbol: 'L', tick: '0.1', lot: '0.001', contractSize: 10 })
  expect(feeOf(fees, instrument, lots(20), 60_000, false)).toBeCloseTo(0.0007 * 12_000, 12)
  expect(feeOf(fees, instrument, lots(20), 60_000, true)).toBeCloseTo(-0.6, 12)
})

test('an inverse contract pays on size over price, in the underlying', () => {
  const options = { symbol: 'I', tick: '0.5', lot: '1', contractSize: 100 } as const
  const instrument = new Instrument({ ...options, contract: 'inverse' })
  expect(feeOf(fees, instrument, lots(3), 50_000, false)).toBeCloseTo(0.0007 * 0.006, 15)
})

test('no fees are no fees', () => {
  const instrument = new Instrument({ symbol: 'L', tick: '1', lot: '1' })
  for (const isMaker of [true, false]) {
    expect(feeOf(NO_FEES, instrument, lots(7), 100, isMaker)).toBe(0)
  }
})
