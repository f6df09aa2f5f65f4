/**
 * The contract of a witness: stands around every venue of a run, and beside every desk, and sees
 * everything that goes in and comes out.
 *
 * ```
 * market records, requests -> witness -> (analytics ->) venue -> (analytics ->) witness -> report line
 * intents, reports heard   -> witness, beside the run's hash
 * ```
 *
 * It hands on what it sees unchanged: a run has the same hash with a witness and without. A run
 * without one has nothing in those places, so it costs nothing there.
 */
import type { Instrument, Nanos } from '../core/index.ts'
import type { ReportSink, Venue } from '../exchange/index.ts'
import type { ExecutionListener } from '../execution/index.ts'
import type { ReportLine } from '../simulation/index.ts'
import type { WatchableVenue } from './analytics/index.ts'

export interface RunWitness {
  /** Called once for each market, in their order, while the run is wired. */
  watch(place: WitnessPlace): MarketWitness
  /** The run is wired; the clock tells its time whenever it is asked. */
  begin(clock: () => Nanos): void
}

/** Where in a run a witness stands. */
export interface WitnessPlace {
  readonly market: number
  readonly instrument: Instrument
  /** What one lot is in the units of the venue's queue model: most count in lots. */
  readonly lotInQueue: number
  /** Takes the venue's reports from the witness. */
  readonly reports: ReportSink
  /** Where they go in the end: the newest record of the line is the newest report. */
  readonly line: ReportLine
}

export interface MarketWitness extends Venue, ReportSink, ExecutionListener {
  /** The venue inside, and the outermost of what may stand around it already. */
  surround(venue: WatchableVenue, inner: Venue): void
}

/** Tells two listeners the same. */
export class ListenerPair implements ExecutionListener {
  readonly #first: ExecutionListener
  readonly #second: ExecutionListener

  constructor(first: ExecutionListener, second: ExecutionListener) {
    this.#first = first
    this.#second = second
  }

  onIntent(...intent: Parameters<ExecutionListener['onIntent']>): void {
    this.#first.onIntent(...intent)
    this.#second.onIntent(...intent)
  }
  onReport(...report: Parameters<ExecutionListener['onReport']>): void {
    this.#first.onReport(...report)
    this.#second.onReport(...report)
  }
}
