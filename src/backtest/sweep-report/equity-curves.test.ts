import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64, doublesText } from './base64.ts'
import { encodedCurves, equityCurves } from './equity-curves.ts'
import { randomSweep } from './random-sweep.suite.ts'

test('bytes read back as they were written', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
})

test('doubles read back to the last bit, low byte first', () => {
  const written = [0.1, -0, Number.NaN, 5e-324, Number.POSITIVE_INFINITY]
  const bytes = Buffer.from(doublesText([written.slice(0, 2), written.slice(2)]), 'base64')
  expect(written.map((_, k) => bytes.readDoubleLE(8 * k))).toEqual(written)
})

describe.each([1, 7, 60])('curves of %i slices', (slices) => {
  const record = randomSweep({ trials: 30, slices, failedShare: 0.2, haltedShare: 0.3 })
  const pointsMax = 30 * 20
  const curves = equityCurves(record, pointsMax)

  test('are the sums of the profits so far, and few enough', () => {
    expect(curves.at[0]).toBe(0)
    expect(curves.at.at(-1)).toBe(1)
    expect(curves.at.length).toBeLessThanOrEqual(Math.min(slices, 20) + 1)
    for (const [k, { slicePnl, status }] of record.trials.entries()) {
      const naive = curves.at.map((at) =>
        status === 'failed'
          ? Number.NaN
          : slicePnl.slice(0, Math.round(at * slices)).reduce((sum, profit) => sum + profit, 0),
      )
      expect([...curves.rows[k]!]).toEqual(naive)
    }
  })

  test('are decoded to a part in 65,534 of their height, with the same holes', () => {
    const { steps, ends } = encodedCurves(curves)
    const stepBytes = Buffer.from(steps, 'base64')
    const endBytes = Buffer.from(ends, 'base64')
    for (const [k, row] of curves.rows.entries()) {
      const low = endBytes.readDoubleLE(8 * k)
      const high = endBytes.readDoubleLE(8 * (k + curves.rows.length))
      for (const [point, value] of row.entries()) {
        const step = stepBytes.readUInt16LE(2 * (k * row.length + point))
        expect(step === 65_535).toBe(Number.isNaN(value))
        if (step === 65_535) continue
        expect(Math.abs(low + (step / 65_534) * (high - low) - value)).toBeLessThanOrEqual(
          ((high - low) / 65_534) * 0.5001,
        )
      }
    }
  })

  test('have a band of those that saw all the data', () => {
    const done = curves.rows.filter((_, k) => record.trials[k]!.status === 'done')
    expect(curves.bandTrials).toBe(done.length)
    for (let point = 0; point < curves.at.length; point++) {
      const sorted = done.map((row) => row[point]!).sort((a, b) => a - b)
      const middle = (sorted.length - 1) / 2
      const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
      expect(curves.median[point]).toBeCloseTo(median, 12)
      const below = sorted.filter((value) => value < curves.low[point]!).length
      const above = sorted.filter((value) => value > curves.high[point]!).length
      expect([below, above]).toEqual(point === 0 ? [0, 0] : [1, 1])
    }
  })
})
