/**
 * A market with another future: records in the order of both clocks, changed from an instant on.
 *
 * ```
 *  venue   ----------------------- cut ~~~~~~~~~      its records from the cut on are others
 *  here    ----------------------- cut ~~~~~~~~~      and so is what arrives here from the cut on
 *                       \_____________/ on the way: the venue keeps it, here it is another
 * ```
 *
 * A record that happened there before the cut and arrives here after it is two records then: the
 * true one for the venue, whose fills may be heard before the cut, and another for the strategy.
 * Latencies are drawn on the true feed before anything is changed, so they stay what they were.
 */
import {
  assert,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LAST,
  FLAG_LOCAL,
  GAP,
  I_META,
  type Nanos,
  packMeta,
  type RandomStream,
} from '../../core/index.ts'
import type { TwoClockOrder } from '../../simulation/index.ts'
import type { SurveyedFeed } from '../survey.ts'
import type { Future } from './future.ts'
import { FutureMaker } from './future-maker.ts'

export interface RecordCut {
  /** In the run's time: the first instant at which everything may be different. */
  readonly at: Nanos
  readonly future: Future
  readonly random: RandomStream
}

/** Records of either clock after the cut: enough to move time on, and to tempt whoever peeks. */
const FUTURE_RECORDS = 64
const LOCAL = FLAG_LOCAL << 16
const EXCHANGE = FLAG_EXCHANGE << 16

/** The feed up to the cut, and a little of another future. `order` must be fresh. */
export async function* alteredRecords(
  { open }: SurveyedFeed,
  order: TwoClockOrder,
  cut: RecordCut,
): AsyncGenerator<EventTape> {
  const splitter = new Splitter(cut.at)
  for await (const batch of open()) {
    order.push(batch)
    yield splitter.split(order.ordered)
    order.ordered.clear()
    if (splitter.isDone) break
  }
  if (!splitter.isDone) {
    order.end()
    yield splitter.split(order.ordered)
  }
  const { future } = splitter
  if (cut.future === 'silence') {
    const flags = FLAG_LAST | FLAG_EXCHANGE | FLAG_LOCAL
    const tape = new EventTape(1)
    // Time goes on without a market: timers before the cut are due in silence too.
    tape.append(packMeta(GAP, 0, flags), 0, cut.at, cut.at)
    yield tape
    return
  }
  new FutureMaker(cut.future, cut.random).change(future)
  yield future
}

/** Takes the past out of batches, and keeps some of the future. */
class Splitter {
  readonly future = new EventTape(4 * FUTURE_RECORDS)
  readonly #at: Nanos
  readonly #past = new EventTape(4096)
  #localRecords = 0
  #exchangeRecords = 0

  constructor(at: Nanos) {
    this.#at = at
  }

  /** Either clock's records are in order: once both have passed the cut no past can follow. */
  get isDone(): boolean {
    return this.#localRecords >= FUTURE_RECORDS && this.#exchangeRecords >= FUTURE_RECORDS
  }

  /** What of these records lies before the cut on its clock; valid until the next call. */
  split(records: EventTape): EventTape {
    const past = this.#past
    past.clear()
    const { f64, i32, length } = records
    for (let index = 0; index < length; index++) {
      const meta = i32[index * EVENT_I32 + I_META]!
      const f = index * EVENT_F64
      const exchangeFlag = meta & EXCHANGE
      const localFlag = meta & LOCAL
      assert((exchangeFlag | localFlag) !== 0, 'an ordered record has a clock')
      const isPastThere = exchangeFlag !== 0 && f64[f + F_EXCHANGE]! < this.#at
      const isPastHere = localFlag !== 0 && f64[f + F_LOCAL]! < this.#at
      const pastFlags = (isPastThere ? EXCHANGE : 0) | (isPastHere ? LOCAL : 0)
      const futureFlags = (exchangeFlag | localFlag) & ~pastFlags
      if (pastFlags !== 0) copyAs(past, records, index, pastFlags)
      if (futureFlags !== 0) this.#keep(records, index, futureFlags)
    }
    return past
  }

  #keep(records: EventTape, index: number, flags: number): void {
    if (this.isDone) return
    if ((flags & EXCHANGE) !== 0) this.#exchangeRecords++
    if ((flags & LOCAL) !== 0) this.#localRecords++
    copyAs(this.future, records, index, flags)
  }
}

/** Appends one record, for these clocks alone. */
function copyAs(target: EventTape, source: EventTape, index: number, clocks: number): void {
  target.appendFrom(source, index, 1)
  const meta = (target.length - 1) * EVENT_I32 + I_META
  target.i32[meta] = (target.i32[meta]! & ~(LOCAL | EXCHANGE)) | clocks
}
