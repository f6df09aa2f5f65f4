/** Ledger and chronicle: what they say of drawn markets, and that nobody notices them. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  EVENT_KIND_NAMES,
  GTC,
  GTX,
  IOC,
  lots,
  millis,
  nanos,
  SELL,
  STOP,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { FILL_CAUSE_NAMES } from '../../exchange/index.ts'
import { reasonText } from '../../risk/index.ts'
import { ConstantLatency, type LatencyModel } from '../../simulation/index.ts'
import { defineStrategy, type StrategyContext } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import type { LifeEntry } from './life-entry.ts'
import { OrderWitness } from './order-witness.ts'

type Act = (context: StrategyContext<Record<string, never>, unknown>) => void

/** Does each act at its millisecond. */
const scripted = (acts: Readonly<Record<number, Act>>) =>
  defineStrategy({
    name: 'scripted',
    params: {},
    timerNanos: () => 1e6,
    onTimer: (context) => acts[Math.round(context.now / 1e6)]?.(context as never),
  })

const level = (at: number, side: number, price: number, size: number): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side,
  at: at * 1e6,
  price,
  size,
})
const trade = (at: number, side: number, price: number, size: number): DrawnRecord => ({
  kind: TRADE,
  side,
  at: at * 1e6,
  price,
  size,
})
const still = [level(0, BUY, 99, 7), level(0, BUY, 98, 30), level(0, SELL, 101, 9)]
const end = level(200, BUY, 90, 1)

const optionsOf = (
  records: readonly DrawnRecord[],
  acts: Readonly<Record<number, Act>>,
): BacktestOptions => ({
  feed: feedOf([...still, ...records, end].sort((a, b) => a.at - b.at)),
  strategy: scripted(acts),
  limits: WIDE_LIMITS,
  latency: new ConstantLatency({ entry: millis(10), response: millis(5) }),
})

async function ledgerOf(options: BacktestOptions) {
  const witness = new OrderWitness()
  const run = await backtest({ ...options, witness })
  return { ledger: witness.ledger, run }
}

/** The chronicle of the order at `place`, a line an entry. */
async function lifeOf(options: BacktestOptions, place = 0, context = 0): Promise<string[]> {
  const { ledger, run } = await ledgerOf(options)
  const record = ledger.records[place]!
  const witness = new OrderWitness({ place, record, before: context, after: context })
  const again = await backtest({ ...options, witness })
  expect(again.digest()).toBe(run.digest())
  return witness.chronicle!.entries.map(lineOf)
}

function lineOf({ exchangeNanos, localNanos, event, view }: LifeEntry): string {
  const at = Number.isNaN(exchangeNanos)
    ? `here ${localNanos / 1e6}`
    : `there ${exchangeNanos / 1e6}`
  const ahead = Number.isNaN(view.aheadLots) ? '' : `, ${view.aheadLots} ahead`
  const reason = 'reason' in event && event.reason !== 0 ? ` (${reasonText(event.reason)})` : ''
  switch (event.kind) {
    case 'decided':
    case 'arrived':
      return `${at}: ${event.kind} ${EVENT_KIND_NAMES[event.action]}${reason}`
    case 'answered':
    case 'heard':
      return `${at}: ${event.kind} ${EVENT_KIND_NAMES[event.report]}${reason}${ahead}`
    case 'filled':
      return `${at}: filled ${event.size}@${event.price}, ${FILL_CAUSE_NAMES[event.cause]}`
    case 'market':
      return `${at}: ${EVENT_KIND_NAMES[event.record]} ${event.size}@${event.price}${ahead}`
    case 'passed':
      return `${event.records} passed`
    case 'rested':
    case 'moved':
    case 'sent':
      return `${at}: ${event.kind}${ahead}`
  }
}

const enter =
  (size: number, price = 99, id = 7): Act =>
  ({ orders }) =>
    void orders.enter(BUY, ticks(price), lots(size), GTC, id)
const cancel =
  (id = 7): Act =>
  ({ orders }) =>
    void orders.cancel(id)

const eventful = [
  level(9, BUY, 98, 31),
  trade(20, SELL, 99, 5),
  level(22, BUY, 99, 20),
  level(24, SELL, 105, 3),
  level(25, SELL, 106, 3),
  trade(30, SELL, 99, 6),
  trade(35, SELL, 98, 9),
]

test('a life from wish to fill, with the race that a cancel loses', async () => {
  expect(await lifeOf(optionsOf(eventful, { 2: enter(10), 31: cancel() }))).toEqual([
    'here 2: decided enter order',
    '1 passed',
    'there 12: arrived enter order',
    'there 12: answered accepted',
    'there 12: rested, 7 ahead',
    'here 17: heard accepted, 7 ahead',
    'there 20: trade 5@99, 2 ahead',
    'there 22: depth level 20@99, 2 ahead',
    '2 passed',
    'there 30: trade 6@99, 0 ahead',
    'there 30: filled 4@99, queue exhausted',
    'here 31: decided cancel order',
    'here 35: heard filled, 0 ahead',
    'there 35: trade 9@98',
    'there 35: filled 6@99, traded through',
    'here 40: heard filled',
    'there 41: arrived cancel order',
    'there 41: answered request rejected (unknown order)',
    'here 46: heard request rejected (unknown order)',
  ])
})

test('context is what trades or changes the touch, so many records of it', async () => {
  const lines = await lifeOf(optionsOf(eventful, { 10: enter(4), 25: cancel() }), 0, 2)
  expect(lines.slice(0, 3)).toEqual([
    'there 0: depth level 7@99',
    'there 0: depth level 9@101',
    'here 10: decided enter order',
  ])
  const { ledger } = await ledgerOf(optionsOf(eventful, { 10: enter(4), 25: cancel() }))
  expect(ledger.records[0]).toMatchObject({ end: 'filled', filled: 4, lateRequests: 1 })
  expect(lines.at(-1)).toBe('here 40: heard request rejected (unknown order)')
  expect(lines).toContain('there 35: trade 9@98')
})

test('each use of an id is a life of its own', async () => {
  const { ledger } = await ledgerOf(
    optionsOf([], { 2: enter(1), 30: cancel(), 60: enter(2, 98), 100: enter(3, 97, 8) }),
  )
  expect(ledger.placesOf(7)).toEqual([0, 1])
  expect(ledger.records.map(({ id, size, end: how }) => [id, size, how])).toEqual([
    [7, 1, 'canceled'],
    [7, 2, 'live'],
    [8, 3, 'live'],
  ])
  expect(ledger.nearestIds(9, 1)).toEqual([8])
})

test('a late refusal belongs to the life that it was asked for, not to the next of its id', async () => {
  // The cancel loses, the fill is heard before the refusal, and the id is taken again in between.
  const acts = { 2: enter(10), 31: cancel(), 43: enter(1, 90) }
  const { ledger } = await ledgerOf(optionsOf(eventful, acts))
  expect(ledger.records.map(({ end: how, lateRequests }) => [how, lateRequests])).toEqual([
    ['filled', 1],
    ['live', 0],
  ])
  const second = await lifeOf(optionsOf(eventful, acts), 1)
  expect(second.filter((line) => line.includes('rejected'))).toEqual([])
})

test('orders that never came to rest: refused, rejected, lapsed, taken', async () => {
  const acts: Record<number, Act> = {
    2: ({ orders }) => void orders.enter(BUY, ticks(99), lots(2_000_000)),
    3: ({ orders }) => void orders.enter(BUY, ticks(101), lots(1), GTX),
    4: ({ orders }) => void orders.enter(BUY, ticks(101), lots(12), IOC),
  }
  const { ledger } = await ledgerOf(optionsOf([], acts))
  expect(
    ledger.records.map(({ end: how, reason, filled, causeNames }) => [
      how,
      reasonText(reason),
      filled,
      ...causeNames,
    ]),
  ).toEqual([
    ['refused', 'order size cap', 0],
    ['expired', 'post-only order would have taken', 0],
    ['expired', 'rest of an immediate order', 9, 'taker'],
  ])
  expect(await lifeOf(optionsOf([], acts))).toEqual([
    'here 2: decided enter order (order size cap)',
  ])
})

test('a request that is lost on the way ends the order here', async () => {
  const latency: LatencyModel = { entry: () => nanos(-30e6), response: () => millis(5) }
  const options = { ...optionsOf([], { 2: enter(1) }), latency }
  expect((await ledgerOf(options)).ledger.records[0]).toMatchObject({
    end: 'lost',
    endedNanos: 32e6,
    arrivedNanos: Number.NaN,
  })
  expect(await lifeOf(options)).toEqual([
    'here 2: decided enter order',
    'here 32: heard rejected (the request did not reach the venue)',
  ])
})

test('an own order ahead that goes moves this one up', async () => {
  const acts = { 2: enter(3, 99, 1), 4: enter(5, 99, 2), 20: cancel(1) }
  expect((await lifeOf(optionsOf([], acts), 1)).slice(3)).toEqual([
    'there 14: rested, 10 ahead',
    'here 19: heard accepted, 10 ahead',
    'there 30: moved, 7 ahead',
  ])
})

test('a replace of price joins another queue, and its new level is watched', async () => {
  const acts: Record<number, Act> = {
    2: enter(5),
    20: ({ orders }) => void orders.replace(7, ticks(98), lots(5)),
  }
  const lines = await lifeOf(optionsOf([level(40, BUY, 98, 25), level(41, BUY, 99, 1)], acts))
  expect(lines.slice(5)).toEqual([
    'here 20: decided replace order',
    'there 30: arrived replace order',
    'there 30: answered replaced',
    'there 30: rested, 30 ahead',
    'here 35: heard replaced, 30 ahead',
    'there 40: depth level 25@98, 25 ahead',
  ])
})

test('a stop order rests nowhere until the market wakes it', async () => {
  const acts: Record<number, Act> = {
    2: ({ orders }) =>
      void orders.submit({ side: BUY, size: lots(4), type: STOP, stopPrice: ticks(101) }),
  }
  const { ledger } = await ledgerOf(optionsOf([trade(50, BUY, 101, 1)], acts))
  expect(ledger.records[0]).toMatchObject({ end: 'filled', causeNames: ['taker'] })
  expect((await lifeOf(optionsOf([trade(50, BUY, 101, 1)], acts))).slice(3)).toEqual([
    'here 17: heard accepted',
    'there 50: trade 1@101',
    'there 50: filled 4@101, taker',
    'here 55: heard filled',
  ])
})
