/** The C++ twin: compiled once where there is a compiler, run a round at a time. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_F64 } from '../../src/core/index.ts'
import type { OrderedMarket } from './ordered-market.ts'

const FLAGS = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++17']
const FOLDER = join(tmpdir(), 't2t-twins')
/** Benchmarks are bundled to elsewhere; they and the tests run in the repository. */
const SOURCE = join('bench', 'replay', 'replay-twin.cpp')

export interface TwinOptions {
  readonly isTrading: boolean
  readonly stepNanos: number
  readonly offsetTicks: number
  readonly sizeLots: number
  readonly positionLimitLots: number
  readonly latencyNanos: number
}

export interface TwinResult {
  readonly runNanos: number
  readonly checksum: number
  readonly steps: number
  readonly orders: number
  readonly trades: number
  readonly position: number
  readonly balance: number
}

/** Nanoseconds, events, checksum, steps, orders, fills, position, cash: see `replay-twin.cpp`. */
type TwinLine = [number, number, number, number, number, number, number, number]

export class NativeTwin {
  readonly #program: string
  readonly #records: string
  readonly #market: OrderedMarket

  /** Undefined where there is no compiler. */
  static over(market: OrderedMarket): NativeTwin | undefined {
    const program = compiled()
    return program === undefined ? undefined : new NativeTwin(program, market)
  }

  private constructor(program: string, market: OrderedMarket) {
    this.#program = program
    this.#market = market
    this.#records = join(FOLDER, `records-${process.pid}.bin`)
    const { f64, length } = market.records
    writeFileSync(this.#records, new Uint8Array(f64.buffer, 0, length * EVENT_F64 * 8))
  }

  /** So many runs in one process; their mean time, and the result, which is the same for all. */
  run(options: TwinOptions, repeats: number): TwinResult {
    const { tick, lot } = this.#market.info.instruments[0]!
    const words = [
      this.#records,
      repeats,
      options.isTrading ? 1 : 0,
      tick.step,
      lot.step,
      options.stepNanos,
      options.offsetTicks,
      options.sizeLots,
      options.positionLimitLots,
      options.latencyNanos,
    ]
    const { status, stdout } = spawnSync(this.#program, words.map(String), { encoding: 'utf8' })
    if (status !== 0) throw new Error(`the C++ twin ended with ${status}`)
    const lines = stdout.trim().split('\n')
    const runs = lines.map((line) => line.split(' ').map(Number) as TwinLine)
    const [, , checksum, steps, orders, trades, position, balance] = runs[0]!
    const runNanos = runs.reduce((sum, [nanos]) => sum + nanos, 0) / runs.length
    return { runNanos, checksum, steps, orders, trades, position, balance }
  }

  /** Removes the records that it was given. */
  close(): void {
    rmSync(this.#records, { force: true })
  }
}

function compiled(): string | undefined {
  if (!existsSync(SOURCE)) return undefined
  mkdirSync(FOLDER, { recursive: true })
  const program = join(FOLDER, 'replay-twin')
  const isFresh = existsSync(program) && statSync(program).mtimeMs > statSync(SOURCE).mtimeMs
  if (isFresh) return program
  const { status } = spawnSync('g++', [...FLAGS, '-o', program, SOURCE], { stdio: 'ignore' })
  return status === 0 ? program : undefined
}
