/**
 * The main thread's side of the watchdog: starts it, beats for it, and hands it alerts.
 *
 * ```ts
 * const watchdog = await Watchdog.start({ source: 't2t demo', killFile, host: '127.0.0.1' })
 * new DemoSession({ killSwitch: watchdog.control.killSwitch, ... })
 * watchdog.deliver(alert)          // returns at once
 * await watchdog.rearm()           // removes the kill file, then arms the switch
 * await watchdog.close()
 * ```
 */
import { Worker } from 'node:worker_threads'
import { type Alert, InputError } from '../../core/index.ts'
import type { AlertOutcome, AlertSettings } from '../../io/index.ts'
import type { BreakerLimits } from '../../risk/index.ts'
import { newToken } from '../access.ts'
import { ControlBlock } from './control-block.ts'
import { KillFile } from './kill-file.ts'
import type { FromWatchdog, ToWatchdog, WatchdogSetup } from './watchdog-words.ts'

export interface WatchdogOptions {
  readonly source: string
  readonly killFile: string
  /** Where the endpoint listens; its port is any free one. */
  readonly host: string
  readonly alerts?: AlertSettings | undefined
  readonly breaker?: BreakerLimits | undefined
}

/** Who wants to know what the watchdog has found. */
export interface WatchdogListener {
  onTripped(): void
  onAlert(alert: Alert): void
  onOutcome?(outcome: AlertOutcome): void
}

const BEAT_MILLIS = 20
const CLOSE_MILLIS = 3_000

export class Watchdog {
  readonly control: ControlBlock
  readonly token: string
  readonly killFile: string
  /** Of the kill endpoint. */
  port = 0
  listener: WatchdogListener | undefined
  readonly #worker: Worker
  readonly #timer: NodeJS.Timeout
  #rearming: { resolve: () => void; reject: (error: Error) => void } | undefined
  #early: FromWatchdog[] = []
  #isDead = false
  #isClosing = false

  /** @throws InputError for a kill file or an address that cannot be. */
  static async start(options: WatchdogOptions): Promise<Watchdog> {
    const watchdog = new Watchdog(options)
    await watchdog.#started()
    return watchdog
  }

  private constructor(options: WatchdogOptions) {
    const { source, killFile, host, alerts, breaker = {} } = options
    this.control = new ControlBlock()
    this.token = newToken()
    this.killFile = killFile
    const { token } = this
    const { memory } = this.control
    const setup: WatchdogSetup = { memory, source, killFile, host, token, alerts, breaker }
    this.#worker = new Worker(threadFile(), { workerData: setup, execArgv: [] })
    this.#worker.on('message', (word: FromWatchdog) => this.#hear(word))
    this.#timer = setInterval(() => this.control.beat(), BEAT_MILLIS)
    this.#timer.unref()
  }

  /** To the humans of the configuration; returns at once. */
  deliver(alert: Alert): void {
    this.#tell({ kind: 'alert', alert })
  }

  /** @throws InputError when the kill file cannot be removed: trading stays stopped. */
  rearm(): Promise<void> {
    if (this.#isDead) return Promise.reject(withoutWatchdog())
    return new Promise((resolve, reject) => {
      this.#rearming = { resolve, reject }
      this.#tell({ kind: 'rearm' })
    })
  }

  /** For one that is of no use to a later start. */
  removeKillFile(): void {
    new KillFile(this.killFile).remove()
  }

  /** Waits a little for alerts that are on their way. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#isDead) return
    this.#isClosing = true
    this.#tell({ kind: 'close', millisMax: CLOSE_MILLIS })
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_MILLIS + 500)
    await ended
    clearTimeout(timer)
  }

  /** What came before anybody listened is told now. */
  listen(listener: WatchdogListener): void {
    this.listener = listener
    const early = this.#early
    this.#early = []
    for (const word of early) this.#hear(word)
  }

  async #started(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#worker.on('message', (word: FromWatchdog) => {
        if (word.kind === 'ready') resolve()
        if (word.kind === 'problem') reject(new InputError(word.problem, {}, ''))
      })
      this.#worker.on('error', reject)
      this.#worker.once('exit', (code) => {
        reject(new Error(`the watchdog did not start: ${endedText(code)}`))
      })
    }).catch(async (error: unknown) => {
      clearInterval(this.#timer)
      await this.#worker.terminate()
      throw error
    })
    // From here on its death is a reason to stop: nobody could any more.
    this.#worker.removeAllListeners('error')
    this.#worker.on('error', (error) => this.#died(error))
    this.#worker.removeAllListeners('exit')
    this.#worker.once('exit', (code) => {
      if (!this.#isClosing && !this.#isDead) this.#died(endedText(code))
    })
  }

  #died(error: unknown): void {
    this.#isDead = true
    this.#rearming?.reject(withoutWatchdog())
    this.control.killSwitch.trip(`the watchdog has died: ${error}`)
    this.listener?.onTripped()
  }

  #hear(word: FromWatchdog): void {
    if (word.kind === 'ready') this.port = word.port
    else if (word.kind === 'rearmed') this.#rearmed(word.problem)
    else if (this.listener === undefined) this.#early.push(word)
    else if (word.kind === 'tripped') this.listener.onTripped()
    else if (word.kind === 'alert') this.listener.onAlert(word.alert)
    else if (word.kind === 'outcome') this.listener.onOutcome?.(word.outcome)
  }

  #rearmed(problem: string): void {
    if (problem === '') this.#rearming?.resolve()
    else this.#rearming?.reject(new InputError(problem, {}, 'Remove it, then re-arm again.'))
  }

  #tell(word: ToWatchdog): void {
    this.#worker.postMessage(word)
  }
}

const endedText = (code: number): string => `its thread ended by itself, with code ${code}`

const withoutWatchdog = (): InputError =>
  new InputError(
    'the watchdog has died: nobody could stop trading',
    {},
    'End the program and start it again.',
  )

/** The compiled file, also where this is run from its source. */
function threadFile(): URL {
  const { href } = new URL('./watchdog-thread.ts', import.meta.url)
  const compiled = href.replace(/ts$/, 'js')
  return new URL(compiled.replace(/\/src(\/web\/watchdog\/[^/]+)$/, '/dist$1'))
}
