/**
 * The clock of this machine, measured: how fine its steps are, how it runs beside the monotonic clock,
 * and how far from its reference the time daemon says it is.
 *
 * Nothing is set and nobody outside is asked: an offset comes from the daemon that keeps the time, or
 * is not known.
 */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClockMeasurement } from '../../backtest/index.ts'

const SAMPLES = 200_000
const OVER_MILLIS = 250
const ANSWER_MILLIS = 2_000

export async function measureClock(): Promise<ClockMeasurement> {
  const wallStepNanos = smallestStep(() => (performance.timeOrigin + performance.now()) * 1e6)
  const monotonicStepNanos = smallestStep(monotonicNanos())
  const { driftNanos, overNanos } = await drift()
  const daemon = await askDaemons()
  return {
    at: new Date().toISOString(),
    samples: SAMPLES,
    wallStepNanos,
    monotonicStepNanos,
    driftNanos,
    overNanos,
    ...daemon,
  }
}

function monotonicNanos(): () => number {
  const origin = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - origin)
}

/** Between two readings that differ; the wall clock's double holds some 200 ns. */
function smallestStep(read: () => number): number {
  let last = read()
  let smallest = Number.POSITIVE_INFINITY
  for (let sample = 0; sample < SAMPLES; sample++) {
    const now = read()
    if (now > last) smallest = Math.min(smallest, now - last)
    last = now
  }
  return Number.isFinite(smallest) ? Math.round(smallest) : 0
}

/** The wall clock against the monotonic one; whoever steps or slews it shows here. */
async function drift(): Promise<{ driftNanos: number; overNanos: number }> {
  const read = monotonicNanos()
  const from = { wallMillis: Date.now(), nanos: read() }
  await sleep(OVER_MILLIS)
  const overNanos = read() - from.nanos
  return { driftNanos: (Date.now() - from.wallMillis) * 1e6 - overNanos, overNanos }
}

type Daemon = Pick<ClockMeasurement, 'divergenceNanos' | 'doubtNanos' | 'isSynchronised' | 'said'>

async function askDaemons(): Promise<Daemon> {
  const [chrony, timesync, systemd, adjtimex] = await Promise.all([
    answer('chronyc', ['-n', 'tracking']),
    answer('timedatectl', ['show-timesync', '--all']),
    answer('timedatectl', ['show']),
    answer('adjtimex', ['--print']),
  ])
  return readDaemons({ chrony, timesync, systemd, adjtimex })
}

/** What programs printed; undefined for one that is not there, or does not answer. */
export interface DaemonAnswers {
  readonly chrony?: string | undefined
  readonly timesync?: string | undefined
  readonly systemd?: string | undefined
  readonly adjtimex?: string | undefined
}

/** The first daemon that tells an offset is believed; what the others say is kept beside it. */
export function readDaemons({ chrony, timesync, systemd, adjtimex }: DaemonAnswers): Daemon {
  const offsets = [chronyOffset(chrony), timesyncOffset(timesync), kernelOffset(adjtimex)]
  const known = offsets.find((offset) => offset !== undefined)
  const isSystemd = /^NTPSynchronized=(yes|no)$/m.exec(systemd ?? '')?.[1]
  const said = [
    ...offsets.flatMap((offset) => (offset === undefined ? [] : [offset.said])),
    ...(isSystemd === undefined ? [] : [`timedatectl: NTPSynchronized=${isSystemd}`]),
  ]
  return {
    divergenceNanos: known?.offsetNanos ?? null,
    doubtNanos: known?.doubtNanos ?? null,
    isSynchronised: known?.isSynchronised ?? (isSystemd === undefined ? null : isSystemd === 'yes'),
    said: said.length > 0 ? said : ['no time daemon answered: chronyc, timedatectl, adjtimex'],
  }
}

interface Offset {
  readonly offsetNanos: number
  readonly doubtNanos: number | null
  readonly isSynchronised: boolean
  readonly said: string
}

function chronyOffset(text: string | undefined): Offset | undefined {
  const system = /^System time\s*: ([\d.]+) seconds (slow|fast)/m.exec(text ?? '')
  if (text === undefined || system === null) return undefined
  const dispersion = Number(/^Root dispersion\s*: ([\d.]+)/m.exec(text)?.[1] ?? Number.NaN)
  const delay = Number(/^Root delay\s*: ([\d.]+)/m.exec(text)?.[1] ?? Number.NaN)
  const doubt = dispersion + delay / 2
  const sign = system[2] === 'fast' ? 1 : -1
  return {
    offsetNanos: Math.round(sign * Number(system[1]) * 1e9),
    doubtNanos: Number.isFinite(doubt) ? Math.round(doubt * 1e9) : null,
    isSynchronised: /^Leap status\s*: Normal/m.test(text),
    said: `chronyc tracking: ${system[0].replaceAll(/\s+/g, ' ')}`,
  }
}

function timesyncOffset(text: string | undefined): Offset | undefined {
  const offset = /Offset=([+-]?[\d.]+)(us|ms|s)\b/.exec(text ?? '')
  if (offset === null) return undefined
  return {
    offsetNanos: Math.round(Number(offset[1]) * UNITS[offset[2]!]!),
    doubtNanos: null,
    isSynchronised: true,
    said: `timedatectl show-timesync: ${offset[0]}`,
  }
}

function kernelOffset(text: string | undefined): Offset | undefined {
  const offset = /^\s*offset: (-?\d+)/m.exec(text ?? '')
  const status = /^\s*status: (\d+)/m.exec(text ?? '')
  if (text === undefined || offset === null || status === null) return undefined
  const UNSYNCHRONISED = 0x40
  const NANOSECONDS = 0x2000
  const bits = Number(status[1])
  const unit = (bits & NANOSECONDS) === 0 ? 1e3 : 1
  const doubt = /^\s*maxerror: (\d+)/m.exec(text)
  return {
    offsetNanos: Number(offset[1]) * unit,
    doubtNanos: doubt === null ? null : Number(doubt[1]) * 1e3,
    isSynchronised: (bits & UNSYNCHRONISED) === 0,
    said: `adjtimex: offset ${offset[1]}, status ${status[1]}`,
  }
}

const UNITS: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9 }

function answer(program: string, given: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_MILLIS, env: { ...process.env, LC_ALL: 'C' } }
    execFile(program, given, options, (error, text) => resolve(error === null ? text : undefined))
  })
}
