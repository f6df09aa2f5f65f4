/** Stands beside the desks of a run and tells every request of the strategy to a sink. */
import type { EventTape, Nanos } from '../../core/index.ts'
import type { Fill, ReportSink, Venue } from '../../exchange/index.ts'
import type { OrderIntent } from '../../risk/index.ts'
import type { WatchableVenue } from '../analytics/index.ts'
import type { MarketWitness, RunWitness, WitnessPlace } from '../witness.ts'
import type { DecisionSink, DecisionWriter } from './decision-trace.ts'

export class DecisionWitness implements RunWitness {
  readonly #writer: DecisionWriter
  readonly #sink: DecisionSink
  #clock: (() => Nanos) | undefined

  constructor(writer: DecisionWriter, sink: DecisionSink) {
    this.#writer = writer
    this.#sink = sink
  }

  watch(place: WitnessPlace): MarketWitness {
    return new MarketDecisionWitness(place, (intent, reason) => {
      const at = this.#clock?.()
      if (at !== undefined) this.#sink.take(this.#writer.order(at, place.market, intent, reason))
    })
  }

  begin(clock: () => Nanos): void {
    this.#clock = clock
  }
}

/** Hands on all that passes; only intents are looked at. */
class MarketDecisionWitness implements MarketWitness {
  readonly reports: ReportSink
  readonly #onIntent: (intent: OrderIntent, reason: number) => void
  #inner: Venue | undefined

  constructor(place: WitnessPlace, onIntent: (intent: OrderIntent, reason: number) => void) {
    this.reports = place.reports
    this.#onIntent = onIntent
  }

  surround(_venue: WatchableVenue, inner: Venue): void {
    this.#inner = inner
  }
  onIntent(intent: OrderIntent, reason: number): void {
    this.#onIntent(intent, reason)
  }
  onReport(): void {}
  onMarket(tape: EventTape, index: number): void {
    this.#inner!.onMarket(tape, index)
  }
  onRequest(tape: EventTape, index: number, now: Nanos): void {
    this.#inner!.onRequest(tape, index, now)
  }
  report(...report: Parameters<ReportSink['report']>): void {
    this.reports.report(...report)
  }
  fill(fill: Fill): void {
    this.reports.fill(fill)
  }
}
