/** A live demo of this process, found by its run file, and commands that speak to it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, afterEach, beforeEach, vi } from 'vitest'
import {
  type DemoServer,
  DemoSession,
  type DemoSessionOptions,
  startDemoServer,
} from '../web/index.ts'
import { LiveGuard } from './live-guard.ts'

export class LiveDemo {
  /** Where run files and kill files are. */
  readonly runs: string
  readonly #folder = mkdtempSync(join(tmpdir(), 't2t-live-'))
  readonly #options: Partial<DemoSessionOptions>
  #parts: { guard: LiveGuard; session: DemoSession; server: DemoServer } | undefined

  constructor(options: Partial<DemoSessionOptions>) {
    this.#options = options
    this.runs = join(this.#folder, 'runs')
    writeFileSync(join(this.#folder, 'index.html'), '<!doctype html><title>page</title>')
    vi.stubEnv('T2T_RUN_FOLDER', this.runs)
  }

  /** The one of this test. */
  get guard(): LiveGuard {
    return this.#parts!.guard
  }
  get session(): DemoSession {
    return this.#parts!.session
  }

  async begin(): Promise<void> {
    const guard = await LiveGuard.start({
      source: 't2t demo, TEST',
      killFile: undefined,
      safety: undefined,
    })
    const { killSwitch, watchdog } = guard
    const session = new DemoSession({
      ...this.#options,
      seed: 1,
      speed: 'max',
      killSwitch,
      onAlert: (alert) => watchdog.deliver(alert),
    })
    const pageFolder = this.#folder
    const server = await startDemoServer({ session, port: 0, pageFolder, watchdog })
    guard.announce(server)
    this.#parts = { guard, session, server }
  }

  async end(): Promise<void> {
    await this.#parts?.server.close()
    await this.#parts?.guard.close()
    process.exitCode = undefined
  }

  leave(): void {
    vi.unstubAllEnvs()
    rmSync(this.#folder, { recursive: true })
  }
}

/** One for each test of a file. */
export function liveDemo(options: Partial<DemoSessionOptions>): LiveDemo {
  const demo = new LiveDemo(options)
  beforeEach(() => demo.begin())
  afterEach(() => demo.end())
  afterAll(() => demo.leave())
  return demo
}

/** What a command printed. */
export async function saidBy(command: Command, words: readonly string[]): Promise<string> {
  let output = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text)
    return true
  })
  try {
    command.exitOverride().configureOutput({ writeErr: () => {} })
    await command.parseAsync(words, { from: 'user' })
    return output
  } finally {
    spy.mockRestore()
  }
}
