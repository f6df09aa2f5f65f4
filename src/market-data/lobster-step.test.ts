/** Rows and messages at random: whoever applies message and changes has the levels of the row. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUY,
  Instrument,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SIDES,
  type Side,
  TRADE,
} from '../core/index.ts'
import { textSource } from './event-list.suite.ts'
import { LobsterRows } from './lobster-rows.ts'
import { LobsterStep } from './lobster-step.ts'

const DEPTH = 3
const INSTRUMENT = new Instrument({ symbol: 'X', tick: '0.0001', lot: '1' })

const level = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
const levelsOfASide = fc.uniqueArray(level, { maxLength: DEPTH, selector: ([by]) => by })
const row = fc.record({ bids: levelsOfASide, asks: levelsOfASide })
const message = fc.record({
  kind: fc.constantFrom(ORDER_ADD, ORDER_REDUCE, ORDER_DELETE, ORDER_EXECUTE, TRADE),
  side: fc.constantFrom(...SIDES),
  by: fc.integer({ min: 1, max: 10 }),
  size: fc.integer({ min: 1, max: 6 }),
})
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never
type Pairs = Row['bids']

/** Levels stand so many ticks from 100. */
const priceOf = (side: Side, by: number): number => 100 - side * by

function rowText({ bids, asks }: Row): string {
  const cells: string[] = []
  const sorted = (pairs: Pairs) => [...pairs].sort(([a], [b]) => a - b)
  const sides = [[-1, sorted(asks)] as const, [BUY, sorted(bids)] as const]
  for (let at = 0; at < DEPTH; at++) {
    for (const [side, pairs] of sides) {
      const found = pairs[at]
      cells.push(
        found === undefined
          ? `${-side * 9_999_999_999},0`
          : `${priceOf(side as Side, found[0])},${found[1]}`,
      )
    }
  }
  return cells.join(',')
}

const bookOf = ({ bids, asks }: Row): Map<string, number> =>
  new Map([
    ...bids.map(([by, size]) => [`1 ${priceOf(BUY, by)}`, size] as const),
    ...asks.map(([by, size]) => [`-1 ${priceOf(-1, by)}`, size] as const),
  ])

test('message and changes make the row, for any two rows and any message between them', async () => {
  let following = 0
  await fc.assert(
    fc.asyncProperty(row, row, message, async (before, after, { kind, side, by, size }) => {
      const rows = new LobsterRows(
        INSTRUMENT,
        textSource(`${rowText(before)}\n${rowText(after)}\n`),
      )
      await rows.advance()
      const step = new LobsterStep(DEPTH)
      step.begin(rows)
      const book = bookOf(before)
      const price = priceOf(side, by)
      step.apply(kind, kind === TRADE ? (NO_SIDE as Side) : side, price, size)
      if (kind !== TRADE) change(book, `${side} ${price}`, kind === ORDER_ADD ? size : -size)
      await rows.advance()
      const isExplained = step.settle(rows)
      let unexplained = 0
      for (let at = 0; at < step.changeCount; at++) {
        const key = `${step.changeSides[at]} ${step.changePrices[at]}`
        book.delete(key)
        if (step.changeSizes[at]! > 0) book.set(key, step.changeSizes[at]!)
        unexplained += Number(step.changeIsUnseen[at] === 0)
      }
      const sorted = (levels: Map<string, number>) => [...levels].sort()
      expect(sorted(book)).toEqual(sorted(bookOf(after)))
      // One level goes and one comes into sight: nothing else is seen that no message tells.
      if (isExplained) expect(unexplained).toBeLessThanOrEqual(1)
      following += Number(isExplained)
    }),
    { numRuns: 2000 },
  )
  expect(following).toBeGreaterThan(0)
})

function change(book: Map<string, number>, key: string, by: number): void {
  const left = (book.get(key) ?? 0) + by
  if (left > 0) book.set(key, left)
  else book.delete(key)
}
