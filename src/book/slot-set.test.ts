/** The bitmap against a plain `Set`, for any slots fast-check thinks of. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SlotSet } from './slot-set.ts'

const belowIn = (slots: Set<number>, slot: number): number =>
  Math.max(-1, ...[...slots].filter((member) => member < slot))

test('after any changes the next lower member is the one a plain set has', () => {
  for (const capacity of [64, 1_024, 16_384, 65_536]) {
    const anySlot = fc.integer({ min: 0, max: capacity - 1 })
    const anyChange = fc.record({ slot: anySlot, isAdded: fc.boolean() })
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 60 }), anySlot, (changes, probe) => {
        const set = new SlotSet(capacity)
        const twin = new Set<number>()
        for (const { slot, isAdded } of changes) {
          if (isAdded) {
            set.add(slot)
            twin.add(slot)
          } else {
            set.delete(slot)
            twin.delete(slot)
          }
          for (const from of [capacity, probe, slot, slot + 1, 0]) {
            expect(set.below(from)).toBe(belowIn(twin, from))
          }
          expect(set.has(slot)).toBe(isAdded)
        }
        set.clear()
        expect(set.below(capacity)).toBe(-1)
      }),
    )
  }
})

test('the edges of words and blocks are members like any other', () => {
  const set = new SlotSet(16_384)
  const edges = [0, 31, 32, 1_023, 1_024, 16_383]
  for (const edge of edges) set.add(edge)
  const found = []
  for (let slot = set.below(16_384); slot >= 0; slot = set.below(slot)) found.push(slot)
  expect(found.reverse()).toEqual(edges)
})
