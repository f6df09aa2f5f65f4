/** Decimal grids against exact arithmetic in BigInt. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DecimalGrid, OFF_GRID, plainDecimal } from './decimal.ts'

/** `count` steps of `numerator / 10^decimals` as text, from integers alone. */
function printed(count: number, numerator: number, decimals: number): string {
  const units = BigInt(count) * BigInt(numerator)
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const fraction = decimals === 0 ? '' : `.${digits.slice(point)}`
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`
}

/** A step, and a number of such steps that stays below 2^53 units. */
const stepAndCount = fc
  .tuple(
    fc.oneof(fc.constantFrom(1, 5, 25, 125, 2), fc.integer({ min: 1, max: 99_999 })),
    fc.integer({ min: 0, max: 10 }),
  )
  .chain(([numerator, decimals]) => {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / numerator)
    return fc.record({
      numerator: fc.constant(numerator),
      decimals: fc.constant(decimals),
      count: fc.oneof(
        fc.integer({ min: -most, max: most }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(most, -most),
      ),
    })
  })

test('a number of steps survives printing, reading and the way through a double', () => {
  fc.assert(
    fc.property(stepAndCount, ({ numerator, decimals, count }) => {
      const grid = new DecimalGrid(printed(1, numerator, decimals))
      const text = printed(count, numerator, decimals)
      const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text
      expect(grid.count(text)).toBe(count + 0)
      expect(grid.count(trimmed)).toBe(count + 0)
      expect(grid.count(`${text}${decimals === 0 ? '.' : ''}000`)).toBe(count + 0)
      // The same bits as parsing the text: nothing less lets two feeds agree on a price.
      expect(grid.value(count) + 0).toBe(Number(text) + 0)
      expect(Number(grid.format(count)) + 0).toBe(Number(text) + 0)
      expect(grid.count(grid.format(count))).toBe(count + 0)
    }),
    { numRuns: 2000 },
  )
})

test('a value between two steps is off the grid, never rounded', () => {
  fc.assert(
    fc.property(stepAndCount, fc.nat(), ({ numerator, decimals, count }, offset) => {
      fc.pre(numerator > 1 && Math.abs(count) < 1e9)
      const grid = new DecimalGrid(printed(1, numerator, decimals))
      // Judged by the step the grid keeps: 50 / 10^2 is 5 / 10.
      const off = 1 + (offset % (numerator - 1))
      const units = count * numerator + off
      expect(grid.count(printed(units, 1, decimals))).toBe(OFF_GRID)
    }),
  )
})

const STEPS: readonly [string | number, number, number][] = [
  ['0.1', 1, 1],
  [0.1, 1, 1],
  ['0.25', 25, 2],
  [0.25, 25, 2],
  ['5', 5, 0],
  [5, 5, 0],
  ['0.50', 5, 1],
  ['10.0', 10, 0],
  [1e-8, 1, 8],
  ['0.00000001', 1, 8],
  [1.5e-7, 15, 8],
  [' 0.01 ', 1, 2],
]

for (const [step, numerator, decimals] of STEPS) {
  test(`a step of ${JSON.stringify(step)} is kept as an exact fraction`, () => {
    const grid = new DecimalGrid(step)
    expect([grid.numerator, grid.decimals]).toEqual([numerator, decimals])
    expect(grid.step).toBe(Number(step))
  })
}

test('what is no step is refused', () => {
  const noSteps = ['', '0', '0.000', '-1', '1e-8', '.5', '5.', '1,5', 'abc', '0x10', '1 2']
  for (const step of [...noSteps, `0.${'0'.repeat(15)}1`, '9'.repeat(17)]) {
    expect(() => new DecimalGrid(step)).toThrow(RangeError)
  }
  for (const step of [0, -0.1, 1e21, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new DecimalGrid(step)).toThrow(RangeError)
  }
})

test('what is no number is off the grid', () => {
  const grid = new DecimalGrid('0.01')
  const odd = ['', ' ', '.', '-', '1.', '.5', '+1', '1e2', '1,5', 'NaN', 'Infinity', '--1', '1.2.3']
  for (const text of [...odd, ' 1', '1\n', '٣', '9007199254740993', '9'.repeat(400)]) {
    expect(grid.count(text)).toBe(OFF_GRID)
  }
})

test('no zero is negative', () => {
  const grid = new DecimalGrid('0.1')
  expect(grid.count('-0.0')).toBe(0)
  expect(grid.format(-0)).toBe('0.0')
})

test('fractions of a step have a value, a count and a print to the grid’s decimals', () => {
  const grid = new DecimalGrid('0.5')
  expect(grid.value(2.5)).toBe(1.25)
  expect(grid.countOf(1.25)).toBe(2.5)
  expect(new DecimalGrid('0.01').format(12.3)).toBe('0.12')
})

test('a count from a double is exact for what lies on the grid', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), (count) => {
      for (const step of ['0.1', '0.01', '0.00001', '0.25', '5']) {
        const grid = new DecimalGrid(step)
        expect(Math.round(grid.countOf(grid.value(count))) + 0).toBe(count + 0)
      }
    }),
  )
})

test('a double is printed without an exponent and reads back as itself', () => {
  expect(plainDecimal(1e-8)).toBe('0.00000001')
  expect(plainDecimal(-1.25e-7)).toBe('-0.000000125')
  expect(plainDecimal(1.5e21)).toBe('1500000000000000000000')
  expect(plainDecimal(0.1)).toBe('0.1')
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainDecimal(value)
      expect(text).toMatch(/^-?\d+(\.\d+)?$/)
      expect(Number(text) + 0).toBe(value + 0)
    }),
  )
})
