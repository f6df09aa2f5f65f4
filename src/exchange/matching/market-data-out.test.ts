/** What outsiders see of an engine, and what its participants own, follow from its events. */
import { expect, test } from 'vitest'
import { ReferenceOrderLevelBook } from '../../book/index.ts'
import { BUY, Instrument, NO_PRICE, RandomStream, SELL, SIDES, ticks } from '../../core/index.ts'
import { Clearing, FeeTiers } from './clearing.ts'
import { CommandWriter } from './command-writer.ts'
import { LevelFeed } from './level-feed.ts'
import { applyAll, type Matching } from './matching.ts'
import { MatchingEngine } from './matching-engine.ts'
import { OrderFeed } from './order-feed.ts'
import { CONTINUOUS, OPENING_AUCTION } from './phase.ts'
import { FUZZED_INSTRUMENTS, FUZZED_PARTICIPANTS, RandomCommands } from './random-commands.suite.ts'
import { SessionStatistics } from './session-statistics.ts'
import { packTerms } from './terms.ts'

const instrument = new Instrument({ symbol: 'X', tick: '1', lot: '1' })
const instruments = FUZZED_INSTRUMENTS.map(() => instrument)

/** Lots shown by an engine, level by level. */
function shownBy(engine: Matching, index: number): number[][] {
  return SIDES.flatMap((side) => {
    const levels: number[][] = []
    let at = engine.bestOf(index, side)
    for (; at !== NO_PRICE; at = engine.nextShownBehind(index, side, at)) {
      levels.push([side, at, engine.shownAt(index, side, at)])
    }
    return levels
  })
}

test('the books that outsiders build from the feed are what the engine shows, after every command', () => {
  const commands = new RandomCommands(RandomStream.named(3, 'feed'))
  const engine = new MatchingEngine({
    instruments: FUZZED_INSTRUMENTS,
    participants: FUZZED_PARTICIPANTS,
  })
  const orders = new OrderFeed()
  const levels = new LevelFeed(instruments)
  const byLevels = instruments.map(() => new ReferenceOrderLevelBook({ instrument }))
  for (let step = 0; step < 3_000; step++) {
    engine.events.clear()
    orders.tape.clear()
    levels.tape.clear()
    applyAll(engine, commands.next())
    orders.read(engine.events)
    levels.read(orders.tape)
    for (let index = 0; index < levels.tape.length; index++) {
      byLevels[levels.tape.i32[index * 16 + 11]!]!.apply(levels.tape, index)
    }
    for (const [index] of instruments.entries()) {
      const shown = shownBy(engine, index)
      const book = levels.bookOf(index)
      const seen = SIDES.flatMap((side) => {
        const found: number[][] = []
        for (let at = book.best(side); at !== NO_PRICE; at = book.nextBehind(side, at)) {
          found.push([side, at, book.sizeAt(side, at)])
        }
        return found
      })
      expect(seen, `step ${step}`).toEqual(shown)
      expect(book.anomalies.impossible + book.anomalies.unknownExecutes).toBe(0)
      expect(byLevels[index]!.stateHash()).toBe(book.stateHash())
    }
  }
})

test('positions and cash of all participants sum to zero, with what they paid', () => {
  const fees = new FeeTiers([
    {
      fromLots: 0,
      maker: { partsPerMillion: -20 },
      taker: { perLotMicros: 3, partsPerMillion: 50 },
    },
    { fromLots: 500, maker: { partsPerMillion: -30 }, taker: { partsPerMillion: 40 }, auction: {} },
  ])
  const commands = new RandomCommands(RandomStream.named(4, 'clearing'))
  const engine = new MatchingEngine({
    instruments: FUZZED_INSTRUMENTS,
    participants: FUZZED_PARTICIPANTS,
  })
  const clearing = new Clearing(FUZZED_PARTICIPANTS, instruments.length, fees)
  const statistics = new SessionStatistics(instruments.length)
  for (let step = 0; step < 4_000; step++) {
    engine.events.clear()
    applyAll(engine, commands.next())
    clearing.read(engine.events)
    statistics.read(engine.events)
  }
  const participants = Array.from({ length: FUZZED_PARTICIPANTS }, (_, k) => k)
  const sum = (of: (participant: number) => number) =>
    participants.reduce((total, participant) => total + of(participant), 0)
  for (const [index] of instruments.entries()) {
    expect(sum((participant) => clearing.positionOf(participant, index))).toBe(0)
  }
  expect(sum((participant) => clearing.cashOf(participant))).toBe(0)
  expect(sum((participant) => clearing.feesMicrosOf(participant))).toBe(clearing.feesMicros)
  expect(clearing.feesMicros).toBeGreaterThan(0)
  const volume = instruments.reduce((lots, _, index) => lots + statistics.of(index).volumeLots, 0)
  expect(sum((participant) => clearing.tradedLotsOf(participant))).toBe(2 * volume)
})

test('a maker is paid, a taker pays, by the tier that each has reached', () => {
  const fees = new FeeTiers([
    { fromLots: 0, maker: { perLotMicros: -2 }, taker: { perLotMicros: 3, partsPerMillion: 10 } },
    { fromLots: 10, maker: { perLotMicros: -4 }, taker: { perLotMicros: 1 } },
  ])
  const engine = new MatchingEngine({ instruments: [{}] })
  const clearing = new Clearing(3, 1, fees)
  const commands = new CommandWriter()
  commands.limit(1, 1, 0, SELL, ticks(100), 30 as never)
  commands.limit(2, 2, 0, BUY, ticks(100), 10 as never)
  commands.limit(3, 2, 0, BUY, ticks(100), 5 as never, packTerms({}))
  applyAll(engine, commands.tape)
  clearing.read(engine.events)
  expect(clearing.positionOf(2, 0)).toBe(15)
  expect(clearing.cashOf(2)).toBe(-1_500)
  expect(clearing.feesMicrosOf(2)).toBe(10 * (3 + 1_000) + 5)
  expect(clearing.feesMicrosOf(1)).toBe(-10 * 2 - 5 * 4)
  expect(clearing.moneyMicrosOf(1)).toBe(1_500e6 + 40)
})

test('statistics of a session: prices, volumes, and the auction as it stands', () => {
  const engine = new MatchingEngine({ instruments: [{ phase: OPENING_AUCTION }] })
  const statistics = new SessionStatistics(1)
  const commands = new CommandWriter()
  commands.limit(1, 1, 0, BUY, ticks(102), 7 as never)
  commands.limit(2, 2, 0, SELL, ticks(100), 4 as never)
  commands.indicate(0)
  applyAll(engine, commands.tape)
  statistics.read(engine.events)
  expect(statistics.of(0)).toMatchObject({ auctionTicks: 100, pairedLots: 4, surplusLots: 3 })
  engine.events.clear()
  commands.tape.clear()
  commands.phase(0, CONTINUOUS)
  commands.limit(3, 2, 0, SELL, ticks(101), 1 as never)
  applyAll(engine, commands.tape)
  statistics.read(engine.events)
  expect(statistics.of(0)).toMatchObject({
    ...{ openTicks: 100, highTicks: 102, lowTicks: 100, lastTicks: 102 },
    ...{ trades: 2, volumeLots: 5, auctionLots: 4, turnoverTickLots: 502 },
  })
  expect(statistics.of(0).vwapTicks).toBe(100.4)
})
