/** What one command takes, by the clock, and what very many of them leave to the garbage collector. */
import { PerformanceObserver } from 'node:perf_hooks'
import type { CommandStream } from './command-stream.ts'
import { newEngine } from './matching-race.ts'

/** Percentiles of single commands in nanoseconds, reading the clock included. */
export function commandLatencies(stream: CommandStream): string {
  const nanos = new Float64Array(stream.tape.length - stream.start)
  let count = 0
  for (let round = 0; round < 4; round++) count = timeCommands(stream, nanos)
  const sorted = nanos.subarray(0, count).sort()
  const at = (share: number): number => sorted[Math.floor(share * (count - 1))]!
  return `p50 ${at(0.5)} ns, p99 ${at(0.99)} ns, p99.9 ${at(0.999)} ns`
}

/** Returns how many there were. The clock is read twice a command, and nothing is allocated. */
function timeCommands({ tape, start, books }: CommandStream, nanos: Float64Array): number {
  const engine = newEngine(books)
  let count = 0
  for (let at = 0; at < tape.length; ) {
    const [seconds, rest] = process.hrtime()
    const next = engine.apply(tape, at)
    const [secondsAfter, restAfter] = process.hrtime()
    if (at >= start) nanos[count++] = (secondsAfter - seconds) * 1e9 + restAfter - rest
    engine.events.clear()
    at = next
  }
  return count
}

/** Applies the stream over and over until it has applied so many commands. */
export function collectionsIn(stream: CommandStream, commands: number): string {
  const engine = newEngine(stream.books)
  const { tape } = stream
  const apply = (count: number): void => {
    let at = 0
    for (let applied = 0; applied < count; applied++) {
      at = engine.apply(tape, at)
      if ((applied & 255) === 0) engine.events.clear()
      if (at === tape.length) at = 0
    }
  }
  // Long enough for every path to be compiled: compiling allocates, and is no command's doing.
  apply(Math.min(commands, 3_000_000))
  let collections = 0
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length
  })
  observer.observe({ entryTypes: ['gc'] })
  const before = process.memoryUsage().heapUsed
  apply(commands)
  const grown = process.memoryUsage().heapUsed - before
  collections += observer.takeRecords().length
  observer.disconnect()
  return `${collections} garbage collections, ${(grown / commands).toFixed(3)} bytes of heap each`
}
