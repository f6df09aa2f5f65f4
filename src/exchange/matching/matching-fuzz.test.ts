/**
 * Random commands into both engines: equal events, byte for byte, and equal states, with every law of
 * `lot-ledger.suite.ts` and `priority-ledger.suite.ts` kept, and no displayed book locked or crossed.
 *
 * Ten million commands: `T2T_FUZZ_WALKS=5000 node scripts/test.mjs src/exchange/matching/matching-fuzz`.
 */
import { expect, test } from 'vitest'
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_KIND_NAMES,
  ENGINE_PHASE_CHANGED,
  ENGINE_REJECTED,
  EVENT_BYTES,
  EVENT_I32,
  type EventTape,
  I_DETAIL,
  I_META,
  NO_PRICE,
  RandomStream,
  RunHash,
  SELL,
} from '../../core/index.ts'
import { LotLedger } from './lot-ledger.suite.ts'
import { applyAll } from './matching.ts'
import { MatchingEngine } from './matching-engine.ts'
import { CONTINUOUS, PHASE_NAMES } from './phase.ts'
import { PriorityLedger } from './priority-ledger.suite.ts'
import { FUZZED_INSTRUMENTS, FUZZED_PARTICIPANTS, RandomCommands } from './random-commands.suite.ts'
import { BOOK_REASON_NAMES, CANCEL_REASON_NAMES, REJECT_REASON_NAMES } from './reason.ts'
import { ReferenceMatchingEngine } from './reference-matching-engine.ts'
import { told } from './told-events.suite.ts'

const COMMANDS = 2_000
const OPTIONS = {
  instruments: FUZZED_INSTRUMENTS,
  participants: FUZZED_PARTICIPANTS,
  ordersMax: 40,
}
const PLAIN = { sign: 1, axis: 0 } as const

const only = process.env.T2T_FUZZ_SEED
const walks = Number(process.env.T2T_FUZZ_WALKS ?? 10)
const seeds = only === undefined ? Array.from({ length: walks }, (_, k) => k + 1) : [Number(only)]

/** What the walks have come across, as `event (reason)`. */
const seen = new Set<string>()
/** Trades in continuous trading whose turn was looked at. */
let judged = 0

test('both engines say and become the same', { timeout: 100_000_000 }, () => {
  for (const seed of seeds) {
    try {
      walk(seed)
    } catch (cause) {
      const replay = `T2T_FUZZ_SEED=${seed} npx vitest run src/exchange/matching/matching-fuzz`
      throw new Error(`seed ${seed}: ${(cause as Error).message}\nReplay: ${replay}`, { cause })
    }
  }
})

test.skipIf(only !== undefined)('the walks come across everything that can happen', () => {
  const reasons = (kind: number, names: Readonly<Record<number, string>>): string[] =>
    Object.keys(names).map((detail) => `${kind} ${detail}`)
  const expected = [
    ...Object.keys(ENGINE_KIND_NAMES).filter((kind) => Number(kind) >= ENGINE_ACCEPTED),
    ...reasons(ENGINE_REJECTED, REJECT_REASON_NAMES),
    ...reasons(ENGINE_CANCELED, CANCEL_REASON_NAMES),
    ...reasons(ENGINE_BOOKED, BOOK_REASON_NAMES),
    ...reasons(ENGINE_PHASE_CHANGED, PHASE_NAMES),
  ]
  expect(expected.filter((what) => !seen.has(what))).toEqual([])
  expect(judged / seeds.length).toBeGreaterThan(100)
})

test('the same commands end in the same events and state on every machine', () => {
  const commands = new RandomCommands(RandomStream.named(7, 'machines'))
  const engine = new MatchingEngine(OPTIONS)
  const hash = new RunHash()
  for (let step = 0; step < COMMANDS; step++) {
    engine.events.clear()
    applyAll(engine, commands.next())
    const { f64, length } = engine.events
    hash.addBytes(new Uint8Array(f64.buffer, 0, length * EVENT_BYTES))
  }
  expect([hash.digest(), engine.stateHash()]).toEqual(['049513a541075888', '5bf724bf927a560e'])
})

function walk(seed: number): void {
  const commands = new RandomCommands(RandomStream.named(seed, 'matching'))
  const fast = new MatchingEngine(OPTIONS)
  const slow = new ReferenceMatchingEngine(OPTIONS)
  const ledger = new LotLedger()
  const turns = new PriorityLedger(
    FUZZED_INSTRUMENTS.map(({ timePercent = 100 }) => timePercent < 100),
  )
  for (let step = 0; step < COMMANDS; step++) {
    const tape = commands.next()
    fast.events.clear()
    slow.events.clear()
    applyAll(slow, tape)
    applyAll(fast, tape)
    if (!isEqual(fast.events, slow.events)) {
      expect(told(fast.events, PLAIN), `step ${step}`).toEqual(told(slow.events, PLAIN))
      throw new Error(`step ${step}: events differ in their bytes`)
    }
    ledger.read(fast.events)
    turns.read(fast.events)
    note(fast.events)
    if (fast.orderCount !== ledger.orders.size) throw new Error(`step ${step}: orders are lost`)
    if (step % 50 === 0) {
      fast.checkInvariants()
      slow.checkInvariants()
      expect(fast.stateHash(), `step ${step}`).toBe(slow.stateHash())
    }
    mustBeUncrossed(fast, step)
  }
  judged += turns.judged
}

function mustBeUncrossed(engine: MatchingEngine, step: number): void {
  for (const [index] of FUZZED_INSTRUMENTS.entries()) {
    if (engine.phaseOf(index) !== CONTINUOUS) continue
    const [bid, ask] = [engine.bestOf(index, BUY), engine.bestOf(index, SELL)]
    const isTwoSided = bid !== NO_PRICE && ask !== NO_PRICE
    if (isTwoSided && bid >= ask) throw new Error(`step ${step}: a book is locked or crossed`)
  }
}

function note({ i32, length }: EventTape): void {
  for (let i = 0; i < length * EVENT_I32; i += EVENT_I32) {
    const kind = i32[i + I_META]! & 0xff
    seen.add(`${kind}`).add(`${kind} ${i32[i + I_DETAIL]!}`)
  }
}

function isEqual(a: EventTape, b: EventTape): boolean {
  if (a.length !== b.length) return false
  const end = a.length * EVENT_I32
  for (let word = 0; word < end; word++) if (a.i32[word] !== b.i32[word]) return false
  return true
}
