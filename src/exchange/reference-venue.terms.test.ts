/** What the reference backtester does not know is refused, never half understood. */
import { expect, test } from 'vitest'
import { fill } from '../book/drawn-book.suite.ts'
import { UncrossingBook } from '../book/index.ts'
import {
  ENTER_ORDER,
  EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  GTC,
  I_PRICE,
  I_SIZE,
  Instrument,
  LIMIT,
  NEVER,
  NO_PRICE,
  nanos,
  ORDER_TERMS,
  packMeta,
  SIDES,
  type Side,
  STOP,
  STOP_LIMIT,
  sideName,
} from '../core/index.ts'
import { NO_FEES } from './fees.ts'
import { ConservativeQueue } from './queue-model.ts'
import { RecordingSink } from './recording-venue.suite.ts'
import { ReferenceVenue } from './reference-venue.ts'

class Caller {
  readonly sink = new RecordingSink()
  readonly venue: ReferenceVenue
  #request = 0

  constructor() {
    const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })
    this.venue = new ReferenceVenue({
      instrument,
      book: fill(new UncrossingBook({ instrument }), '5 | 101 |\n | 99 | 5'),
      queueModel: new ConservativeQueue(),
      fees: NO_FEES,
      exchange: 'partial-fill',
      reports: this.sink,
    })
  }

  terms(side: Side, stopPrice: number, displaySize: number, expiresAt: number, reduces: number) {
    const numbers = { price: stopPrice, size: displaySize, a: expiresAt, b: reduces }
    return this.#send(ORDER_TERMS, side, 0, numbers)
  }

  enter(id: number, side: Side, price: number, size: number, type: number): string[] {
    return this.#send(ENTER_ORDER, side, id, { price, size, a: type, b: GTC })
  }

  #send(
    kind: number,
    side: Side,
    id: number,
    { price, size, a, b }: Readonly<Record<'price' | 'size' | 'a' | 'b', number>>,
  ): string[] {
    const tape = new EventTape(1)
    tape.append(packMeta(kind, side, 0), 0, 0, 0)
    tape.f64[F_ORDER] = id
    tape.f64[F_SEQUENCE] = ++this.#request
    tape.f64[F_A] = a
    tape.f64[F_B] = b
    tape.i32[I_PRICE] = price
    tape.i32[I_SIZE] = size
    this.venue.onRequest(tape, 0, nanos(0))
    return this.sink.lines.splice(0)
  }
}

for (const side of SIDES) {
  const name = sideName(side)
  const near = 100 - side
  const refused = (id: number): string[] => [
    `rejected ${id}: an order of a kind that this venue does not take`,
  ]

  test(`${name}: an order with terms of any kind is refused, the next without them is not`, () => {
    const caller = new Caller()
    for (const [stopPrice, displaySize, expiresAt, reduces] of [
      [100, 0, NEVER, 0],
      [NO_PRICE, 1, NEVER, 0],
      [NO_PRICE, 0, 500, 0],
      [NO_PRICE, 0, NEVER, 1],
    ] as const) {
      expect(caller.terms(side, stopPrice, displaySize, expiresAt, reduces)).toEqual([])
      expect(caller.enter(7, side, near, 2, LIMIT)).toEqual(refused(7))
      expect(caller.venue.resting(side).count).toBe(0)
    }
    expect(caller.enter(7, side, near, 2, LIMIT)).toEqual(['accepted 7'])
  })

  test(`${name}: stop orders are refused`, () => {
    const caller = new Caller()
    expect(caller.enter(7, side, near, 2, STOP_LIMIT)).toEqual(refused(7))
    expect(caller.enter(8, side, near, 2, STOP)).toEqual(refused(8))
  })
}
