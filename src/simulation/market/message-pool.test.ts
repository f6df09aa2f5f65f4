/** Messages on their way keep what was put into them, however many there are. */
import { expect, test } from 'vitest'
import { EVENT_F64, EventTape, RandomStream } from '../../core/index.ts'
import { MessagePool, SLOT_RECORDS } from './message-pool.ts'

test('slots keep their records while others come and go, and are used again', () => {
  const pool = new MessagePool()
  const random = RandomStream.named(6, 'pool')
  const source = new EventTape(1)
  source.append(0, 0, 0, 0)
  const held = new Map<number, number>()
  let peak = 0
  for (let k = 1; k <= 20_000; k++) {
    if (held.size < 700 && random.uniform() < 0.55) {
      const slot = pool.take()
      expect(held.has(slot)).toBe(false)
      source.f64[0] = k
      source.f64[EVENT_F64 - 1] = -k
      pool.fill(slot, source, 0, 1)
      held.set(slot, k)
    } else {
      const [slot] = held.keys()
      if (slot === undefined) continue
      const at = slot * SLOT_RECORDS * EVENT_F64
      expect(pool.tape.f64[at]).toBe(held.get(slot))
      expect(pool.tape.f64[at + EVENT_F64 - 1]).toBe(-held.get(slot)!)
      pool.give(slot)
      held.delete(slot)
    }
    peak = Math.max(peak, held.size)
    expect(pool.pending).toBe(held.size)
  }
  expect(peak).toBeGreaterThan(500)
  expect(pool.tape.length).toBe(peak * SLOT_RECORDS)
})
