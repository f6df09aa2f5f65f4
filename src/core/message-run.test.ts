/** Which records go on where the one before them stopped, on either clock. */
import { expect, test } from 'vitest'
import { DEPTH_LEVEL, FLAG_EXCHANGE, FLAG_LAST, FLAG_LOCAL, packMeta } from './event.ts'
import { EventTape } from './event-tape.ts'
import { continuesHere, continuesThere } from './message-run.ts'

const BOTH = FLAG_EXCHANGE | FLAG_LOCAL

/** Two records: flags and times of each; the second may continue the first. */
function pair(
  [flags, exchange, local]: readonly [number, number, number],
  [nextFlags, nextExchange, nextLocal]: readonly [number, number, number],
): EventTape {
  const tape = new EventTape(4)
  tape.append(packMeta(DEPTH_LEVEL, 1, flags), 0, exchange, local)
  tape.append(packMeta(DEPTH_LEVEL, 1, nextFlags), 0, nextExchange, nextLocal)
  return tape
}

test('a record continues the one before it within a message, at one instant, on its clock', () => {
  for (const [first, second, there, here] of [
    [[BOTH, 1, 2], [BOTH, 1, 2], true, true],
    [[BOTH, 1, 2], [BOTH | FLAG_LAST, 1, 2], true, true],
    [[BOTH | FLAG_LAST, 1, 2], [BOTH, 1, 2], false, false],
    [[BOTH, 1, 2], [BOTH, 1, 3], true, false],
    [[BOTH, 1, 2], [BOTH, 4, 2], false, true],
    [[BOTH, 1, 2], [FLAG_EXCHANGE, 1, 2], true, false],
    [[BOTH, 1, 2], [FLAG_LOCAL, 1, 2], false, true],
  ] as const) {
    const tape = pair(first, second)
    expect([continuesThere(tape, 1), continuesHere(tape, 1)]).toEqual([there, here])
  }
})

test('nothing continues behind the end of the tape', () => {
  const tape = pair([BOTH, 1, 2], [BOTH, 1, 2])
  expect([continuesThere(tape, 2), continuesHere(tape, 2)]).toEqual([false, false])
})
