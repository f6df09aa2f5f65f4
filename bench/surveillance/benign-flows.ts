/** What honest actors do: quoting one level or many, executing over time, getting rid of a position. */
import { BUY, NO_PRICE, opposite, SIDES, type Side } from '../../src/core/index.ts'
import type { Behaviour, WatchedActor } from './watched-actor.ts'

const MILLI = 1e6
const SECOND = 1e9
const MAKER_LIMIT = 30

/** Both sides of the touch, leaning against its position, by cancel and new order. */
const quoter = (levels: number, stepNanos: number): Behaviour =>
  function* (actor) {
    const held = new Map<string, number>()
    for (;;) {
      for (const side of SIDES) {
        for (let level = 0; level < levels; level++) quoteLevel(actor, held, side, level)
      }
      yield stepNanos
    }
  }

function quoteLevel(
  actor: WatchedActor,
  held: Map<string, number>,
  side: Side,
  level: number,
): void {
  const key = `${side} ${level}`
  const best = actor.best(side)
  const id = held.get(key)
  const isLeaning = side * actor.position > MAKER_LIMIT / 2
  const price = best - side * (level + (isLeaning ? 1 : 0))
  const isWanted = best !== NO_PRICE && side * actor.position < MAKER_LIMIT
  const order = id === undefined ? undefined : actor.orders.get(id)
  const isLive = id !== undefined && actor.isLive(id)
  if (isLive && isWanted && order?.price === price) return
  if (id !== undefined) actor.cancel(id)
  held.delete(key)
  if (isWanted) held.set(key, actor.enter(side, price, 5))
}

/** Quotes, and steps aside altogether for a while every so often. */
const shyQuoter: Behaviour = function* (actor) {
  const held = new Map<string, number>()
  for (;;) {
    const until = actor.now + actor.random.integer(3, 9) * SECOND
    while (actor.now < until) {
      for (const side of SIDES) quoteLevel(actor, held, side, 0)
      yield 100 * MILLI
    }
    actor.cancelAll()
    held.clear()
    yield 2 * SECOND
  }
}

/** Buys or sells so much by the minute: rests at the touch, takes what is left of the slice. */
const twap: Behaviour = function* (actor) {
  const side = actor.random.uniform() < 0.5 ? BUY : opposite(BUY)
  for (;;) {
    while (actor.best(side) === NO_PRICE) yield SECOND
    const id = actor.enter(side, actor.best(side), 3)
    yield 4 * SECOND
    const left = 3 - actor.filled(id)
    actor.cancel(id)
    if (left > 0 && actor.best(opposite(side)) !== NO_PRICE) actor.take(side, left, 1)
    yield SECOND
  }
}

/** Takes on a position, then gets rid of it piece by piece, again and again. */
const unwinder: Behaviour = function* (actor) {
  for (;;) {
    const side = actor.random.uniform() < 0.5 ? BUY : opposite(BUY)
    while (Math.abs(actor.position) < 20) {
      if (actor.best(opposite(side)) !== NO_PRICE) actor.take(side, 5, 1)
      yield 2 * SECOND
    }
    for (let slice = 0; slice < 60 && side * actor.position > 0; slice++) {
      const out = opposite(side)
      if (actor.best(out) !== NO_PRICE) {
        const id = actor.enter(out, actor.best(out), Math.min(4, Math.abs(actor.position)))
        yield 3 * SECOND
        actor.cancel(id)
        if (slice % 3 === 2 && side * actor.position > 0) {
          actor.take(out, Math.min(3, Math.abs(actor.position)), 1)
        }
      }
      yield 0.2 * SECOND
    }
  }
}

/** One big passive order that is moved after the market. */
const patient: Behaviour = function* (actor) {
  const side = actor.random.uniform() < 0.5 ? BUY : opposite(BUY)
  let id = -1
  for (;;) {
    const best = actor.best(side)
    if (best !== NO_PRICE && (!actor.isLive(id) || actor.orders.get(id)!.price !== best - side)) {
      actor.cancel(id)
      id = actor.enter(side, best - side, 40)
    }
    // A small hedge on the other side now and then.
    const other = opposite(side)
    const isOwnTouch = actor.isLive(id) && actor.orders.get(id)!.price === actor.best(side)
    if (actor.random.uniform() < 0.1 && best !== NO_PRICE && !isOwnTouch) actor.take(other, 1, 0)
    yield SECOND
  }
}

export const BENIGN_FLOWS: Readonly<Record<string, Behaviour>> = {
  'quoter of one level': quoter(1, 50 * MILLI),
  'fast quoter': quoter(1, 10 * MILLI),
  'quoter of five levels': quoter(5, 100 * MILLI),
  'quoter that steps aside': shyQuoter,
  'execution over time': twap,
  'unwinding a position': unwinder,
  'patient order with hedges': patient,
}

/** Sees a price run, runs after it, and regrets: those whom an ignition is for. Watched by nobody. */
export const follower: Behaviour = function* (actor) {
  let before = Number.NaN
  for (;;) {
    const mid = actor.isTwoSided ? (actor.best(BUY) + actor.best(opposite(BUY))) / 2 : Number.NaN
    const move = mid - before
    before = mid
    if (Math.abs(move) >= 3) {
      const side: Side = move > 0 ? BUY : opposite(BUY)
      for (let k = 0; k < 6; k++) {
        if (actor.best(opposite(side)) !== NO_PRICE) actor.take(side, 12, 3)
        yield 300 * MILLI
      }
      yield 1.5 * SECOND
      for (let k = 0; k < 8 && side * actor.position > 0; k++) {
        if (actor.best(side) !== NO_PRICE) actor.take(opposite(side), Math.abs(actor.position), 4)
        yield 200 * MILLI
      }
      before = Number.NaN
    }
    yield 0.5 * SECOND
  }
}
