/** The compatibility mode against its C++ twin: a process of its own, as every mode has its own classes. */
import type { BenchOptions, BenchResult } from '../bench.ts'
import { raceAgainstTwin } from './twin-race.ts'

export function run(options: BenchOptions): Promise<BenchResult> {
  return raceAgainstTwin('compatible', options)
}
