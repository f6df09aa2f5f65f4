/** Lots ahead of own orders, against a twin that keeps every queue of the book whole. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_ORDER,
  FLAG_BOOKED,
  FLAG_KEPT,
  flagsOf,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  IOC,
  lots,
  SELL,
  type Side,
  ticks,
} from '../../core/index.ts'
import { CommandWriter, MatchingEngine, packTerms } from '../../exchange/index.ts'
import { VenueBook } from '../market/index.ts'
import { OwnPlaces } from './own-places.ts'

/** Everybody's displayed lots, in the order of their queues: a list, searched from the front. */
class WholeQueues {
  #orders: { id: number; price: number; shown: number }[] = []

  hear({ f64, i32 }: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = engineKindOf(meta)
    const flags = flagsOf(meta)
    const id = f64[index * EVENT_F64 + F_ORDER]!
    const arrives = () => {
      this.#orders = this.#orders.filter((order) => order.id !== id)
      this.#orders.push({ id, price: i32[i + I_PRICE]!, shown: i32[i + I_SHOWN]! })
    }
    const shrinks = (by: number) => {
      const order = this.#orders.find((one) => one.id === id)
      if (order !== undefined) order.shown -= by
      this.#orders = this.#orders.filter(({ shown }) => shown > 0)
    }
    if (kind === ENGINE_BOOKED) arrives()
    else if (kind === ENGINE_ACCEPTED && (flags & FLAG_BOOKED) !== 0) arrives()
    else if (kind === ENGINE_TRADE) shrinks(i32[i + I_SIZE]!)
    else if (kind === ENGINE_CANCELED) shrinks(i32[i + I_SHOWN]!)
    else if (kind === ENGINE_REPLACED) {
      shrinks(i32[i + I_LEFT]!)
      if ((flags & FLAG_KEPT) === 0) this.#orders = this.#orders.filter((one) => one.id !== id)
      if ((flags & FLAG_BOOKED) !== 0) arrives()
    }
  }

  /** Lots before an order at its price; undefined for an order that is not displayed. */
  ahead(id: number): number | undefined {
    const own = this.#orders.find((order) => order.id === id)
    if (own === undefined) return undefined
    let sum = 0
    for (const order of this.#orders) {
      if (order === own) return sum
      if (order.price === own.price) sum += order.shown
    }
    return sum
  }
}

const OWN = 1
const step = fc.record({
  what: fc.constantFrom('rest', 'own', 'own iceberg', 'take', 'cancel', 'replace', 'shrink'),
  side: fc.constantFrom<Side>(BUY, SELL),
  away: fc.integer({ min: 1, max: 3 }),
  size: fc.integer({ min: 1, max: 9 }),
  which: fc.nat(),
})

test('own places are those of the whole queues, whatever happens around them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const engine = new MatchingEngine({ instruments: [{}], participants: 2 })
      const commands = new CommandWriter()
      const venue = new VenueBook('SIM', OWN)
      const places = new OwnPlaces()
      const whole = new WholeQueues()
      const ids: { id: number; isOwn: boolean; side: Side }[] = []
      for (const { what, side, away, size, which } of steps) {
        commands.tape.clear()
        const price = ticks(100 - side * away)
        const id = ids.length + 1
        const known = ids[which % Math.max(1, ids.length)]
        if (what === 'rest' || what === 'own') {
          ids.push({ id, isOwn: what === 'own', side })
          commands.limit(id, what === 'own' ? OWN : 0, 0, side, price, lots(size))
        } else if (what === 'own iceberg') {
          ids.push({ id, isOwn: true, side })
          const displaySize = lots(Math.max(1, size >> 1))
          commands.enter({
            id,
            participant: OWN,
            instrument: 0,
            side,
            price,
            size: lots(size),
            displaySize,
          })
        } else if (what === 'take') {
          ids.push({ id, isOwn: false, side })
          const far = ticks(100 + side * away)
          commands.limit(id, 0, 0, side, far, lots(size), packTerms({ timeInForce: IOC }))
        } else if (known === undefined) continue
        else if (what === 'cancel') commands.cancel(known.id, known.isOwn ? OWN : 0, 0)
        else if (known.isOwn) {
          const to = what === 'replace' ? ticks(100 - known.side * away) : price
          commands.replace(known.id, OWN, 0, to, lots(what === 'shrink' ? 1 : size))
        }
        for (let index = 0; index < commands.tape.length; ) {
          index = engine.apply(commands.tape, index)
        }
        for (let index = 0; index < engine.events.length; index++) {
          const i = index * EVENT_I32
          const about = ids[engine.events.f64[index * EVENT_F64 + F_ORDER]! - 1]
          venue.apply(engine.events, index)
          whole.hear(engine.events, index)
          places.hear(engine.events, index, about?.isOwn === true, venue.levels)
          // The venue of a seat ends the place of an order that has traded whole.
          const isTrade = engineKindOf(engine.events.i32[i + I_META]!) === ENGINE_TRADE
          if (isTrade && about?.isOwn === true && whole.ahead(about.id) === undefined) {
            const isIceberg = engine.events.length > index + 1
            if (!isIceberg) places.end(about.id)
          }
        }
        engine.events.clear()
        for (const { id: own, isOwn } of ids) {
          const ahead = isOwn ? whole.ahead(own) : undefined
          if (ahead !== undefined) expect(places.find(own)?.aheadLots).toBe(ahead)
        }
      }
    }),
    { numRuns: 300 },
  )
})
