/**
 * No sequence of requests, answers and fills takes the position beyond its limit, in the worst case.
 *
 * The venue here is a dozen lines: it keeps orders, answers requests in their order, and lets them
 * trade whenever the random walk says so, before and after it has read what is in flight. The worst
 * case is judged on the venue's side, where fills happen: its position, and everything that rests or
 * is on its way filling.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Lots, lots, SIDES, type Side, ticks } from '../core/index.ts'
import { WiredDesk } from './wired-desk.suite.ts'

const LIMIT_LOTS = 20

interface AtVenue {
  readonly side: Side
  size: number
  filled: number
}

interface InFlight {
  readonly request: number
  readonly verb: string
  readonly id: number
  readonly side: Side
  readonly size: number
}

type Report = (wired: WiredDesk) => void

/** A venue that reads requests and delivers reports in order, each when it is told to. */
class TinyVenue {
  readonly orders = new Map<number, AtVenue>()
  readonly requests: InFlight[] = []
  readonly reports: Report[] = []
  position = 0

  take(sent: readonly string[]): void {
    for (const line of sent) {
      const [number = '', verb = '', id = '', side = '', size = ''] = line.split(' ')
      const known = this.orders.get(Number(id))?.side ?? (side === 'BUY' ? 1 : -1)
      const request = Number(number.slice(1))
      this.requests.push({ request, verb, id: Number(id), side: known, size: Number(size) })
    }
  }

  read(): void {
    const next = this.requests.shift()
    if (next === undefined) return
    const { request, verb, id, side, size } = next
    const order = this.orders.get(id)
    if (verb === 'enter') {
      this.orders.set(id, { side, size, filled: 0 })
      this.reports.push((wired) => wired.accepted(id, side, request))
    } else if (order === undefined) {
      this.reports.push((wired) => wired.refused(id, side, request))
    } else if (verb === 'cancel' || size <= order.filled) {
      this.orders.delete(id)
      this.reports.push((wired) => wired.canceled(id, order.side, request))
    } else {
      order.size = size
      this.reports.push((wired) => wired.replaced(id, order.side, 100, size, request))
    }
  }

  trade(which: number, wanted: number): void {
    const id = [...this.orders.keys()][which % Math.max(1, this.orders.size)]
    const order = id === undefined ? undefined : this.orders.get(id)
    if (id === undefined || order === undefined) return
    const size = Math.min(wanted, order.size - order.filled)
    order.filled += size
    this.position += order.side * size
    if (order.filled === order.size) this.orders.delete(id)
    this.reports.push((wired) => wired.filled(id, order.side, size))
  }

  /** The farthest the position can get on a side: every order fills at the largest it can become. */
  worst(side: Side): number {
    let open = 0
    for (const [id, order] of this.orders) {
      if (order.side !== side) continue
      let size = order.size
      for (const flying of this.requests) if (flying.id === id) size = Math.max(size, flying.size)
      open += size - order.filled
    }
    for (const { verb, side: entered, size } of this.requests) {
      if (verb === 'enter' && entered === side) open += size
    }
    return side * this.position + open
  }
}

const step = fc.record({
  what: fc.constantFrom(
    'enter',
    'replace',
    'replace',
    'cancel',
    'read',
    'report',
    'report',
    'trade',
  ),
  side: fc.constantFrom<Side>(1, -1),
  which: fc.nat({ max: 7 }),
  size: fc.integer({ min: 1, max: 12 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function act(wired: WiredDesk, venue: TinyVenue, { what, side, which, size }: Step): void {
  const { desk } = wired
  const id = desk.count === 0 ? 0 : desk.at(which % desk.count).id
  if (what === 'enter') desk.enter(side, ticks(100), lots(size) as Lots)
  else if (what === 'replace') desk.replace(id, ticks(100), lots(size))
  else if (what === 'cancel') desk.cancel(id)
  else if (what === 'read') venue.read()
  else if (what === 'report') venue.reports.shift()?.(wired)
  else venue.trade(which, size)
  venue.take(wired.take())
}

test('property: position and everything that can still fill stay within the limit', () => {
  let replaces = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 150 }), (steps) => {
      const wired = new WiredDesk({ positionLotsMax: LIMIT_LOTS })
      const venue = new TinyVenue()
      for (const one of steps) {
        act(wired, venue, one)
        for (const side of SIDES) {
          const known = side * wired.desk.position + wired.desk.openLots(side)
          const worst = Math.max(venue.worst(side), known)
          // `expect` is slow: called to explain a failure only.
          if (worst > LIMIT_LOTS) expect(worst).toBeLessThanOrEqual(LIMIT_LOTS)
        }
      }
      while (venue.requests.length > 0) venue.read()
      for (const report of venue.reports) report(wired)
      // Everything reported: both sides of the wire agree.
      expect(wired.desk.position + 0).toBe(venue.position + 0)
      expect(wired.desk.count).toBe(venue.orders.size)
      for (const [id, order] of venue.orders) {
        expect(wired.desk.find(id)?.leaves).toBe(order.size - order.filled)
      }
      replaces += wired.desk.counts.replaces
    }),
    { numRuns: 1_000, seed: 20 },
  )
  // The walk has to reach what it is about.
  expect(replaces).toBeGreaterThan(1_000)
})
