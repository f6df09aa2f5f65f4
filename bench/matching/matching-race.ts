/**
 * The matching engine against the same engine in C++: the same commands, the same structures, the same
 * events to the byte.
 */
import { EVENT_I32, type EventTape } from '../../src/core/index.ts'
import { MatchingEngine } from '../../src/exchange/index.ts'
import type { CommandStream } from './command-stream.ts'
import { NativeMatching, type NativeRun } from './native-matching.ts'

export const PARTICIPANTS = 1_000
/** Events are read, and their tape cleared, after so many commands. */
const BATCH = 256

/** Nanoseconds of processor time over the rounds; the twin's are empty where there is no compiler. */
export interface Race {
  readonly engine: number[]
  readonly twin: number[]
}

/** Both in turn, round by round. @throws Error when their events differ. */
export function race(stream: CommandStream, rounds: number, warmRounds: number): Race {
  const twin = NativeMatching.over(stream, PARTICIPANTS)
  const result: Race = { engine: [], twin: [] }
  const checked = runEngine(stream, true)
  for (let round = -warmRounds; round < rounds; round++) {
    const { nanos } = runEngine(stream, false)
    const theirs = twin?.run()
    if (theirs !== undefined) mustAgree(checked, theirs)
    if (round < 0) continue
    result.engine.push(nanos)
    if (theirs !== undefined) result.twin.push(theirs.nanos)
  }
  twin?.close()
  return result
}

function runEngine({ tape, start, books }: CommandStream, isChecked: boolean): NativeRun {
  const engine = newEngine(books)
  let events = 0
  let checksum = 0
  for (let at = 0; at < start; at = applyBatch(engine, tape, at, start)) engine.events.clear()
  engine.events.clear()
  const before = process.cpuUsage()
  for (let at = start; at < tape.length; ) {
    at = applyBatch(engine, tape, at, tape.length)
    if (isChecked) checksum = hashed(checksum, engine.events)
    events += engine.events.length
    engine.events.clear()
  }
  const { user, system } = process.cpuUsage(before)
  // At least a microsecond: the clock may not have moved in a tiny run.
  return { nanos: Math.max(1, user + system) * 1_000, events, checksum: checksum >>> 0 }
}

/** A function of its own: what surrounds it does not change how V8 compiles it. */
function applyBatch(engine: MatchingEngine, tape: EventTape, from: number, limit: number): number {
  const end = Math.min(limit, from + BATCH)
  let at = from
  while (at < end) at = engine.apply(tape, at)
  return at
}

export const newEngine = (books: number): MatchingEngine =>
  new MatchingEngine({
    instruments: Array.from({ length: books }, () => ({})),
    participants: PARTICIPANTS,
  })

function mustAgree(ours: NativeRun, theirs: NativeRun): void {
  if (ours.events === theirs.events && ours.checksum === theirs.checksum) return
  throw new Error(`events differ: ours ${ours.events}, the twin's ${theirs.events}`)
}

function hashed(from: number, { i32, length }: EventTape): number {
  let hash = from
  for (let word = 0; word < length * EVENT_I32; word++) {
    hash = Math.imul(hash ^ i32[word]!, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}
