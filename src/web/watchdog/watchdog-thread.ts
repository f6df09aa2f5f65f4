/**
 * The watchdog: a thread of its own that can stop trading while the main thread is busy, and that
 * brings alerts to humans.
 *
 * ```
 *  kill file ----+                           +--> webhook, mail, command ...
 *  HTTP ---------+--> shared kill switch     |
 *  heartbeat ----+         |                 |
 *  clock --------+         +--> alert -------+--> main thread: the page's list
 *                    main thread's alerts ---+
 * ```
 */
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../core/index.ts'
import { AlertDelivery, channelsOf } from '../../io/index.ts'
import { AlertLog, type BreakerLimits, CircuitBreaker } from '../../risk/index.ts'
import { ControlBlock } from './control-block.ts'
import { KillEndpoint } from './kill-endpoint.ts'
import { KillFile } from './kill-file.ts'
import type { FromWatchdog, ToWatchdog, WatchdogSetup } from './watchdog-words.ts'

/** Between looks at file, switch, heart and clock: what the operating system tells is handled at once. */
const LOOK_MILLIS = 50
const STDERR = 2

class Watchdog {
  readonly #control: ControlBlock
  readonly #file: KillFile
  readonly #delivery: AlertDelivery | undefined
  readonly #alerts: AlertLog
  readonly #breaker: CircuitBreaker
  readonly #endpoint: KillEndpoint
  readonly #post: (word: FromWatchdog) => void
  #timer: NodeJS.Timeout | undefined
  #beats = -1
  #tripsTold = 0

  constructor(setup: WatchdogSetup, post: (word: FromWatchdog) => void) {
    this.#post = post
    const control = new ControlBlock(setup.memory)
    this.#control = control
    this.#file = new KillFile(setup.killFile)
    const { alerts: settings, source } = setup
    if (settings !== undefined) {
      this.#delivery = new AlertDelivery({
        ...settings,
        source,
        channels: channelsOf(settings),
        onOutcome: (outcome) => {
          post({ kind: 'outcome', outcome })
          if (outcome.isDelivered) return
          const { channel, problem } = outcome
          // Straight to the terminal: the main thread may be busy for ever.
          writeSync(STDERR, `t2t: an alert did not arrive by ${channel}: ${problem}\n`)
        },
      })
    }
    const { killSwitch } = control
    this.#alerts = new AlertLog({
      onAlert: (alert) => {
        this.#delivery?.accept(alert)
        post({ kind: 'alert', alert })
      },
    })
    this.#breaker = new CircuitBreaker({
      limits: ownLimits(setup.breaker),
      killSwitch,
      alerts: this.#alerts,
      now: () => 0,
    })
    this.#endpoint = new KillEndpoint({
      host: setup.host,
      token: setup.token,
      kill: (reason) => this.#trip(reason),
      status: () => ({
        isTripped: killSwitch.isTripped,
        reason: killSwitch.record?.reason ?? '',
        withdrawal: control.withdrawal,
        openOrders: control.openOrders,
        isPaused: control.isPaused,
      }),
    })
  }

  async start(): Promise<void> {
    this.#file.watch(() => this.#lookAtFile())
    this.#lookAtFile()
    const port = await this.#endpoint.listen()
    this.#timer = setInterval(() => this.#look(), LOOK_MILLIS)
    this.#post({ kind: 'ready', port })
  }

  hear(word: ToWatchdog): void {
    if (word.kind === 'alert') this.#delivery?.accept(word.alert)
    else if (word.kind === 'rearm') this.#rearm()
    else void this.#close(word.millisMax)
  }

  #lookAtFile(): void {
    if (!this.#control.killSwitch.isTripped && this.#file.exists) this.#trip(this.#file.reason)
  }

  #look(): void {
    const control = this.#control
    this.#lookAtFile()
    const now = performance.now() * 1e6
    const { beats } = control
    if (beats !== this.#beats) this.#breaker.beat(0, now)
    this.#beats = beats
    this.#breaker.check(now, Date.now() * 1e6)
    this.#leaveWord()
  }

  /** Answers whether it was this that stopped trading. */
  #trip(reason: string): boolean {
    if (!this.#control.killSwitch.trip(reason)) return false
    this.#alerts.raiseTrip(this.#control.killSwitch)
    this.#leaveWord()
    return true
  }

  /** Whoever has tripped the switch: a restart must find trading stopped. */
  #leaveWord(): void {
    const { record, trips } = this.#control.killSwitch
    if (record === undefined || trips === this.#tripsTold) return
    this.#tripsTold = trips
    this.#post({ kind: 'tripped' })
    try {
      this.#file.write(record.reason)
    } catch (error) {
      const problem = error instanceof Error && 'code' in error ? error.code : error
      writeSync(
        STDERR,
        `t2t: ${this.#file.path} cannot be written (${problem}): a restart will not know of the stop\n`,
      )
    }
  }

  /** File and switch in one turn: nobody of this thread can come between. */
  #rearm(): void {
    let problem = ''
    try {
      this.#file.remove()
      this.#control.killSwitch.rearm()
    } catch (error) {
      problem = `${this.#file.path} cannot be removed: ${error instanceof Error ? error.message : error}`
    }
    this.#post({ kind: 'rearmed', problem })
  }

  async #close(millisMax: number): Promise<void> {
    clearInterval(this.#timer)
    this.#endpoint.close()
    this.#file.close()
    await this.#delivery?.close(millisMax)
    this.#post({ kind: 'closed' })
    parentPort?.close()
  }
}

/** The triggers that need a thread of their own; all others hear the run itself. */
function ownLimits({ heartbeat, clock }: BreakerLimits): BreakerLimits {
  return {
    ...(heartbeat === undefined
      ? {}
      : { heartbeat: { ...heartbeat, stages: ['the main thread'] } }),
    ...(clock === undefined ? {} : { clock }),
  }
}

const port = parentPort
assert(port !== null, 'a watchdog is a thread')
const watchdog = new Watchdog(workerData as WatchdogSetup, (word) => port.postMessage(word))
port.on('message', (word: ToWatchdog) => watchdog.hear(word))
watchdog.start().catch((error: unknown) => {
  const problem = error instanceof Error ? error.message : String(error)
  port.postMessage({ kind: 'problem', problem } satisfies FromWatchdog)
})
