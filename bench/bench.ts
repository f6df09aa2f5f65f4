/** What a benchmark is: work, measured in rounds, and everything a reader needs to weigh the number. */
import { cpus } from 'node:os'

export interface BenchRow {
  readonly label: string
  readonly median: number
  readonly rounds: readonly number[]
}

export interface BenchResult {
  readonly name: string
  /** Of the medians and rounds, for example `events/s`. */
  readonly unit: string
  readonly rows: readonly BenchRow[]
  /** Machine, Node version, data, and what flatters the numbers. */
  readonly notes: readonly string[]
}

export interface BenchOptions {
  /** Runs in well under a second, for the tests. The numbers mean nothing then. */
  readonly tiny: boolean
}

/** One way of doing the work. Returns a checksum, so that no work can be optimised away. */
export interface Contender {
  readonly label: string
  readonly work: () => number | string
}

/**
 * Times the contenders in turn, round by round, so that a busy neighbour disturbs all alike. The
 * result is in items per second of processor time of this process; one untimed round warms up.
 *
 * @throws Error when the contenders' checksums differ: then they did not do the same work.
 */
export function inTurn(
  items: number,
  rounds: number,
  contenders: readonly Contender[],
): readonly BenchRow[] {
  const checksums = contenders.map(({ work }) => work())
  if (new Set(checksums).size > 1) throw new Error(`checksums differ: ${checksums.join(', ')}`)
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    contenders.forEach(({ work }, i) => {
      const before = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(before)
      // At least a microsecond: the clock may not have moved in a tiny run.
      rates[i]!.push(items / (Math.max(1, user + system) / 1e6))
    })
  }
  return contenders.map(({ label }, i) => ({
    label,
    median: median(rates[i]!),
    rounds: rates[i]!,
  }))
}

export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b)
  const middle = ascending.length >> 1
  return ascending.length % 2 === 1
    ? ascending[middle]!
    : (ascending[middle - 1]! + ascending[middle]!) / 2
}

/** The first note of every result. */
export function machine(): string {
  const [first] = cpus()
  return `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`
}
