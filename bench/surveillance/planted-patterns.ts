/**
 * What planted actors do, each pattern in three strengths.
 *
 * | strength   | means                                                          |
 * |------------|----------------------------------------------------------------|
 * | `strong`   | far beyond the default thresholds                              |
 * | `moderate` | near them, on the forbidden side                               |
 * | `faint`    | below one of them on purpose: a rule that finds it is lucky    |
 *
 * A pattern counts as planted when the actor could carry it out: whether a bait is taken is for the
 * market to say.
 */
import { BUY, IOC, NO_PRICE, opposite, SELL, type Side } from '../../src/core/index.ts'
import type { RuleName } from '../../src/risk/index.ts'
import type { Behaviour, WatchedActor } from './watched-actor.ts'

export const STRENGTHS = ['strong', 'moderate', 'faint'] as const
export type Strength = (typeof STRENGTHS)[number]

const MILLI = 1e6
const SECOND = 1e9
const of = <T>(strength: Strength, strong: T, moderate: T, faint: T): T =>
  strength === 'strong' ? strong : strength === 'moderate' ? moderate : faint

const sideOf = (actor: WatchedActor): Side => (actor.random.uniform() < 0.5 ? BUY : SELL)

function* untilTwoSided(actor: WatchedActor): Generator<number, void> {
  while (!actor.isTwoSided) yield 50 * MILLI
}

/** Shows `levels` prices of a side, executes the other, withdraws: spoofing and layering alike. */
const shown = (levels: number, strength: Strength): Behaviour =>
  function* (actor) {
    const ratio = levels >= 3 ? of(strength, 10, 3, 1.2) : of(strength, 20, 7, 3)
    const fastest = levels >= 3 ? 0.8 : 1.7
    const delay = of(strength, 0.1, fastest, 3) * SECOND
    for (let attempt = 0; attempt < 12 && actor.completed === 0; attempt++) {
      yield* untilTwoSided(actor)
      const side = sideOf(actor)
      const baitLots = actor.random.integer(2, 4)
      const sizeLots = Math.max(
        Math.ceil((ratio * baitLots) / levels),
        levels >= 3 ? 1 : Math.ceil(actor.bestLots(side)),
      )
      for (let level = 0; level < levels; level++) {
        actor.enter(side, actor.best(side) - side * (level + 2), sizeLots)
      }
      const other = opposite(side)
      const inside = actor.best(other) + other
      // Inside the spread the bait is the first to be taken.
      const hasRoom = side * (inside - actor.best(side)) > 0
      const bait = actor.enter(other, hasRoom ? inside : actor.best(other), baitLots)
      for (let wait = 0; wait < 100 && actor.filled(bait) === 0; wait++) yield 40 * MILLI
      // Whoever waits in vain trades with whom the show has moved.
      let isExecuted = actor.filled(bait) > 0
      if (!isExecuted && actor.best(side) !== NO_PRICE) {
        actor.cancel(bait)
        isExecuted = actor.filled(actor.enter(other, actor.best(side), baitLots, IOC)) > 0
      }
      if (isExecuted) {
        yield delay
        actor.completed++
      }
      actor.cancelAll()
      yield 2 * SECOND
    }
  }

/** An own order takes an own order. */
function* washDirectly(actor: WatchedActor): Generator<number, void> {
  for (let round = 0; round < 5; round++) {
    yield* untilTwoSided(actor)
    const side = sideOf(actor)
    const best = actor.best(side)
    const isInside = side * (actor.best(opposite(side)) - best) > 1
    const ahead = isInside ? 0 : actor.bestLots(side)
    actor.algorithm = 1
    const resting = actor.enter(side, isInside ? best + side : best, 5)
    yield 10 * MILLI
    actor.algorithm = 2
    if (actor.isLive(resting)) {
      actor.enter(opposite(side), actor.orders.get(resting)!.price, 5 + ahead, IOC)
      if (actor.filled(resting) > 0) actor.completed++
    }
    actor.cancelAll()
    yield 3 * SECOND
  }
}

/** One algorithm buys and another sells as much at the same price, each from whoever comes. */
function* washByArrangement(actor: WatchedActor, pairsWanted: number): Generator<number, void> {
  let pairs = 0
  for (let round = 0; round < 600 && pairs < pairsWanted; round++) {
    yield* untilTwoSided(actor)
    const side = sideOf(actor)
    const other = opposite(side)
    // A price that is empty once the first has traded: there the second is the first in its queue.
    const isInside = side * (actor.best(other) - actor.best(side)) > 1
    if (!isInside && actor.bestLots(other) > 1) {
      yield 50 * MILLI
      continue
    }
    const price = isInside ? actor.best(side) + side : actor.best(other)
    actor.algorithm = 1
    const first = actor.enter(side, price, 1)
    for (let wait = 0; wait < 20 && actor.isLive(first); wait++) yield 20 * MILLI
    actor.algorithm = 2
    if (actor.filled(first) > 0) {
      const second = actor.enter(other, price, 1)
      for (let wait = 0; wait < 40 && actor.isLive(second); wait++) yield 20 * MILLI
      const span = actor.orders.get(second)!.filledNanos - actor.orders.get(first)!.filledNanos
      if (span <= SECOND) pairs++
    }
    actor.cancelAll()
    // What did not match is undone, as it must not add up.
    if (actor.position !== 0) actor.take(actor.position > 0 ? SELL : BUY, Math.abs(actor.position))
    yield 300 * MILLI
  }
  if (pairs === pairsWanted) actor.completed = 1
}

const wash = (strength: Strength): Behaviour =>
  function* (actor) {
    if (strength === 'strong') yield* washDirectly(actor)
    else yield* washByArrangement(actor, strength === 'moderate' ? 4 : 2)
  }

/** Enters and withdraws behind the touch as fast as it can. */
const stuffing = (strength: Strength): Behaviour =>
  function* (actor) {
    yield* untilTwoSided(actor)
    const perSecond = of(strength, 3_000, 400, 120)
    const orders = of(strength, 3_000, 400, 150)
    for (let k = 0; k < orders; k++) {
      const side = k % 2 === 0 ? BUY : SELL
      if (actor.best(side) !== NO_PRICE) {
        const id = actor.enter(side, actor.best(side) - side * 8, 1)
        actor.cancel(id)
      }
      yield SECOND / perSecond
    }
    actor.completed = 1
  }

/** Takes through the book, lets others follow, sells to them, and the price comes back. */
const ignition = (strength: Strength): Behaviour =>
  function* (actor) {
    for (let attempt = 0; attempt < 4 && actor.completed === 0; attempt++) {
      yield* untilTwoSided(actor)
      yield* ignite(actor, strength)
      // What is left over goes, before the next attempt.
      actor.cancelAll()
      const left = actor.position
      if (left !== 0) actor.take(left > 0 ? SELL : BUY, Math.abs(left))
      yield 8 * SECOND
    }
  }

function* ignite(actor: WatchedActor, strength: Strength): Generator<number, void> {
  const side = sideOf(actor)
  const other = opposite(side)
  const from = actor.best(other)
  for (let k = 0; k < 10; k++) {
    const best = actor.best(other)
    if (side * (best - from) >= of(strength, 14, 10, 2)) break
    if (best !== NO_PRICE) actor.enter(side, best + side, actor.bestLots(other) + 2, IOC)
    yield of(strength, 150, 350, 1_500) * MILLI
  }
  const held = Math.abs(actor.position)
  if (held === 0 || !actor.isTwoSided) return
  const paidTicks = -actor.cash / actor.position
  const cashBefore = actor.cash
  const peak = actor.best(other)
  const out = actor.enter(other, peak + side * of(strength, 2, 0, 0), held)
  for (let wait = 0; wait < 50 && actor.isLive(out); wait++) yield 100 * MILLI
  const sold = actor.filled(out)
  actor.cancelAll()
  for (let wait = 0; wait < 15; wait++) {
    yield SECOND
    const gotTicks = (side * (actor.cash - cashBefore)) / Math.max(1, sold)
    const isGain = sold >= held / 2 && side * (gotTicks - paidTicks) > 0
    const back = side * (peak - actor.best(other))
    // What nobody followed, or what did not come back, was no ignition.
    if (isGain && actor.isTwoSided && back > (side * (peak - from)) / 2) actor.completed = 1
  }
}

/** Holds a position, and takes in its direction before the close. */
const close = (closeNanos: number, strength: Strength): Behaviour =>
  function* (actor) {
    yield* untilTwoSided(actor)
    const side = sideOf(actor)
    while (Math.abs(actor.position) < 20) {
      actor.take(side, 4, 1)
      yield 2 * SECOND
    }
    yield Math.max(0, closeNanos - 20 * SECOND - actor.now)
    const from = actor.best(opposite(side))
    const heldBefore = actor.position
    // What is faint adds a little, as anybody might.
    const extraLots = of(strength, 12, 4, 0)
    const lotsMax = of(strength, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 3)
    while (actor.now < closeNanos - 1 * SECOND) {
      const best = actor.best(opposite(side))
      if (best !== NO_PRICE && side * (actor.position - heldBefore) < lotsMax) {
        const lots = strength === 'faint' ? 1 : actor.bestLots(opposite(side)) + extraLots
        actor.enter(side, best + side, lots, IOC)
      }
      yield of(strength, 0.3, 0.6, 5) * SECOND
    }
    yield Math.max(0, closeNanos - 1 - actor.now)
    // It counts when the price went along.
    if (side * (actor.best(opposite(side)) - from) > 0) actor.completed = 1
  }

/** Many messages and hardly a trade, all session long. */
const messages = (untilNanos: number, strength: Strength): Behaviour =>
  function* (actor) {
    yield* untilTwoSided(actor)
    const orders = of(strength, 6, 3, 1)
    for (let round = 0; actor.now < untilNanos; round++) {
      // Who trades now and then has a ratio.
      if (strength === 'moderate' && round % 900 === 0 && actor.isTwoSided) actor.take(BUY, 1)
      for (let k = 0; k < orders; k++) {
        const side = k % 2 === 0 ? BUY : SELL
        if (actor.best(side) !== NO_PRICE) actor.enter(side, actor.best(side) - side * 30, 1)
      }
      // They live long enough not to be fleeting.
      yield 0.06 * SECOND
      actor.cancelAll()
      yield 5 * MILLI
    }
    actor.completed = 1
  }

/** Small immediate orders until one finds something, then a large one. */
const pings = (strength: Strength): Behaviour =>
  function* (actor) {
    for (let attempt = 0; attempt < 10 && actor.completed === 0; attempt++) {
      yield* untilTwoSided(actor)
      const side = sideOf(actor)
      const count = of(strength, 12, 6, 3)
      const found: boolean[] = []
      for (let k = 0; k < count; k++) {
        // All but the last feel inside the spread, where only hidden orders would be.
        const touch = actor.best(opposite(side))
        if (touch === NO_PRICE) break
        const price = k === count - 1 ? touch : touch - side
        found.push(actor.filled(actor.enter(side, price, 1, IOC)) > 0)
        yield of(strength, 40, 150, 900) * MILLI
      }
      if (found.includes(true) && found.includes(false)) {
        actor.take(side, of(strength, 30, 12, 6), 3)
        actor.completed++
      }
      yield 5 * SECOND
    }
  }

/** Orders at the touch that nobody can reach. */
const fleeting = (strength: Strength): Behaviour =>
  function* (actor) {
    yield* untilTwoSided(actor)
    const orders = of(strength, 500, 150, 60)
    const life = of(strength, 5, 35, 70) * MILLI
    for (let k = 0; k < orders; k++) {
      const side = k % 2 === 0 ? BUY : SELL
      if (actor.best(side) !== NO_PRICE) {
        const id = actor.enter(side, actor.best(side) - side, 1)
        yield life
        actor.cancel(id)
      }
      yield 60 * MILLI
    }
    actor.completed = 1
  }

/** The behaviour that plants a pattern in the session between two instants. */
export function plantedBehaviour(
  rule: RuleName,
  strength: Strength,
  closeNanos: number,
): Behaviour {
  switch (rule) {
    case 'spoofing':
      return shown(1, strength)
    case 'layering':
      return shown(4, strength)
    case 'wash-trades':
      return wash(strength)
    case 'quote-stuffing':
      return stuffing(strength)
    case 'momentum-ignition':
      return ignition(strength)
    case 'marking-the-close':
      return close(closeNanos, strength)
    case 'order-to-trade':
      return messages(closeNanos - 2 * SECOND, strength)
    case 'ping-orders':
      return pings(strength)
    case 'fleeting-orders':
      return fleeting(strength)
  }
}

/** Patterns that another one is by its nature: an alert of these is no mistake. */
export const ALSO: Readonly<Partial<Record<RuleName, readonly RuleName[]>>> = {
  'quote-stuffing': ['fleeting-orders', 'order-to-trade'],
  'fleeting-orders': ['order-to-trade', 'quote-stuffing'],
  'order-to-trade': ['fleeting-orders'],
}
