/**
 * The reference backtester in an environment of its own, outside the repository, and the line to it.
 *
 * The environment is made once, from PyPI, and kept among the machine's temporary files.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const HFTBACKTEST_VERSION = '2.4.4'
const PYTHONS = ['python3.11', 'python3.12', 'python3.13', 'python3.10', 'python3']

/** Where the environment and the row files lie. */
export const PEER_FOLDER = join(tmpdir(), 't2t-peers', 'hftbacktest')

/** Makes the environment unless it is there, and answers its Python. */
export function installedPython(): string {
  const python = join(PEER_FOLDER, 'bin', 'python')
  const installed = join(PEER_FOLDER, `installed-${HFTBACKTEST_VERSION}`)
  if (existsSync(installed)) return python
  const base = PYTHONS.find((name) => spawnSync(name, ['-c', 'import venv']).status === 0)
  if (base === undefined) throw new Error(`none of ${PYTHONS.join(', ')} is here with venv`)
  mkdirSync(PEER_FOLDER, { recursive: true })
  mustRun(base, ['-m', 'venv', PEER_FOLDER])
  const packages = [`hftbacktest==${HFTBACKTEST_VERSION}`, 'numba']
  mustRun(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
  writeFileSync(installed, '')
  return python
}

function mustRun(program: string, words: readonly string[]): void {
  const { status } = spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} failed`)
}

/** One run asked of the reference. */
export interface ReferenceJob {
  /** A `.npy` file of rows. */
  readonly rows: string
  /** Reads the rows anew, and times that. */
  readonly loads?: boolean
  /** A raw capture, gzipped: converted by the reference's own program instead of reading rows. */
  readonly capture?: string
  readonly book: 'map' | 'array'
  /** Prices that the array book covers. */
  readonly lowest?: number
  readonly highest?: number
  readonly tick: number
  readonly lot: number
  readonly contract: 'linear' | 'inverse'
  readonly contractSize: number
  readonly makerRate: number
  readonly takerRate: number
  readonly queue: string
  readonly n?: number
  readonly exchange?: string
  readonly entryNanos?: number
  readonly responseNanos?: number
  readonly latencyFile?: string
  /** False: time passes and nobody looks. True: the touch quoter. */
  readonly strategy: boolean | 'order-mix'
  readonly stepNanos: number
  readonly offsetTicks: number
  readonly sizeLots: number
  readonly positionLimitLots: number
  /** Fills to hand back. */
  readonly fillsMax?: number
}

export interface ReferenceResult {
  readonly steps: number
  readonly orders?: number
  readonly checksum?: number
  readonly trades: number
  readonly position: number
  readonly balance: number
  readonly fee: number
  readonly rows: number
  /** As exchange time in Unix nanoseconds, id, side, price in ticks, maker. */
  readonly fills?: readonly string[]
  /** Why the strategy's loop ended: 1 is the end of the data, others are errors. */
  readonly end?: number
  readonly loadNanos: number
  readonly runNanos: number
}

export class Reference {
  readonly versions: Promise<Readonly<Record<string, string>>>
  readonly #process: ChildProcess
  readonly #answers: AsyncIterator<string>

  constructor(python: string, program: string) {
    this.#process = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: this.#process.stdout! })
    this.#answers = lines[Symbol.asyncIterator]()
    this.versions = this.#answer() as Promise<Readonly<Record<string, string>>>
  }

  async run(job: ReferenceJob): Promise<ReferenceResult> {
    await this.versions
    this.#process.stdin!.write(`${JSON.stringify(job)}\n`)
    return (await this.#answer()) as ReferenceResult
  }

  close(): void {
    this.#process.stdin!.end()
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next()
    if (done === true) throw new Error('the reference ended without an answer')
    return JSON.parse(value)
  }
}
