/** The C++ twin of a vectorised run: compiled once where there is a compiler, run a round at a time. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TickColumns } from '../../src/backtest/index.ts'

const FLAGS = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++17']
const FOLDER = join(tmpdir(), 't2t-twins')
/** Benchmarks are bundled to elsewhere; they and the tests run in the repository. */
const SOURCE = join('bench', 'vectorised', 'vectorised-twin.cpp')

/** In the order in which the twin takes them. */
export interface TwinRules {
  readonly window: number
  readonly threshold: number
  readonly limit: number
  readonly takerRate: number
  readonly dailyLossMax: number
  readonly orderLotsMax: number
  readonly orderValueMax: number
  readonly priceCollarBps: number
  readonly positionLotsMax: number
  readonly ordersPerSecondMax: number
  readonly ordersBurstMax: number
}

/** What both programs must come to, in their own words. */
export interface ColumnRun {
  readonly signalNanos: number
  readonly runNanos: number
  readonly checksum: number
  readonly fills: number
  readonly position: number
  readonly cash: number
  readonly fees: number
  readonly drawdown: number
  readonly traded: number
}

export class ColumnTwin {
  readonly #program: string
  readonly #file: string

  /** Undefined where there is no compiler. */
  static over(columns: TickColumns): ColumnTwin | undefined {
    const program = compiled()
    return program === undefined ? undefined : new ColumnTwin(program, columns)
  }

  private constructor(program: string, { length, timeNanos, price, bid, ask }: TickColumns) {
    this.#program = program
    this.#file = join(FOLDER, `columns-${process.pid}.bin`)
    const data = new Float64Array(1 + 4 * length)
    data[0] = length
    for (const [k, column] of [timeNanos, price, bid, ask].entries()) {
      data.set(column.subarray(0, length), 1 + k * length)
    }
    writeFileSync(this.#file, new Uint8Array(data.buffer))
  }

  /** So many runs in one process: mean times, and the result, which is the same for all. */
  run(rules: TwinRules, repeats: number): ColumnRun {
    const { window, threshold, limit, takerRate } = rules
    const { dailyLossMax, orderLotsMax, orderValueMax, priceCollarBps } = rules
    const { positionLotsMax, ordersPerSecondMax, ordersBurstMax } = rules
    const words = [
      ...[this.#file, repeats, window, threshold, limit, takerRate, dailyLossMax, orderLotsMax],
      ...[orderValueMax, priceCollarBps, positionLotsMax, ordersPerSecondMax, ordersBurstMax],
    ]
    const { status, stdout } = spawnSync(this.#program, words.map(String), { encoding: 'utf8' })
    if (status !== 0) throw new Error(`the C++ twin ended with ${status}`)
    const lines = stdout.trim().split('\n')
    const runs = lines.map((line) => line.split(' ').map(Number))
    const mean = (k: number) => runs.reduce((sum, run) => sum + run[k]!, 0) / runs.length
    const [
      ,
      checksum = 0,
      ,
      fills = 0,
      position = 0,
      cash = 0,
      fees = 0,
      drawdown = 0,
      traded = 0,
    ] = runs[0]!
    const told = { checksum, fills, position, cash, fees, drawdown, traded }
    return { signalNanos: mean(0), runNanos: mean(2), ...told }
  }

  close(): void {
    rmSync(this.#file, { force: true })
  }
}

function compiled(): string | undefined {
  if (!existsSync(SOURCE)) return undefined
  mkdirSync(FOLDER, { recursive: true })
  const program = join(FOLDER, 'vectorised-twin')
  const isFresh = existsSync(program) && statSync(program).mtimeMs > statSync(SOURCE).mtimeMs
  if (isFresh) return program
  const { status } = spawnSync('g++', [...FLAGS, '-o', program, SOURCE], { stdio: 'ignore' })
  return status === 0 ? program : undefined
}
