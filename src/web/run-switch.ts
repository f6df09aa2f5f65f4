/**
 * The kill switch as a run sees it: what other threads do to the shared one, in an order that can be
 * told and done again.
 *
 * A thread may trip the shared switch at any instant, between any two looks of the run. So looks are
 * counted, and the look at which a stop from outside was seen first is told: whoever drives the same
 * run again lets the same look see it. What has been seen holds until this run re-arms, whatever others
 * do meanwhile; a stop that comes then is seen at the first look after that.
 *
 * ```
 *   watchdog, kill file, t2t kill --> shared switch <-- looks (counted), trips --- run switch <--- gate,
 *                                                                     |            breaker, withdrawal
 *                                                                     +--> onSighted: the journal
 * ```
 */
import { type KillRecord, KillSwitch } from '../risk/index.ts'

/** A stop from outside. */
export interface OutsideTrip extends KillRecord {
  /** How many looks there had been, this one among them; undefined when nothing of a run had looked. */
  readonly look: number | undefined
}

export interface RunSwitchOptions {
  readonly shared: KillSwitch
  /** Told before the look is answered. */
  readonly onSighted: (trip: OutsideTrip) => void
  /** Stops that looks are to see, by their number, of a run that is driven again. */
  readonly outside?: ReadonlyMap<number, KillRecord> | undefined
}

/** The reason of a stop that was taken back before it could be read. */
const GONE: KillRecord = { reason: 'tripped and re-armed by another thread', atNanos: Number.NaN }

export class RunSwitch extends KillSwitch {
  readonly #options: RunSwitchOptions
  #looks = 0
  /** Of the shared switch, when this one was tripped. */
  #sharedTrips = 0

  constructor(options: RunSwitchOptions) {
    super()
    this.#options = options
  }

  /** What this run has seen. No look. */
  get isHeld(): boolean {
    return super.isTripped
  }

  /** Of the shared switch's trips, the one that this run has seen last. */
  get sharedTrip(): number {
    return this.#sharedTrips
  }

  override get isTripped(): boolean {
    if (super.isTripped) return true
    const look = this.#next()
    if (!this.#options.shared.isTripped) return false
    this.#take(look)
    return true
  }

  /** A look as well: another thread may have been faster. */
  override trip(reason: string, atNanos = Number.NaN): boolean {
    if (super.isTripped) return false
    const look = this.#next()
    const { shared } = this.#options
    if (!shared.trip(reason, atNanos)) {
      this.#take(look)
      return false
    }
    this.#sharedTrips = shared.trips
    return super.trip(reason, atNanos)
  }

  /** Sees a stop from outside now, between two looks. */
  sight(): void {
    if (!super.isTripped && this.#options.shared.isTripped) this.#take(undefined)
  }

  override noticed(atNanos: number): void {
    super.noticed(atNanos)
    this.#options.shared.noticed(atNanos)
  }

  /** A shared switch that has been tripped anew meanwhile stays on: this was not about that stop. */
  override rearm(): void {
    const { shared } = this.#options
    super.rearm()
    if (shared.trips === this.#sharedTrips) shared.rearm()
  }

  #next(): number {
    const look = ++this.#looks
    const { shared, outside } = this.#options
    const trip = outside?.get(look)
    if (trip !== undefined) shared.trip(trip.reason, trip.atNanos)
    return look
  }

  #take(look: number | undefined): void {
    const { shared, onSighted } = this.#options
    const { reason, atNanos } = shared.record ?? GONE
    this.#sharedTrips = shared.trips
    super.trip(reason, atNanos)
    onSighted({ reason, atNanos, look })
  }
}
