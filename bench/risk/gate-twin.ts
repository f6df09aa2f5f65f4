/** The C++ twin of the gate: compiled once where there is a compiler, run a round at a time. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COLUMNS, type OrderStream } from './order-stream.ts'

const FLAGS = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++17']
const FOLDER = join(tmpdir(), 't2t-twins')
/** Benchmarks are bundled to elsewhere; they and the tests run in the repository. */
const SOURCE = join('bench', 'risk', 'gate-twin.cpp')

export interface TwinRun {
  readonly nanos: number
  readonly checksum: number
  readonly approved: number
}

export class GateTwin {
  readonly #program: string
  readonly #file: string

  /** Undefined where there is no compiler. */
  static over(stream: OrderStream): GateTwin | undefined {
    const program = compiled()
    return program === undefined ? undefined : new GateTwin(program, stream)
  }

  private constructor(program: string, stream: OrderStream) {
    this.#program = program
    this.#file = join(FOLDER, `orders-${process.pid}.bin`)
    const data = new Float64Array(1 + COLUMNS.length * stream.length)
    data[0] = stream.length
    for (const [k, name] of COLUMNS.entries()) data.set(stream[name], 1 + k * stream.length)
    writeFileSync(this.#file, new Uint8Array(data.buffer))
  }

  /** The mean time of so many runs in one process, the first of which only warms up. */
  run(repeats: number, isReserving: boolean): TwinRun {
    const words = [this.#file, String(repeats + 1), isReserving ? '1' : '0']
    const { status, stdout } = spawnSync(this.#program, words, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`the C++ twin ended with ${status}`)
    const lines = stdout.trim().split('\n').slice(1)
    const runs = lines.map((line) => line.split(' ').map(Number) as [number, number, number])
    const [, checksum, approved] = runs[0]!
    return { nanos: runs.reduce((sum, [nanos]) => sum + nanos, 0) / repeats, checksum, approved }
  }

  close(): void {
    rmSync(this.#file, { force: true })
  }
}

function compiled(): string | undefined {
  if (!existsSync(SOURCE)) return undefined
  mkdirSync(FOLDER, { recursive: true })
  const program = join(FOLDER, 'gate-twin')
  const isFresh = existsSync(program) && statSync(program).mtimeMs > statSync(SOURCE).mtimeMs
  if (isFresh) return program
  const { status } = spawnSync('g++', [...FLAGS, '-o', program, SOURCE], { stdio: 'ignore' })
  return status === 0 ? program : undefined
}
