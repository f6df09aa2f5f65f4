/** The C++ twin of the engine: compiled once where there is a compiler, run over a stream in a file. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_BYTES } from '../../src/core/index.ts'
import type { CommandStream } from './command-stream.ts'

const FLAGS = ['-O3', '-march=native', '-ffp-contract=off', '-std=c++17']
const FOLDER = join(tmpdir(), 't2t-twins')
/** Benchmarks are bundled to elsewhere; they and the tests run in the repository. */
const SOURCE = join('bench', 'matching', 'matching-twin.cpp')

export interface NativeRun {
  readonly nanos: number
  readonly events: number
  readonly checksum: number
}

export class NativeMatching {
  readonly #program: string
  readonly #commands: string

  /** Undefined where there is no compiler. */
  static over(stream: CommandStream, participants: number): NativeMatching | undefined {
    const program = compiled()
    return program === undefined ? undefined : new NativeMatching(program, stream, participants)
  }

  private constructor(program: string, stream: CommandStream, participants: number) {
    this.#program = program
    this.#commands = join(FOLDER, `commands-${process.pid}.bin`)
    const { books, start, tape } = stream
    const head = new Int32Array([books, participants, start, tape.length])
    const records = new Uint8Array(tape.f64.buffer, 0, tape.length * EVENT_BYTES)
    writeFileSync(this.#commands, Buffer.concat([new Uint8Array(head.buffer), records]))
  }

  /** The timed commands once, on an engine that begins anew. */
  run(): NativeRun {
    const { status, stdout } = spawnSync(this.#program, [this.#commands, '1'], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`the C++ twin ended with ${status}`)
    const [events, checksum, nanos] = stdout.trim().split(/\s+/).map(Number) as [
      number,
      number,
      number,
    ]
    return { nanos, events, checksum }
  }

  close(): void {
    rmSync(this.#commands, { force: true })
  }
}

function compiled(): string | undefined {
  if (!existsSync(SOURCE)) return undefined
  mkdirSync(FOLDER, { recursive: true })
  const program = join(FOLDER, 'matching-twin')
  const isFresh = existsSync(program) && statSync(program).mtimeMs > statSync(SOURCE).mtimeMs
  if (isFresh) return program
  const { status } = spawnSync('g++', [...FLAGS, '-o', program, SOURCE], { stdio: 'ignore' })
  return status === 0 ? program : undefined
}
