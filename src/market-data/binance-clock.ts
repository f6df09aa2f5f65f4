/**
 * The two times of a Binance message, as nanoseconds since the session's epoch.
 *
 * The exchange's is `T`, when the matching engine acted, else `E`, when the message was built. Spot
 * touches and snapshots carry neither: they get the newest exchange time seen, which is a floor, or
 * before any the local time.
 */
import { ABSENT, type CaptureMessage } from '../wire/index.ts'
import { checkTime } from './time-range.ts'

/** Times of 15 and more digits count microseconds, shorter ones milliseconds. */
const MICROSECONDS_FROM = 1e14

export class BinanceClock {
  exchange = 0
  local = 0
  readonly #epochSeconds: number = 0
  #newest = Number.NEGATIVE_INFINITY

  constructor(epochSeconds: number) {
    this.#epochSeconds = epochSeconds
  }

  set(message: CaptureMessage): void {
    const seconds = message.receivedSeconds - this.#epochSeconds
    this.local = checkTime(seconds * 1e9 + message.receivedNanos, 'receive time')
    const { transactionTime, eventTime } = message
    if (transactionTime !== ABSENT) this.#see(transactionTime, 'T')
    else if (eventTime !== ABSENT) this.#see(eventTime, 'E')
    else this.exchange = Number.isFinite(this.#newest) ? this.#newest : this.local
  }

  #see(time: number, field: string): void {
    const epoch = this.#epochSeconds
    const nanos =
      time >= MICROSECONDS_FROM ? (time - epoch * 1e6) * 1e3 : (time - epoch * 1e3) * 1e6
    this.exchange = checkTime(nanos, field)
    if (nanos > this.#newest) this.#newest = nanos
  }
}
