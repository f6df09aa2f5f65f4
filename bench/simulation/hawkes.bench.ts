/**
 * The pure Hawkes generator against the same generator in C++: the same events to the last bit. Each
 * runs so many events a round in a process of its own, in turn.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inlineInnerLoops } from '../../src/cli/inlining.ts'
import { RandomStream } from '../../src/core/index.ts'
import { checkedHawkes, HawkesGenerator, mutualHawkes } from '../../src/models/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine, median } from '../bench.ts'

const ROUNDS = 7
/** Rounds of the engine that are not counted: V8 compiles the loop anew a few times. */
const WARM_ROUNDS = 3
const PRICE = { baseline: 0.16, excitation: 0.3, decay: 0.9 }
/** Two kinds by four decays, 0.92 children an event. */
const SEVERAL = checkedHawkes({
  baselines: [0.04, 0.04],
  decays: [10, 1, 0.1, 0.01],
  excitations: [
    [
      [1.875, 0.15, 0.0225, 0.001875],
      [0.425, 0.034, 0.0051, 0.000425],
    ],
    [
      [0.425, 0.034, 0.0051, 0.000425],
      [1.875, 0.15, 0.0225, 0.001875],
    ],
  ],
})
const FLAGS = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++17']
const SOURCE = join('bench', 'simulation', 'hawkes-twin.cpp')
const FOLDER = join(tmpdir(), 't2t-twins')

export function run({ tiny }: BenchOptions): BenchResult {
  inlineInnerLoops()
  const events = tiny ? 2_000 : 2_000_000
  const rounds = tiny ? 3 : ROUNDS
  const engine: BenchRow & { rounds: number[] } = { label: 'one decay', median: 0, rounds: [] }
  const native: typeof engine = { label: 'one decay, C++ twin', median: 0, rounds: [] }
  const program = compiled()
  const stream = RandomStream.named(1, 'bench')
  const words = stream.state()
  const ours = new HawkesGenerator(mutualHawkes(PRICE), stream)
  const sums: string[] = []
  for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
    const { nanos, sum } = fill(ours, events)
    sums.push(sum)
    if (round >= WARM_ROUNDS) engine.rounds.push(events / (nanos / 1e9))
    if (program === undefined || round < WARM_ROUNDS) continue
    // The twin begins anew each time, and goes as far as the engine has come.
    const lines = runTwin(program, events, round + 1, words)
    const [theirNanos, ...theirSum] = lines.at(-1)!.split(' ')
    if (theirSum.join(' ') !== sum) throw new Error(`events differ: ${sum}, ${theirSum.join(' ')}`)
    native.rounds.push(events / (Number(theirNanos) / 1e9))
  }
  const several = severalDecays(events, rounds)
  const rows = [engine, ...(program === undefined ? [] : [native]), several]
  return {
    name: 'simulation: Hawkes events',
    unit: 'events/s',
    rows: rows.map((row) => ({ ...row, median: median(row.rounds) })),
    notes: [
      machine(),
      `processor time, median of ${rounds} rounds of ${events} events`,
      program === undefined
        ? 'without the C++ twin: no g++ here'
        : `one decay: ${ratioOf(engine, native)} times the time of the twin, g++ -O3 -march=native`,
      'one decay: two kinds that excite each other, exact, equal to the last bit; V8 inlines as t2t lets it',
      'several decays: two kinds by four decays, near-critical, thinned',
      'flatters: nothing is done with the events but storing them',
    ],
  }
}

function fill(generator: HawkesGenerator, events: number): { nanos: number; sum: string } {
  const seconds = new Float64Array(events)
  const kinds = new Uint8Array(events)
  const before = process.cpuUsage()
  generator.fillInto(seconds, kinds)
  const { user, system } = process.cpuUsage(before)
  const ones = kinds.reduce((sum, kind) => sum + kind, 0)
  return {
    nanos: Math.max(1, user + system) * 1_000,
    sum: `${shortest(seconds[events - 1]!)} ${ones}`,
  }
}

/** As the twin prints it: seventeen significant digits say every double. */
const shortest = (value: number): string => String(Number(value.toPrecision(17)))

function severalDecays(events: number, rounds: number): BenchRow {
  const generator = new HawkesGenerator(SEVERAL, RandomStream.named(1, 'several'))
  const rates: number[] = []
  for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
    const { nanos } = fill(generator, events)
    if (round >= WARM_ROUNDS) rates.push(events / (nanos / 1e9))
  }
  return { label: 'several decays', median: 0, rounds: rates }
}

function ratioOf(ours: BenchRow, theirs: BenchRow): string {
  return median(theirs.rounds.map((rate, k) => rate / ours.rounds[k]!)).toFixed(2)
}

function runTwin(program: string, events: number, repeats: number, words: Uint32Array): string[] {
  const { baseline, excitation, decay } = PRICE
  const given = [events, repeats, baseline, excitation, decay, ...words]
  const { status, stdout } = spawnSync(program, given.map(String), { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the C++ twin ended with ${status}`)
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [nanos, last, ones] = line.split(' ')
      return `${nanos} ${shortest(Number(last))} ${ones}`
    })
}

/** Undefined where there is no compiler. */
function compiled(): string | undefined {
  if (!existsSync(SOURCE)) return undefined
  mkdirSync(FOLDER, { recursive: true })
  const program = join(FOLDER, 'hawkes-twin')
  const isFresh = existsSync(program) && statSync(program).mtimeMs > statSync(SOURCE).mtimeMs
  if (isFresh) return program
  const { status } = spawnSync('g++', [...FLAGS, '-o', program, SOURCE], { stdio: 'ignore' })
  return status === 0 ? program : undefined
}
