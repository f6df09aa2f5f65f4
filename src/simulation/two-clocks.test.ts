/** One stream, two clocks: against stable sorts and a two-pointer merge over the whole stream. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  F_SEQUENCE,
  FLAG_EXCHANGE,
  FLAG_LAST,
  FLAG_LOCAL,
  flagsOf,
  I_META,
  I_PRICE,
  InputError,
  packMeta,
  TRADE,
} from '../core/index.ts'
import { TwoClockOrder } from './two-clocks.ts'

type Row = readonly [exchange: number, local: number]

/** `number of the row`, then which clocks handle it: `e`, `l` or both. */
function twin(rows: readonly Row[], localShift = 0): string[] {
  const shifted = rows.map(([exchange, local]) => [exchange, local + localShift] as const)
  const byClock = (slot: 0 | 1) =>
    shifted.map((_, index) => index).sort((a, b) => shifted[a]![slot] - shifted[b]![slot])
  const exchange = byClock(0)
  const local = byClock(1)
  const out: string[] = []
  while (exchange.length > 0 || local.length > 0) {
    const x = exchange[0]
    const y = local[0]
    if (x === undefined || y === undefined) {
      if (x !== undefined) out.push(`${exchange.shift()} e`)
      else out.push(`${local.shift()} l`)
      continue
    }
    const [xExchange, xLocal] = shifted[x]!
    const [yExchange, yLocal] = shifted[y]!
    if (xExchange === yExchange && xLocal === yLocal) {
      out.push(`${exchange.shift()} el`)
      local.shift()
    } else if (xExchange < yExchange || (xExchange === yExchange && xLocal < yLocal)) {
      out.push(`${exchange.shift()} e`)
    } else out.push(`${local.shift()} l`)
  }
  return out
}

function tapeOf(rows: readonly Row[], first = 0): EventTape {
  const tape = new EventTape(Math.max(1, rows.length))
  for (const [k, [exchange, local]] of rows.entries()) {
    const at = tape.append(packMeta(TRADE, 1, FLAG_LAST), 0, exchange, local)
    tape.f64[at * EVENT_F64 + F_SEQUENCE] = first + k
    // Two int32 side by side that are no number when read as a float64: they must survive a copy.
    tape.i32[at * EVENT_I32 + I_PRICE] = -1
    tape.i32[at * EVENT_I32 + I_PRICE + 1] = -1
  }
  return tape
}

function disorder(rows: readonly Row[], slot: 0 | 1): number {
  let newest = Number.NEGATIVE_INFINITY
  let farthest = 0
  for (const row of rows) {
    newest = Math.max(newest, row[slot])
    farthest = Math.max(farthest, newest - row[slot])
  }
  return farthest
}

interface Ordered {
  readonly lines: string[]
  /** Most records that were held back at once. */
  readonly heldMax: number
}

/** Pushes the rows in batches of the given sizes, over and over, and writes down what comes out. */
function ordered(rows: readonly Row[], batches: readonly number[], localShift = 0): Ordered {
  const order = new TwoClockOrder({
    localShiftNanos: localShift,
    exchangeDisorderNanos: disorder(rows, 0),
    localDisorderNanos: disorder(rows, 1),
  })
  const lines: string[] = []
  let heldMax = 0
  let seen = 0
  let newest: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const take = (): void => {
    const { f64, i32, length } = order.ordered
    for (let k = 0; k < length; k++) {
      const flags = flagsOf(i32[k * EVENT_I32 + I_META]!)
      const e = (flags & FLAG_EXCHANGE) !== 0
      const l = (flags & FLAG_LOCAL) !== 0
      const row = f64[k * EVENT_F64 + F_SEQUENCE]!
      const times = [f64[k * EVENT_F64 + F_EXCHANGE]!, f64[k * EVENT_F64 + F_LOCAL]!] as const
      const isWhole = (flags & FLAG_LAST) !== 0 && i32[k * EVENT_I32 + I_PRICE] === -1
      const isSame = times[0] === rows[row]![0] && times[1] === rows[row]![1] + localShift
      const isSorted = !(e && times[0] < newest[0]) && !(l && times[1] < newest[1])
      if (!(isWhole && isSame && isSorted)) throw new Error(`record ${row} is damaged or misplaced`)
      newest = [e ? times[0] : newest[0], l ? times[1] : newest[1]]
      lines.push(`${row} ${e ? 'e' : ''}${l ? 'l' : ''}`)
    }
    order.ordered.clear()
  }
  for (let k = 0; seen < rows.length; k++) {
    const size = batches[k % batches.length]!
    order.push(tapeOf(rows.slice(seen, seen + size), seen))
    seen = Math.min(rows.length, seen + size)
    take()
    heldMax = Math.max(heldMax, seen - lines.length)
  }
  order.end()
  take()
  return { lines, heldMax }
}

const small = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), {
  maxLength: 40,
})
/** Nearly sorted, as feeds are: a clock that runs on, a little jitter on either time. */
const nearly = fc
  .array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 5 }), fc.nat({ max: 5 })), { maxLength: 80 })
  .map((steps) => {
    let now = 100
    return steps.map(([step, early, late]): Row => {
      now += step
      return [now - early, now + late]
    })
  })
const batches = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 })

for (const [name, rows] of [
  ['nearly sorted', nearly],
  ['arbitrary', small],
] as const) {
  test(`property: ${name} streams come out as the twin orders them, however they are batched`, () => {
    fc.assert(
      fc.property(rows, batches, fc.integer({ min: -9, max: 9 }), (stream, sizes, shift) => {
        expect(ordered(stream, sizes, shift).lines).toEqual(twin(stream, shift))
      }),
      { numRuns: 500, seed: 1_108 },
    )
  })
}

test('a stream that suits both clocks is not duplicated', () => {
  const rows: Row[] = [
    [1, 5],
    [1, 5],
    [2, 6],
    [2, 7],
  ]
  expect(ordered(rows, [1]).lines).toEqual(['0 el', '1 el', '2 el', '3 el'])
})

test('a record that overtakes another on one clock only is handled twice', () => {
  const rows: Row[] = [
    [10, 20],
    [5, 21],
  ]
  expect(ordered(rows, [1]).lines).toEqual(['1 e', '0 el', '1 l'])
})

test('a long stream holds back no more than its disorder needs', () => {
  const rows: Row[] = []
  for (let k = 0; k < 60_000; k++) rows.push([k * 10 - (k % 7) * 3, k * 10 + 500 - (k % 5)])
  const { lines, heldMax } = ordered(rows, [100, 4_096, 1])
  expect(lines).toEqual(twin(rows))
  // A batch, and what can still be overtaken.
  expect(heldMax).toBeLessThan(200)
})

// Quadratic, it would take hours; a minute is never reached, however busy the machine.
test('a stream in the very wrong order takes no more than a moment', () => {
  const rows: Row[] = []
  for (let k = 0; k < 50_000; k++) rows.push([50_000 - k, 100_000 - k])
  const started = process.hrtime.bigint()
  const { lines } = ordered(rows, [4_096])
  expect(lines[0]).toBe('49999 el')
  expect(lines).toHaveLength(50_000)
  expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(60)
})

test('both times move to the epoch of the run', () => {
  const order = new TwoClockOrder({
    epochShiftNanos: 1_000,
    localShiftNanos: 5,
    exchangeDisorderNanos: 0,
    localDisorderNanos: 0,
  })
  order.push(tapeOf([[1, 2]]))
  order.end()
  expect([order.ordered.f64[F_EXCHANGE], order.ordered.f64[F_LOCAL]]).toEqual([1_001, 1_007])
})

test('an input that steps back farther than when it was surveyed is refused, not reordered', () => {
  for (const slot of [0, 1] as const) {
    const order = new TwoClockOrder({
      localShiftNanos: 0,
      exchangeDisorderNanos: 3,
      localDisorderNanos: 3,
    })
    const rows: [number, number][] = [
      [10, 10],
      [20, 20],
      [30, 30],
    ]
    order.push(tapeOf(rows))
    const late: [number, number] = [40, 40]
    late[slot] = 5
    expect(() => order.push(tapeOf([late]))).toThrow(InputError)
  }
})

test('a time that is no number is refused', () => {
  const options = { localShiftNanos: 0, exchangeDisorderNanos: 0, localDisorderNanos: 0 }
  for (const row of [
    [Number.NaN, 1],
    [1, Number.NaN],
  ] as const) {
    expect(() => new TwoClockOrder(options).push(tapeOf([row]))).toThrow(InputError)
  }
})
