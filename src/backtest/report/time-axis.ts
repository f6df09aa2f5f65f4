/** The axis of time: marks at round instants, written as the clock of the data. */
import type { AxisMark } from './value-axis.ts'

const SECOND = 1e9
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((each) => each * 1e3),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((each) => each * 1e6),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12].map((each) => each * HOUR),
  ...[1, 2, 5, 10, 20, 50].map((each) => each * DAY),
]

export class TimeAxis {
  readonly fromNanos: number
  readonly toNanos: number
  readonly epochNanos: bigint

  /** Both instants count from the epoch, in Unix nanoseconds; an epoch of 0 is a day without date. */
  constructor(fromNanos: number, toNanos: number, epochNanos: bigint) {
    this.fromNanos = fromNanos
    this.toNanos = toNanos > fromNanos ? toNanos : fromNanos + SECOND
    this.epochNanos = epochNanos
  }

  /** 0 at the start, 100 at the end. */
  percent(nanos: number): number {
    return ((nanos - this.fromNanos) / (this.toNanos - this.fromNanos)) * 100
  }

  marks(count: number): AxisMark[] {
    const span = this.toNanos - this.fromNanos
    const step = STEPS.find((each) => span / each <= count) ?? 100 * DAY
    const offset = Number(this.epochNanos % BigInt(DAY))
    const first = Math.ceil((this.fromNanos + offset) / step) * step - offset
    const marks: AxisMark[] = []
    for (let at = first; at <= this.toNanos; at += step) {
      marks.push({ percent: this.percent(at), text: this.#markText(at, step) })
    }
    return marks
  }

  #markText(at: number, step: number): string {
    const text = instantText(at, this.epochNanos)
    const [date = '', time = ''] = text.includes(' ') ? text.split(' ') : ['', text]
    if (step >= DAY) return date === '' ? `day ${Math.round(at / DAY)}` : date.slice(5)
    const digits = step >= MINUTE ? 5 : step >= SECOND ? 8 : step >= 1e6 ? 12 : 15
    const clock = (time.includes('.') ? time : `${time}.`).padEnd(18, '0')
    const spansDays = this.toNanos - this.fromNanos > DAY
    return (spansDays && date !== '' ? `${date.slice(5)} ` : '') + clock.slice(0, digits)
  }
}

/** ISO date and time with the digits that are there, or the time of day alone. */
export function instantText(atNanos: number, epochNanos: bigint): string {
  if (!Number.isFinite(atNanos)) return '–'
  const total = epochNanos + BigInt(Math.round(atNanos))
  const date = new Date(Number(total / 1_000_000n))
  if (Number.isNaN(date.getTime())) return `${atNanos} ns`
  const fraction = String(((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  const iso = date.toISOString().slice(0, 19)
  const text = epochNanos === 0n ? iso.slice(11) : iso.replace('T', ' ')
  return fraction === '' ? text : `${text}.${fraction}`
}
