/** A random market and a random trader: what holds whatever they do. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FOK, GTC, GTX, IOC, SIDES, type Side, type TimeInForce } from '../core/index.ts'
import { TAKER } from './exchange.ts'
import { RecordingVenue } from './recording-venue.suite.ts'

const side = fc.constantFrom<Side>(1, -1)
const ticks = fc.integer({ min: -4, max: 4 })
const size = fc.integer({ min: 1, max: 12 })
const step = fc.oneof(
  fc.record({ what: fc.constant('depth'), side, ticks, size: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ what: fc.constant('trade'), side, ticks, size }),
  fc.record({ what: fc.constant('clear'), side, ticks, size }),
  fc.record({ what: fc.constant('enter'), side, ticks, size }),
  fc.record({ what: fc.constant('market'), side, ticks, size }),
  fc.record({ what: fc.constant('cancel'), side, ticks, size }),
  fc.record({ what: fc.constant('replace'), side, ticks, size }),
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

interface Known {
  readonly side: Side
  readonly limit: number
  size: number
}

/** Plays a walk and keeps what was asked for, by order id. */
class Walk {
  readonly venue = new RecordingVenue('5 | 101 | \n | 99 | 5')
  readonly asked = new Map<number, Known>()
  #nextId = 1

  play({ what, side, ticks, size }: Step): string[] {
    const { venue } = this
    const price = 100 + ticks
    if (what === 'depth') return venue.depth(side, price, size, size % 3 === 0 ? 0 : 1)
    if (what === 'trade') return venue.trade(size === 7 ? 0 : side, price, size)
    if (what === 'clear') return venue.clear(side, 1)
    if (what === 'market') return this.#enter(side, Number.NaN, size)
    if (what === 'enter') return this.#enter(side, price, size)
    const orders = venue.venue.resting(side)
    const id = orders.count === 0 ? 0 : orders.at(size % orders.count).id
    if (what === 'cancel') return venue.cancel(id, side)
    const lines = venue.replace(id, side, price, size)
    const known = this.asked.get(id)
    if (known !== undefined && lines[0]?.startsWith('replaced')) {
      this.asked.set(id, { ...known, size, limit: price })
    }
    return lines
  }

  #enter(side: Side, limit: number, size: number): string[] {
    const id = this.#nextId++
    this.asked.set(id, { side, limit, size })
    if (Number.isNaN(limit)) return this.venue.market(side, size, id)
    const timeInForce = ([GTC, GTC, GTX, IOC, FOK] as TimeInForce[])[(id + size) % 5]!
    return this.venue.enter(side, limit, size, timeInForce, id)
  }
}

function filledLots(venue: RecordingVenue, id: number): number {
  return venue.sink.fills.reduce((sum, fill) => sum + (fill.orderId === id ? fill.size : 0), 0)
}

test('property: fills of an order and what is left of it are its size', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const walk = new Walk()
      for (const one of steps) walk.play(one)
      for (const one of SIDES) {
        const orders = walk.venue.venue.resting(one)
        for (let k = 0; k < orders.count; k++) {
          const order = orders.at(k)
          expect(order.leaves).toBe(order.size - filledLots(walk.venue, order.id))
          expect(order.size).toBe(walk.asked.get(order.id)?.size)
        }
      }
      const lastLeaves = new Map<number, number>()
      for (const fill of walk.venue.sink.fills) {
        expect(fill.size).toBeGreaterThan(0)
        expect(fill.leaves).toBeGreaterThanOrEqual(0)
        lastLeaves.set(fill.orderId, fill.leaves)
      }
      for (const [id, leaves] of lastLeaves) {
        if (leaves === 0) expect(walk.venue.venue.resting(1).find(id)).toBeUndefined()
      }
    }),
    { numRuns: 500, seed: 31 },
  )
})

test('property: every request is answered, and only the first answer may be followed by a lapse', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const walk = new Walk()
      for (const one of steps) {
        const before = walk.venue.requests
        const lines = walk.play(one)
        if (walk.venue.requests > before) expect(lines[0]).toMatch(/^\D+ \d+/)
      }
      for (let request = 1; request <= walk.venue.requests; request++) {
        expect([1, 2]).toContain(walk.venue.sink.answers.get(request))
      }
    }),
    { numRuns: 300, seed: 32 },
  )
})

test('property: nobody trades beyond a limit, and a maker trades at it', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const walk = new Walk()
      let seen = 0
      for (const one of steps) {
        // A replace is known after its own executions: it is looked up when the step is over.
        walk.play(one)
        for (const fill of walk.venue.sink.fills.slice(seen)) {
          const { limit = 0 } = walk.asked.get(fill.orderId) ?? {}
          if (Number.isNaN(limit)) continue
          if (fill.cause === TAKER)
            expect(fill.side * (limit - fill.price)).toBeGreaterThanOrEqual(0)
          else expect(fill.price).toBe(limit)
        }
        seen = walk.venue.sink.fills.length
      }
    }),
    { numRuns: 300, seed: 33 },
  )
})

test('property: own orders at one price stand at least their own lots apart', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const walk = new Walk()
      for (const one of steps) {
        walk.play(one)
        for (const which of SIDES) {
          const orders = walk.venue.venue.resting(which)
          for (let k = 0; k < orders.count; k++) {
            const order = orders.at(k)
            expect(order.ahead).toBeGreaterThanOrEqual(0)
            expect(order.ahead).toBeGreaterThanOrEqual(orders.ownLotsAhead(order))
          }
        }
      }
    }),
    { numRuns: 300, seed: 34 },
  )
})
