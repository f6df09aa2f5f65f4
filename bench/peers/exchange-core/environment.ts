/**
 * exchange-core in a folder of its own, outside the repository, and the line to it.
 *
 * Maven fetches it once, into the machine's temporary files. Java and Maven are the machine's own, or
 * Debian's packages where this may install them.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const EXCHANGE_CORE_VERSION = '0.5.3'
/** Where the peer and the streams lie. */
export const PEER_FOLDER = join(tmpdir(), 't2t-peers', 'exchange-core')

const JARS = join(PEER_FOLDER, 'jars')
const NEEDED = [
  { program: 'javac', version: '-version', debian: 'openjdk-17-jdk-headless' },
  { program: 'mvn', version: '--version', debian: 'maven' },
] as const

export interface PeerRun {
  /** Of the thread that matches: neither compiling nor collecting garbage is in it. */
  readonly nanos: number
  readonly lots: number
  readonly refused: number
  readonly left: number
}

/** Fetches the peer unless it is there. Answers what is missing on this machine, or nothing. */
export function missingAfterInstall(folder: string): string | undefined {
  if (missingPrograms().length > 0) installFromDebian()
  const missing = missingPrograms()
  if (missing.length > 0) {
    const names = missing.map(({ program, debian }) => `${program} (Debian: ${debian})`)
    return `${names.join(' and ')} not on the path`
  }
  const installed = join(PEER_FOLDER, `installed-${EXCHANGE_CORE_VERSION}`)
  if (existsSync(installed)) return undefined
  mkdirSync(PEER_FOLDER, { recursive: true })
  const words = ['--quiet', '--batch-mode', '--file', join(folder, 'pom.xml')]
  words.push(`-Dmaven.repo.local=${join(PEER_FOLDER, 'maven')}`, `-DoutputDirectory=${JARS}`)
  if (!succeeds('mvn', [...words, 'dependency:copy-dependencies'])) {
    return `exchange-core ${EXCHANGE_CORE_VERSION} could not be fetched from Maven Central`
  }
  writeFileSync(installed, '')
  return undefined
}

const missingPrograms = () =>
  NEEDED.filter(({ program, version }) => spawnSync(program, [version]).status !== 0)

function installFromDebian(): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return
  const packages = missingPrograms().map(({ debian }) => debian)
  console.error(`installing ${packages.join(', ')} with apt-get`)
  if (!succeeds('apt-get', ['update', '--quiet'])) return
  succeeds('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...packages])
}

/** Runs a program whose output goes to standard error: standard output is for the results. */
function succeeds(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: ['ignore', 2, 'inherit'] }).status === 0
}

export class Peer {
  /** Of the virtual machine. */
  readonly version: Promise<string>
  readonly #process: ChildProcess
  readonly #answers: AsyncIterator<string>

  constructor(folder: string) {
    const words = ['-Xms1g', '-Xmx1g', '-cp', join(JARS, '*'), join(folder, 'Peer.java')]
    this.#process = spawn('java', words, { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: this.#process.stdout! })
    this.#answers = lines[Symbol.asyncIterator]()
    this.version = this.#answer()
  }

  /** The rows of this file through a fresh book, those before `start` untimed. */
  async run(file: string, start: number): Promise<PeerRun> {
    await this.version
    this.#process.stdin!.write(`${start} ${file}\n`)
    const [nanos, lots, refused, left] = (await this.#answer()).split(' ').map(Number)
    return { nanos: nanos!, lots: lots!, refused: refused!, left: left! }
  }

  close(): void {
    this.#process.stdin!.end()
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#answers.next()
    if (done === true) throw new Error('exchange-core ended without an answer')
    return value
  }
}
