/**
 * What one page sees: remembers what it has been sent, and composes the next frame from there.
 *
 * A frame holds the buckets since the last one, the open bucket of last time included, or the whole
 * view when the page is new, asked for another window, or the run began anew.
 */
import { InputError } from '../core/index.ts'
import { BUCKET_FIELDS } from './bucket.ts'
import type { DemoEngine } from './demo-engine.ts'
import type { DemoSession } from './demo-session.ts'
import { encodeFrame } from './frame.ts'
import type { FrameHeader, ViewRequest } from './protocol.ts'

const WINDOW_TICKS = 2_000
const BUCKETS = 1_000
/** Fewer than the history keeps on a level, so that the widest view is still there. */
export const BUCKETS_MAX = 4_000
const BUCKETS_MIN = 50
const WINDOW_TICKS_MIN = 10
const WINDOW_TICKS_MAX = 1e9

export class Viewer {
  readonly #session: DemoSession
  #view: ViewRequest = { windowTicks: WINDOW_TICKS, buckets: BUCKETS }
  #rows = new Float64Array(0)
  #runNumber = -1
  #level = -1
  #nextBucket = 0
  #version = -1
  #setupVersion = -1
  #fills = -1

  constructor(session: DemoSession) {
    this.#session = session
  }

  /** Another window or width: the next frame brings the whole of it. */
  look(view: ViewRequest): void {
    this.#view = view
    this.#level = -1
    this.#version = -1
  }

  /** Whether something has changed since the last frame. */
  get isBehind(): boolean {
    return this.#version !== this.#session.version
  }

  /** The next frame: what this page does not have yet. */
  compose(): Uint8Array {
    const session = this.#session
    const { engine, runNumber } = session
    const { history } = engine
    const { windowTicks, buckets } = this.#view
    const spanTicks = windowTicks ?? Math.max(1, history.ticks)
    const level = history.levelFor(spanTicks, buckets)
    const outOfView = Math.floor((history.ticks - spanTicks) / 2 ** level)
    const oldest = Math.max(0, history.oldestBucket(level), outOfView)
    const isWhole = runNumber !== this.#runNumber || level !== this.#level
    const isNewRun = runNumber !== this.#runNumber
    const first = isWhole ? oldest : Math.max(oldest, this.#nextBucket)

    const newest = history.newestBucket(level)
    const room = Math.max(0, newest - first + 1) * BUCKET_FIELDS
    if (this.#rows.length < room) this.#rows = new Float64Array(room)
    const count = history.readInto(this.#rows, level, first)
    const header: FrameHeader = {
      status: session.status(),
      view: { runNumber, level, first, oldest, ticks: history.ticks, spanTicks },
      ...(session.setupVersion === this.#setupVersion ? {} : { setup: session.setup() }),
      ...(!isNewRun && this.#fills === engine.run.portfolio.fills
        ? {}
        : { fills: engine.recentFills.rows }),
      ...ladderOf(engine),
    }
    this.#runNumber = runNumber
    this.#level = level
    this.#nextBucket = Math.max(0, newest)
    this.#version = session.version
    this.#setupVersion = session.setupVersion
    this.#fills = engine.run.portfolio.fills
    return encodeFrame(header, this.#rows, count)
  }
}

function ladderOf({ ladder }: DemoEngine): Pick<FrameHeader, 'ladder'> {
  return ladder === undefined ? {} : { ladder }
}

/** @throws InputError for a message of a page that is no request for a view. */
export function readViewRequest(message: string): ViewRequest {
  const request: unknown = parsed(message)
  if (typeof request === 'object' && request !== null) {
    const { windowTicks, buckets } = request as Partial<Record<string, unknown>>
    const isWindow =
      windowTicks === null || isWithin(windowTicks, WINDOW_TICKS_MIN, WINDOW_TICKS_MAX)
    if (isWindow && isWithin(buckets, BUCKETS_MIN, BUCKETS_MAX)) {
      return { windowTicks: windowTicks as number | null, buckets: buckets as number }
    }
  }
  throw new InputError('a page asks for a view with whole numbers windowTicks and buckets')
}

const isWithin = (value: unknown, lowest: number, highest: number): boolean =>
  Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest

function parsed(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
