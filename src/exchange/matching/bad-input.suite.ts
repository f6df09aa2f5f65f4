/** What every engine refuses, with which reason, and that a refusal changes nothing. */
import { expect, test } from 'vitest'
import {
  BUY,
  ENGINE_ENTER,
  ENGINE_TERMS,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_ORDER,
  FOK,
  GTD,
  GTX,
  I_DETAIL,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SIZE,
  InputError,
  IOC,
  lots,
  MARKET,
  nanos,
  packMeta,
  SELL,
  STOP,
  STOP_LIMIT,
  ticks,
} from '../../core/index.ts'
import { CommandWriter, type OrderRequest } from './command-writer.ts'
import type { EngineMaker } from './drawn-market.suite.ts'
import { applyAll } from './matching.ts'
import { CLOSED, CONTINUOUS, OPENING_AUCTION } from './phase.ts'
import { REJECT_REASON_NAMES } from './reason.ts'
import { AT_AUCTION, type EngineTimeInForce, PEG_PRIMARY } from './terms.ts'
import { told } from './told-events.suite.ts'

const FRAME = { sign: 1, axis: 0 } as const
const GOOD: OrderRequest = {
  id: 10,
  participant: 1,
  instrument: 0,
  side: BUY,
  size: lots(5),
  price: ticks(100),
}
type Word = readonly [word: number, value: number]
type Case = readonly [reason: string, write: (commands: CommandWriter) => void]

const entering = (changes: Partial<OrderRequest>) => (commands: CommandWriter) =>
  commands.enter({ ...GOOD, ...changes })
const spoilt = (...words: readonly Word[]) => {
  return (commands: CommandWriter) => {
    commands.enter(GOOD)
    for (const [word, value] of words) commands.tape.i32[word] = value
  }
}
const withDouble = (double: number, value: number) => (commands: CommandWriter) => {
  commands.enter(GOOD)
  commands.tape.f64[double] = value
}
const noPrice = (changes: Partial<OrderRequest>) => (commands: CommandWriter) => {
  const { price: _, ...others } = GOOD
  commands.enter({ ...others, ...changes })
}

/** The engine: an order 1 of participant 1 rests; 100 to 110 is the band, every second tick a price. */
const CASES: readonly Case[] = [
  ['unknown command', spoilt([I_META, 0])],
  ['unknown command', spoilt([I_META, ENGINE_TERMS])],
  ['a time that is no number, or before the engine’s', withDouble(F_EXCHANGE, Number.NaN)],
  ['a time that is no number, or before the engine’s', withDouble(F_EXCHANGE, Infinity)],
  ['a time that is no number, or before the engine’s', (commands) => commands.time(nanos(4))],
  ['unknown instrument', entering({ instrument: 2 })],
  ['unknown instrument', entering({ instrument: -1 })],
  ['unknown instrument', (commands) => commands.cancel(1, 1, 7)],
  ['unknown instrument', (commands) => commands.phase(7, CLOSED)],
  ['unknown instrument', (commands) => commands.band(7, ticks(1), ticks(2))],
  ['unknown instrument', (commands) => commands.massCancel(1, 7, 0)],
  ['unknown instrument', (commands) => commands.indicate(7)],
  ['unknown participant', entering({ participant: 8 })],
  ['unknown participant', entering({ participant: -1 })],
  ['unknown participant', (commands) => commands.disconnect(-1)],
  ['unknown participant', (commands) => commands.massCancel(8, 0, 0)],
  ['an order id is an integer from 1 to 2^53 - 1', withDouble(F_ORDER, 0)],
  ['an order id is an integer from 1 to 2^53 - 1', withDouble(F_ORDER, 1.5)],
  ['an order id is an integer from 1 to 2^53 - 1', withDouble(F_ORDER, 2 ** 53)],
  ['an order id is an integer from 1 to 2^53 - 1', withDouble(F_ORDER, Number.NaN)],
  ['an order of this id lives', entering({ id: 1 })],
  ['unknown order', (commands) => commands.cancel(2, 1, 0)],
  ['unknown order', (commands) => commands.cancel(1, 2, 0)],
  ['unknown order', (commands) => commands.cancel(1, 1, 1)],
  ['unknown order', (commands) => commands.cancel(Number.NaN, 1, 0)],
  ['unknown order', (commands) => commands.replace(2, 1, 0, ticks(100), lots(1))],
  ['a side is buy or sell', spoilt([I_META, packMeta(ENGINE_ENTER, 0, 0)])],
  ['a side is buy or sell', spoilt([I_META, packMeta(ENGINE_ENTER, 2, 0)])],
  ['a side is buy or sell', (commands) => commands.massCancel(1, 0, 2 as never)],
  ['size below one lot, or above the instrument’s largest', entering({ size: lots(0) })],
  ['size below one lot, or above the instrument’s largest', entering({ size: lots(-5) })],
  ['size below one lot, or above the instrument’s largest', entering({ size: lots(2 ** 30 + 1) })],
  [
    'size below one lot, or above the instrument’s largest',
    (commands) => commands.replace(1, 1, 0, ticks(100), lots(0)),
  ],
  ['a price where there must be none, or none, or out of range', noPrice({})],
  ['a price where there must be none, or none, or out of range', entering({ type: MARKET })],
  [
    'a price where there must be none, or none, or out of range',
    entering({ price: ticks(2 ** 30) }),
  ],
  ['price off the tick table', entering({ price: ticks(101) })],
  ['price outside the band', entering({ price: ticks(98) })],
  ['price outside the band', entering({ price: ticks(112) })],
  ['price outside the band', (commands) => commands.replace(1, 1, 0, ticks(98), lots(1))],
  [
    'terms unknown or in contradiction',
    entering({ timeInForce: GTX as never as EngineTimeInForce }),
  ],
  ['terms unknown or in contradiction', spoilt([I_DETAIL, 1 << 16])],
  ['terms unknown or in contradiction', spoilt([I_DETAIL, 3 << 5])],
  ['terms unknown or in contradiction', spoilt([I_DETAIL, 7 << 9])],
  ['terms unknown or in contradiction', entering({ isAllOrNone: true, isHidden: true })],
  ['terms unknown or in contradiction', entering({ isHidden: true, timeInForce: IOC })],
  ['terms unknown or in contradiction', noPrice({ type: MARKET, isHidden: true })],
  ['terms unknown or in contradiction', noPrice({ peg: PEG_PRIMARY, postOnly: 1 })],
  [
    'terms unknown or in contradiction',
    noPrice({ type: STOP, timeInForce: FOK, stopPrice: ticks(100) }),
  ],
  ['stop price missing, unwanted, off the tick table or out of range', noPrice({ type: STOP })],
  [
    'stop price missing, unwanted, off the tick table or out of range',
    entering({ type: STOP_LIMIT, stopPrice: ticks(101) }),
  ],
  [
    'stop price missing, unwanted, off the tick table or out of range',
    entering({ stopPrice: ticks(100) }),
  ],
  ['display size unwanted, or below a hundredth of the order', entering({ displaySize: lots(-1) })],
  [
    'display size unwanted, or below a hundredth of the order',
    entering({ displaySize: lots(1), size: lots(101) }),
  ],
  [
    'display size unwanted, or below a hundredth of the order',
    entering({ displaySize: lots(1), isHidden: true }),
  ],
  ['minimum quantity unwanted, or above the order', entering({ minimumQuantity: lots(6) })],
  [
    'minimum quantity unwanted, or above the order',
    entering({ minimumQuantity: lots(1), postOnly: 1 }),
  ],
  ['peg offset unwanted or out of range', entering({ pegOffsetTicks: 1 })],
  ['peg offset unwanted or out of range', noPrice({ peg: PEG_PRIMARY, pegOffsetTicks: 2 ** 30 })],
  ['expiry missing, unwanted or past', entering({ timeInForce: GTD })],
  ['expiry missing, unwanted or past', entering({ timeInForce: GTD, expiry: nanos(5) })],
  ['expiry missing, unwanted or past', entering({ timeInForce: GTD, expiry: nanos(Infinity) })],
  ['expiry missing, unwanted or past', entering({ expiry: nanos(50) })],
  ['not in this phase', entering({ timeInForce: AT_AUCTION })],
  ['not in this phase', entering({ instrument: 1 })],
  ['not in this phase', (commands) => commands.phase(0, CONTINUOUS)],
  ['not in this phase', (commands) => commands.indicate(0)],
  ['unknown phase', (commands) => commands.phase(0, 6 as never)],
  ['unknown phase', (commands) => commands.phase(0, -1 as never)],
  [
    'the lowest price of a band is not above its highest',
    (commands) => commands.band(0, ticks(2), ticks(1)),
  ],
  ['post-only, and would trade', entering({ side: SELL, postOnly: 1 })],
  ['the side holds all the lots it can', entering({ size: lots(2 ** 30) })],
  ['the announced terms are missing', spoilt([I_DETAIL, 1 << 15])],
  [
    'the announced terms are missing',
    (commands) => {
      commands.enter({ ...GOOD, displaySize: lots(2) })
      commands.tape.f64[EVENT_F64 + F_ORDER] = 11
    },
  ],
]

export function badInput(make: EngineMaker): void {
  const engine = () => {
    const rules = { tickTable: [{ fromTicks: 0, stepTicks: 2 }], orderLotsMax: 2 ** 30 }
    const made = make({ instruments: [rules, { phase: CLOSED }], participants: 8, ordersMax: 4 })
    const commands = new CommandWriter()
    commands.band(0, ticks(100), ticks(110))
    commands.limit(1, 1, 0, BUY, ticks(100), lots(2 ** 30))
    commands.time(nanos(5))
    applyAll(made, commands.tape)
    made.events.clear()
    return made
  }

  test('every malformed command is refused with its reason, and changes nothing', () => {
    for (const [reason, write] of CASES) {
      const made = engine()
      const before = made.stateHash()
      const commands = new CommandWriter()
      commands.now = nanos(6)
      write(commands)
      applyAll(made, commands.tape)
      const rejected = told(made.events, FRAME).map((line) => line.replace(/^rejected #\S+: /, ''))
      expect(rejected[0], write.toString()).toBe(reason)
      expect(made.stateHash(), reason).toBe(before)
    }
  })

  test('an engine that is full refuses one more', () => {
    const made = engine()
    const commands = new CommandWriter()
    for (let id = 2; id <= 5; id++) commands.limit(id, 1, 0, SELL, ticks(108), lots(1))
    applyAll(made, commands.tape)
    expect(told(made.events, FRAME).at(-1)).toBe(
      'rejected #5: the engine holds all the orders it may',
    )
  })

  test('every reason for a refusal has a case', () => {
    const here = new Set(CASES.map(([reason]) => reason))
    here.add('the engine holds all the orders it may')
    expect(Object.values(REJECT_REASON_NAMES).filter((reason) => !here.has(reason))).toEqual([])
  })

  test('a refusal says of which command, which order and whose', () => {
    const made = engine()
    const commands = new CommandWriter()
    commands.replace(77, 3, 0, ticks(102), lots(9))
    applyAll(made, commands.tape)
    const { i32, f64 } = made.events
    expect([i32[I_PARTICIPANT], f64[F_ORDER], i32[I_PRICE], i32[I_SIZE]]).toEqual([3, 77, 102, 9])
  })

  test('no number that only looks like the id of an order names it, nor one that is gone', () => {
    const made = make({ instruments: [{}], participants: 8 })
    const commands = new CommandWriter()
    const ids = [5, 2 ** 31, 2 ** 32 - 5, 2 ** 32, 2 ** 53 - 1]
    const gone = 2 ** 33
    for (const id of [...ids, gone]) commands.limit(id, 1, 0, BUY, ticks(100), lots(1))
    commands.cancel(gone, 1, 0)
    applyAll(made, commands.tape)
    const before = made.stateHash()
    const odds = ids.flatMap((id) => [-id, id - 2 ** 32, id - 2 ** 33, id + 0.5, id + 2 ** 33])
    for (const odd of odds) {
      if (ids.includes(odd)) continue
      made.events.clear()
      commands.tape.clear()
      commands.cancel(odd, 1, 0)
      commands.replace(odd, 1, 0, ticks(99), lots(2))
      applyAll(made, commands.tape)
      const refused = `rejected #${odd}: unknown order`
      expect(told(made.events, FRAME)).toEqual([refused, refused])
    }
    expect(made.stateHash()).toBe(before)
  })

  test('an engine is refused rules that are none', () => {
    for (const rules of [
      { orderLotsMax: 0 },
      { timePercent: 101 },
      { volatilityTicks: -1 },
      { tickTable: [{ fromTicks: 3, stepTicks: 2 }] },
      { phase: 9 as never },
    ]) {
      expect(() => make({ instruments: [rules] })).toThrow(InputError)
    }
    expect(() => make({ instruments: [] })).toThrow(InputError)
    expect(() => make({ instruments: [{}], participants: 0 })).toThrow(InputError)
    expect(() => make({ instruments: [{}], ordersMax: 2 ** 40 })).toThrow(InputError)
  })

  test('an order of 2^31 - 1 lots fills the side, and no sum overflows', () => {
    const made = make({ instruments: [{ phase: OPENING_AUCTION }], participants: 8 })
    const commands = new CommandWriter()
    commands.limit(1, 1, 0, BUY, ticks(101), lots(2 ** 31 - 1))
    commands.limit(2, 1, 0, BUY, ticks(101), lots(1))
    commands.limit(3, 2, 0, SELL, ticks(99), lots(2 ** 31 - 1))
    commands.phase(0, CONTINUOUS)
    applyAll(made, commands.tape)
    expect(told(made.events, FRAME)).toEqual([
      'accepted #1 buy 2147483647@101, booked',
      'rejected #2: the side holds all the lots it can',
      'accepted #3 sell 2147483647@99, booked',
      'continuous',
      'uncrossed 2147483647@99',
      'auction 2147483647@99: #1 from #3',
    ])
    expect(made.orderCount).toBe(0)
  })

  test('rubbish of every kind is answered and breaks nothing', () => {
    const made = engine()
    const tape = new EventTape()
    for (let kind = 0; kind < 256; kind++) {
      const i = tape.append(kind, kind % 3, 7, 0) * EVENT_I32
      for (let word = 4; word < EVENT_I32; word++) {
        if (word !== I_META && word !== 11) tape.i32[i + word] = Math.imul(kind + word, 0x9e3779b1)
      }
    }
    applyAll(made, tape)
    expect(made.events.length).toBeGreaterThanOrEqual(255)
    made.checkInvariants()
  })
}
