/**
 * Commands per second through the matching engine: against its C++ twin, with a thousand to a million
 * live orders, in one book and in a thousand; how long single commands take; and what is allocated.
 */
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'
import { collectionsIn, commandLatencies } from './command-cost.ts'
import { type CommandStream, commandStream } from './command-stream.ts'
import { type Race, race } from './matching-race.ts'

const ROUNDS = 7
/** V8 compiles the loops anew several times before it is done. */
const WARM_ROUNDS = 3
const COMMANDS = 500_000
const SCENES = [
  { live: 1_000, books: 1 },
  { live: 100_000, books: 1 },
  { live: 1_000_000, books: 1 },
  { live: 100_000, books: 1_000 },
]
const TINY_SCENES = [
  { live: 100, books: 1 },
  { live: 200, books: 20 },
]
const LONG_RUN = 10_000_000

export function run({ tiny }: BenchOptions): BenchResult {
  inlineInnerLoops()
  const commands = tiny ? 2_000 : COMMANDS
  const [rounds, warmRounds] = tiny ? [3, 1] : [ROUNDS, WARM_ROUNDS]
  const rows: BenchRow[] = []
  const notes = [machine()]
  // First, while the engine's code is warmed by what it does here and nothing else.
  const single = commandStream({ live: tiny ? 100 : 1_000, books: 1, commands, seed: 2 })
  const collections = collectionsIn(single, tiny ? 20_000 : LONG_RUN)
  const latencies = commandLatencies(single)
  for (const scene of tiny ? TINY_SCENES : SCENES) {
    const stream = commandStream({ ...scene, commands, seed: 1 })
    const timed = race(stream, rounds, warmRounds)
    const label = `${scene.live} live orders in ${scene.books} book${scene.books === 1 ? '' : 's'}`
    for (const [program, nanos] of [
      ['engine', timed.engine],
      ['C++ twin', timed.twin],
    ] as const) {
      if (nanos.length > 0) rows.push(rowOf(`${program}, ${label}`, nanos, commands))
    }
    notes.push(`${label}: ${ratioText(timed)}; ${shareText(stream)}`)
  }
  notes.push(
    `single commands, with the clock: ${latencies}`,
    `${tiny ? 20_000 : LONG_RUN} commands: ${collections}`,
    'mix as exchange-core: 9 % new, 3 % immediate, 6 % cancels, 82 % moves; 750 prices',
    'events of engine and twin agree to the byte; the twin: g++ -O3 -march=native',
    'processor time; V8 inlines as much as t2t lets it',
    'flatters: commands lie in memory in order, nothing is decoded, sent or journalled',
  )
  return { name: 'matching engine', unit: 'commands/s', rows, notes }
}

function rowOf(label: string, nanos: readonly number[], commands: number): BenchRow {
  const rates = nanos.map((spent) => commands / (spent / 1e9))
  return { label, median: median(rates), rounds: rates }
}

function ratioText({ engine, twin }: Race): string {
  if (twin.length === 0) return 'no C++ compiler here'
  const ratio = median(engine.map((nanos, round) => nanos / twin[round]!))
  return `${ratio.toFixed(2)} times the time of the twin`
}

const shareText = ({ tradeShare, touchMoveShare, events, commands }: CommandStream): string =>
  `${(100 * tradeShare).toFixed(1)} % trade, ${(100 * touchMoveShare).toFixed(1)} % move a best price, ` +
  `${(events / commands).toFixed(2)} events a command`
