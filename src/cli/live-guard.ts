/**
 * What stands around a live program: the watchdog with its kill file, and the run file that `t2t kill`
 * looks for.
 */
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { KillSwitch } from '../risk/index.ts'
import {
  type DemoServer,
  killFileOf,
  madeRunFolder,
  removeRunFile,
  runFolder,
  Watchdog,
  writeRunFile,
} from '../web/index.ts'
import type { Safety } from './config/safety-file.ts'

/** Of the kill endpoint: this machine alone, wherever the page is. */
const ENDPOINT_HOST = '127.0.0.1'

export class LiveGuard {
  readonly watchdog: Watchdog
  readonly #source: string
  readonly #folder: string

  static async start(options: {
    source: string
    killFile: string | undefined
    safety: Safety | undefined
  }): Promise<LiveGuard> {
    const { source, killFile, safety } = options
    const folder = madeRunFolder(runFolder())
    const ownFile = killFileOf(folder, process.pid)
    // Of an earlier program that had the same number: nobody can have meant this one.
    if (killFile === undefined) rmSync(ownFile, { recursive: true, force: true })
    const watchdog = await Watchdog.start({
      source,
      killFile: killFile === undefined ? ownFile : resolve(killFile),
      host: ENDPOINT_HOST,
      alerts: safety?.alerts,
      breaker: safety?.breaker,
    })
    return new LiveGuard(watchdog, { source, folder, isOwnFile: killFile === undefined })
  }

  readonly #isOwnFile: boolean

  private constructor(
    watchdog: Watchdog,
    place: { source: string; folder: string; isOwnFile: boolean },
  ) {
    this.watchdog = watchdog
    this.#source = place.source
    this.#folder = place.folder
    this.#isOwnFile = place.isOwnFile
  }

  get killSwitch(): KillSwitch {
    return this.watchdog.control.killSwitch
  }

  /** From now on `t2t kill` finds it. */
  announce(server: DemoServer): void {
    const { port, token, killFile } = this.watchdog
    const page = new URL(server.url)
    writeRunFile(this.#folder, {
      pid: process.pid,
      source: this.#source,
      killUrl: `http://${ENDPOINT_HOST}:${port}`,
      killToken: token,
      killFile,
      pageUrl: page.origin,
      pageToken: server.token,
    })
  }

  async close(): Promise<void> {
    removeRunFile(this.#folder, process.pid)
    await this.watchdog.close()
    // Named after a process that is gone: nobody would ever look for it. One of the user's stays.
    if (this.#isOwnFile) this.watchdog.removeKillFile()
  }
}
