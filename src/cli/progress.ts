/**
 * A progress bar on standard error: share done, rate, time left. Silent where nobody looks.
 *
 * ```
 * replaying  ███████████░░░░░░░░░  54 %   1.92 M events/s   0:03 left
 * ```
 */
import { type Terminal, terminalOf } from './terminal.ts'

const REDRAW_MILLIS = 100
/** How long work may go on before signals and timers get a turn. */
const TURN_MILLIS = 50
const WIDTH = 24

export class ProgressBar {
  readonly #terminal: Terminal
  readonly #unit: string
  #label = ''
  #startedMillis = 0
  #drawnMillis = 0
  #isDrawn = false

  /** `unit`: what is counted, plural: `events`. */
  constructor(options: { unit: string; terminal?: Terminal }) {
    this.#unit = options.unit
    this.#terminal = options.terminal ?? terminalOf(process.stderr)
  }

  /** `fraction` from 0 to 1, or NaN while the end is not known. A new label starts a new bar. */
  update(label: string, fraction: number, count: number): void {
    if (!this.#terminal.isInteractive) return
    const millis = performance.now()
    if (label !== this.#label) {
      this.#label = label
      this.#startedMillis = millis
    }
    if (millis - this.#drawnMillis < REDRAW_MILLIS) return
    this.#drawnMillis = millis
    const seconds = (millis - this.#startedMillis) / 1000
    const rate = seconds > 0 ? `${short(count / seconds)} ${this.#unit}/s` : ''
    const isKnown = fraction > 0 && fraction <= 1
    const left = isKnown ? `${clock((seconds * (1 - fraction)) / fraction)} left` : ''
    const share = isKnown ? `${String(Math.floor(fraction * 100)).padStart(3)} %` : ''
    this.#draw(`${label}  ${bar(isKnown ? fraction : 0)} ${share}   ${rate}   ${left}`)
  }

  /** Takes the bar away, so that the result stands alone. */
  done(): void {
    if (this.#isDrawn) this.#terminal.write('\r\u001b[2K')
    this.#isDrawn = false
  }

  #draw(line: string): void {
    this.#isDrawn = true
    this.#terminal.write(`\r\u001b[2K${line.slice(0, this.#terminal.columns - 1)}`)
  }
}

function bar(fraction: number): string {
  const full = Math.round(fraction * WIDTH)
  return '█'.repeat(full) + '░'.repeat(WIDTH - full)
}

/** Gives signals and timers a turn now and then: awaited between the batches of long work. */
export class Turns {
  #tookMillis = performance.now()

  /** Resolves at once until it is time for a turn. */
  take(): Promise<void> | undefined {
    const millis = performance.now()
    if (millis - this.#tookMillis < TURN_MILLIS) return undefined
    this.#tookMillis = millis
    return new Promise((resolve) => setImmediate(resolve))
  }
}

/** Three significant digits with a magnitude: 1.92 M. */
export function short(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)} G`
  if (count >= 1e6) return `${(count / 1e6).toPrecision(3)} M`
  if (count >= 1e3) return `${(count / 1e3).toPrecision(3)} k`
  return count.toFixed(0)
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
