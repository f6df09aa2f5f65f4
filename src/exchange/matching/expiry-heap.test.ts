/** Dated orders against a sorted list. */
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { ExpiryHeap } from './expiry-heap.ts'
import { ARRIVAL, EXPIRY, NO_ORDER, OrderStore, rare } from './order-store.ts'

test('the next to expire is always first, the earlier arrival at one instant', () => {
  const random = RandomStream.named(1, 'dates')
  const store = new OrderStore(16)
  const heap = new ExpiryHeap(store)
  const live: { order: number; expiry: number; arrival: number }[] = []
  for (let arrival = 1; arrival <= 3_000; arrival++) {
    if (live.length > 60 || (live.length > 0 && random.integer(0, 2) === 0)) {
      const [gone] = live.splice(random.integer(0, live.length - 1), 1)
      heap.remove(gone!.order)
      store.release(gone!.order)
    } else {
      const order = store.take(new Float64Array([arrival]), 0)
      const expiry = random.integer(1, 50)
      store.rareF64[(rare(order) >> 1) + EXPIRY] = expiry
      store.rareF64[(rare(order) >> 1) + ARRIVAL] = arrival
      heap.add(order)
      live.push({ order, expiry, arrival })
    }
    const [first] = [...live].sort((a, b) => a.expiry - b.expiry || a.arrival - b.arrival)
    expect(heap.first).toBe(first?.order ?? NO_ORDER)
    expect(heap.count).toBe(live.length)
    if (arrival % 100 === 0) heap.checkInvariants()
  }
})
