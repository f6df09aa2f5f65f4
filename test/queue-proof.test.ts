/**
 * Own orders in recorded queues: they trade when everything that stood ahead has gone, not before and
 * not later. A judge that keeps one list a price says beforehand what every record must fill.
 */
import { describe, expect, test } from 'vitest'
import { OrderLevelBook } from '../src/book/index.ts'
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  EventTape,
  EventView,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  GTX,
  I_PRICE,
  I_SIZE,
  LIMIT,
  NO_PRICE,
  nanos,
  opposite,
  packMeta,
  RandomStream,
  REPLACE_ORDER,
  SIDES,
  type Side,
} from '../src/core/index.ts'
import {
  BEST_CROSSED,
  FifoQueue,
  type Fill,
  type FillCause,
  NO_FEES,
  QUEUE_EXHAUSTED,
  ReplayVenue,
  type ReportSink,
  TAKER,
  TRADED_THROUGH,
} from '../src/exchange/index.ts'
import { openFeed } from '../src/io/index.ts'
import type { Feed } from '../src/market-data/index.ts'
import { type ExpectedFill, QueueTwin } from './queue-twin.suite.ts'
import { sharedFile } from './shared-data.ts'

const OWN_MAX = 60

/** Keeps the executions since they were last taken. */
class FillSink implements ReportSink {
  readonly fills: ExpectedFill[] = []
  refused = 0

  report(): void {
    this.refused++
  }
  fill({ orderId, size, cause }: Fill): void {
    this.fills.push({ orderId, size, cause })
  }
}

/** A day on which random orders of ours rest near the touch, judged record by record. */
class ProofDay {
  /** Fills by cause. */
  readonly counts: Record<FillCause, number> = {
    [TRADED_THROUGH]: 0,
    [BEST_CROSSED]: 0,
    [QUEUE_EXHAUSTED]: 0,
    [TAKER]: 0,
  }
  readonly twin = new QueueTwin()
  entered = 0
  comparisons = 0
  readonly #random: RandomStream
  readonly #sizes: readonly [number, number]
  readonly #book: OrderLevelBook
  readonly #sink = new FillSink()
  readonly #venue: ReplayVenue
  readonly #request = new EventTape(1)
  readonly #aheadBefore = new Map<number, number>()
  #nextId = 1

  constructor(feed: Feed, seed: number, sizes: readonly [number, number]) {
    const instrument = feed.info.instruments[0]!
    this.#random = RandomStream.named(seed, 'own orders')
    this.#sizes = sizes
    this.#book = new OrderLevelBook({ instrument })
    this.#venue = new ReplayVenue({
      instrument,
      book: this.#book,
      queueModel: new FifoQueue(),
      fees: NO_FEES,
      liquidity: 'displayed',
      slippageTicks: 0,
      reports: this.#sink,
    })
  }

  take(event: EventView, batch: EventTape): void {
    const rested = this.twin.placeOf(event.orderId)
    const expected = this.twin.take(event)
    this.#venue.onMarket(batch, event.index)
    this.#judge(expected)
    if (rested !== undefined) this.#comparePlaces(rested.side, rested.price)
    this.#comparePlaces(event.side, event.price)
    if ((event.flags & FLAG_LAST) === 0) return
    this.#checkUncrossed()
    if (this.#random.integer(1, 40) === 1) this.#act(event.exchangeTime)
  }

  #judge(expected: readonly ExpectedFill[]): void {
    if (expected.length === 0 && this.#sink.fills.length === 0) return
    const fills = this.#sink.fills.splice(0)
    for (const { cause } of fills) this.counts[cause]++
    expect(fills.filter(({ cause }) => cause !== BEST_CROSSED)).toEqual(expected)
    for (const { orderId } of fills.filter(({ cause }) => cause === BEST_CROSSED)) {
      const { side, price } = this.twin.own.get(orderId)!
      expect(side * (price - this.#book.best(opposite(side)))).toBeGreaterThanOrEqual(0)
      this.twin.withdraw(orderId)
    }
  }

  /** The venue's lots ahead are those of the list, and they never grow. */
  #comparePlaces(side: number, price: number): void {
    for (const which of SIDES) {
      const orders = this.#venue.resting(which)
      for (let k = 0; k < orders.count; k++) {
        const order = orders.at(k)
        if (which !== side || order.price !== price) continue
        const before = this.#aheadBefore.get(order.id)!
        this.#aheadBefore.set(order.id, order.ahead)
        this.comparisons++
        // Hundreds of thousands of comparisons: only a wrong one is worth an expectation.
        if (order.ahead === this.twin.lotsAhead(order.id) && order.ahead <= before) continue
        expect({ ahead: order.ahead, grewFrom: before }).toEqual({
          ahead: this.twin.lotsAhead(order.id),
          grewFrom: expect.toSatisfy((lots: number) => order.ahead <= lots),
        })
      }
    }
  }

  /** Nothing of ours is left standing where the market would have met it. */
  #checkUncrossed(): void {
    if (this.#book.isCrossed || this.#book.isLocked) return
    for (const side of SIDES) {
      const far = this.#book.best(opposite(side))
      const { best } = this.#venue.resting(side)
      const isLeft = far !== NO_PRICE && best !== NO_PRICE && side * (far - best) <= 0
      if (isLeft) expect.fail(`an own order at ${best} is left behind the market at ${far}`)
    }
  }

  #act(now: number): void {
    const ids = [...this.twin.own.keys()]
    const choice = this.#random.integer(1, 10)
    const id = ids[this.#random.integer(0, Math.max(0, ids.length - 1))]
    if (id !== undefined && (choice === 1 || ids.length >= OWN_MAX)) this.#cancel(id, now)
    else if (id !== undefined && choice === 2) this.#replace(id, now)
    else this.#enter(now)
  }

  #enter(now: number): void {
    const side: Side = this.#random.integer(0, 1) === 0 ? 1 : -1
    const price = this.#priceFor(side)
    if (price === undefined) return
    const id = this.#nextId++
    const size = this.#random.integer(...this.#sizes)
    this.#send(ENTER_ORDER, id, side, price, size, now)
    if (this.#venue.resting(side).find(id) === undefined) return
    this.entered++
    this.twin.enter(id, side, price, size)
    this.#noteAhead(id)
  }

  #cancel(id: number, now: number): void {
    const { side, price } = this.twin.own.get(id)!
    this.#send(CANCEL_ORDER, id, side, price, 0, now)
    this.twin.withdraw(id)
  }

  /** Fewer lots in place, or another price at the back. */
  #replace(id: number, now: number): void {
    const { side, price, entry } = this.twin.own.get(id)!
    const order = this.#venue.resting(side).find(id)!
    const isSmaller = entry.size > 1 && this.#random.integer(0, 1) === 0
    const priceNew = isSmaller ? price : (this.#priceFor(side) ?? price)
    const left = isSmaller ? entry.size - 1 : entry.size + 1
    this.#send(REPLACE_ORDER, id, side, priceNew, order.filled + left, now)
    if (isSmaller) this.twin.shrinkOwn(id, left)
    else {
      this.twin.withdraw(id)
      if (this.#venue.resting(side).find(id) === undefined) return
      this.twin.enter(id, side, priceNew, left)
      this.#noteAhead(id)
    }
  }

  #noteAhead(id: number): void {
    const ahead = this.twin.lotsAhead(id)
    this.#aheadBefore.set(id, ahead)
    const { side } = this.twin.own.get(id)!
    expect(this.#venue.resting(side).find(id)?.aheadAtEntry).toBe(ahead)
  }

  /** A price near the touch that does not cross; none before the open and in auctions. */
  #priceFor(side: Side): number | undefined {
    const [near, far] = [this.#book.best(side), this.#book.best(opposite(side))]
    if (near === NO_PRICE || far === NO_PRICE || side * (far - near) <= 0) return undefined
    const inside = Math.min(3, side * (far - near) - 1)
    if (this.#random.integer(1, 4) === 1) return near + side * this.#random.integer(0, inside)
    let price = near
    for (let levels = this.#random.integer(0, 4); levels > 0; levels--) {
      price = this.#book.nextBehind(side, price)
    }
    return price === NO_PRICE ? near : price
  }

  #send(kind: number, id: number, side: Side, price: number, size: number, now: number): void {
    const tape = this.#request
    tape.clear()
    tape.append(packMeta(kind, side, 0), 0, now, now)
    tape.f64[F_ORDER] = id
    tape.f64[F_SEQUENCE] = 1
    tape.f64[F_A] = LIMIT
    tape.f64[F_B] = GTX
    tape.i32[I_PRICE] = price
    tape.i32[I_SIZE] = size
    this.#venue.onRequest(tape, 0, nanos(now))
  }
}

const DAYS = [
  {
    name: 'a Shanghai day',
    files: ['sse/600519_20230201_entrust.csv.zst', 'sse/600519_20230201_trade.csv.zst'],
    sizes: [1, 500],
  },
  {
    name: 'a day of a future, market by order',
    files: ['databento/esh4-glbx-mdp3-20231225.mbo.dbn.zst'],
    sizes: [1, 6],
  },
] as const

describe.each(DAYS)('$name', ({ files, sizes }) => {
  const paths = files.map((file) => sharedFile(`data/${file}`))
  const isHere = paths.every((path) => path !== undefined)
  const reason = isHere ? '' : ' (skipped: the recorded data are not here)'

  test.skipIf(!isHere).each([1, 2])(
    `own orders wait their turn, seed %i${reason}`,
    async (seed) => {
      const feed = await openFeed({ files: paths as string[] })
      const day = new ProofDay(feed, seed, sizes)
      const event = new EventView(new EventTape(1))
      for await (const batch of feed.open()) {
        for (let i = 0; i < batch.length; i++) day.take(event.at(i, batch), batch)
      }
      const { comparisons, counts, entered, twin } = day
      expect(entered).toBeGreaterThan(500)
      expect(comparisons).toBeGreaterThan(5_000)
      expect(counts[QUEUE_EXHAUSTED]).toBeGreaterThan(200)
      expect(counts[TRADED_THROUGH]).toBeGreaterThan(20)
      expect(counts[TAKER]).toBe(0)
      expect(twin.early).toBe(0)
      // The recording itself keeps the rule that ours are judged by.
      expect(twin.executions).toBeGreaterThan(5_000)
      expect(twin.outOfTurn).toBe(0)
    },
  )
})
