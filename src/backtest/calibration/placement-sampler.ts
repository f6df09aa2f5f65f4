/**
 * Hypothetical orders: put down at random moments behind real queues, and followed until the level is
 * gone, so that what a queue model guesses can be compared with who truly stood ahead.
 */
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  FLAG_LAST,
  flagsOf,
  I_META,
  type Instrument,
  lots,
  RandomStream,
  SELL,
  type Side,
} from '../../core/index.ts'
import { LevelTrace } from './level-trace.ts'
import { LevelTracer } from './level-tracer.ts'

export interface PlacementSamplerOptions {
  readonly instrument: Instrument
  /** About how many orders to place over the whole feed. */
  readonly placements: number
  /** Records of the whole feed. */
  readonly records: number
  readonly seed: number | string
  /** How long an order waits at most. */
  readonly horizonNanos?: number
}

/** Levels from the touch on that orders are placed at: deeper ones hardly trade. */
const LEVELS = 3
const HORIZON_NANOS = 300e9
/** What a trace may hold: the busiest levels say the same again and again. */
const STEPS_MAX = 500
const SWEEP_RECORDS = 128

export class PlacementSampler {
  /** Finished and unfinished ones, by the time of their placement. */
  readonly traces: LevelTrace[] = []
  readonly #tracer: LevelTracer
  readonly #stream: RandomStream
  readonly #share: number
  readonly #horizonNanos: number
  #records = 0
  #now = Number.NEGATIVE_INFINITY

  constructor(options: PlacementSamplerOptions) {
    this.#tracer = new LevelTracer(options.instrument, true)
    this.#stream = RandomStream.named(options.seed, 'calibration/placements')
    this.#share = options.placements / Math.max(1, options.records)
    this.#horizonNanos = options.horizonNanos ?? HORIZON_NANOS
  }

  push(batch: EventTape): void {
    for (let index = 0; index < batch.length; index++) {
      const at = batch.f64[index * EVENT_F64 + F_EXCHANGE]!
      if (at > this.#now) this.#now = at
      this.#tracer.take(batch, index)
      if (++this.#records % SWEEP_RECORDS === 0) this.#sweep()
      const isLast = (flagsOf(batch.i32[index * EVENT_I32 + I_META]!) & FLAG_LAST) !== 0
      if (isLast && this.#stream.uniform() < this.#share) this.#place()
    }
  }

  finish(): void {
    this.#tracer.finish('left', this.#now)
  }

  #sweep(): void {
    const oldest = this.#now - this.#horizonNanos
    const isOver = (trace: LevelTrace) => trace.startNanos < oldest || trace.steps >= STEPS_MAX
    this.#tracer.sweep(isOver, this.#now)
  }

  #place(): void {
    const side: Side = this.#stream.integer(0, 1) === 0 ? BUY : SELL
    const { book } = this.#tracer
    if (!book.isTwoSided || book.isCrossed) return
    const levels = Math.min(LEVELS, book.levelCount(side))
    let price = book.best(side)
    for (let behind = this.#stream.integer(0, levels - 1); behind > 0; behind--) {
      price = book.nextBehind(side, price)
    }
    const trace = new LevelTrace({
      side,
      price,
      startNanos: this.#now,
      shownLots: book.sizeAt(side, price),
      sizeLots: lots(1),
    })
    this.traces.push(trace)
    this.#tracer.watch(trace)
  }
}
