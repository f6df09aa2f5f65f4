/** The matching engine's side of a race with a peer: the stream's timed commands, and what they traded. */
import { ENGINE_TRADE, EVENT_I32, I_META, I_SIZE } from '../../src/core/index.ts'
import type { CommandStream } from '../matching/command-stream.ts'
import { newEngine } from '../matching/matching-race.ts'

/** Processor time of the timed commands alone, and the lots of all their trades. */
export function runEngine({ tape, start, books }: CommandStream): { nanos: number; lots: number } {
  const engine = newEngine(books)
  let lots = 0
  let at = 0
  while (at < start) {
    at = engine.apply(tape, at)
    engine.events.clear()
  }
  const before = process.cpuUsage()
  while (at < tape.length) {
    at = engine.apply(tape, at)
    const { i32, length } = engine.events
    for (let i = 0; i < length * EVENT_I32; i += EVENT_I32) {
      if ((i32[i + I_META]! & 0xff) === ENGINE_TRADE) lots += i32[i + I_SIZE]!
    }
    engine.events.clear()
  }
  const { user, system } = process.cpuUsage(before)
  return { nanos: (user + system) * 1_000, lots }
}
