/**
 * Market data decoded once into memory that threads share.
 *
 * ```
 * feed -> SharingFeed (fingerprint, copy) -> survey
 *              |
 *              v
 *        SharedMarket: plain data over SharedArrayBuffers, sent to other threads as it stands
 *              |
 *              v
 *        StoredFeed + storedSurvey: what a run reads, from its beginning to any record
 * ```
 *
 * What is shared is never written again, so no thread waits for another.
 */
import {
  type ContractKind,
  EVENT_BYTES,
  EVENT_F64,
  EventTape,
  F_EXCHANGE,
  InputError,
  Instrument,
} from '../../core/index.ts'
import type { Feed, FeedInfo, FeedNotice } from '../../market-data/index.ts'
import { LivingFeed, LivingMarket } from '../../simulation/index.ts'
import { type DataFingerprint, FingerprintedFeed } from '../analytics/index.ts'
import { livingSurvey } from '../living-run.ts'
import { type Survey, type SurveyedFeed, surveyFeed } from '../survey.ts'

/** Records of one piece of shared memory, half a megabyte: what a run takes in at a time. */
const PIECE_RECORDS = 8192

/** Plain data: whatever can be cloned to another thread. */
export interface SharedMarket {
  readonly info: Omit<FeedInfo, 'instruments'>
  readonly instruments: readonly PlainInstrument[]
  readonly survey: Survey
  readonly fingerprint: DataFingerprint
  /** Whole pieces, then the rest. */
  readonly pieces: readonly SharedArrayBuffer[]
}

interface PlainInstrument {
  readonly symbol: string
  readonly tick: string
  readonly lot: string
  readonly contract: ContractKind
  readonly contractSize: number
  readonly isContinuous: boolean
}

export interface ShareOptions {
  /** More than this is refused. */
  readonly bytesMax: number
  readonly onProgress?: (records: number, bytesRead: number) => void | Promise<void>
}

/** @throws InputError for data that do not fit, and for whatever a survey refuses. */
export async function shareMarket(feed: Feed, options: ShareOptions): Promise<SharedMarket> {
  if (feed instanceof LivingFeed) return unlivedMarket(feed)
  const fingerprinted = new FingerprintedFeed(feed)
  const sharing = new SharingFeed(fingerprinted, options.bytesMax)
  // Nothing stays with the survey: the copy in shared memory is the only one.
  const { survey } = await surveyFeed(sharing, {
    residentBytesMax: 0,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  })
  const { instruments, ...info } = feed.info
  return {
    info,
    instruments: instruments.map(plainInstrument),
    survey,
    fingerprint: fingerprinted.fingerprint,
    pieces: sharing.pieces(),
  }
}

/** A market that every trial makes anew: its times are known, and nothing of it is shared. */
function unlivedMarket(feed: LivingFeed): SharedMarket {
  const { instruments, ...info } = feed.info
  const { fingerprint, market } = feed
  return {
    info,
    instruments: instruments.map(plainInstrument),
    survey: { ...livingSurvey(new LivingMarket(market, { seats: 0 })) },
    fingerprint,
    pieces: [],
  }
}

/** What is known of a market, without its records. */
export const withoutRecords = (market: SharedMarket): SharedMarket => ({ ...market, pieces: [] })

/** Records from the beginning of the data to an instant: the first that comes after it ends them. */
export function recordsUntil({ pieces }: SharedMarket, nanos: number): number {
  let records = 0
  for (const piece of pieces) {
    const f64 = new Float64Array(piece)
    for (let at = F_EXCHANGE; at < f64.length; at += EVENT_F64) {
      if (f64[at]! > nanos) return records
      records++
    }
  }
  return records
}

/** A feed over shared memory. */
export class StoredFeed implements Feed {
  readonly info: FeedInfo
  readonly notices: ReadonlyMap<string, FeedNotice> = new Map()
  readonly bytesRead = 0
  readonly #pieces: readonly SharedArrayBuffer[]

  constructor({ info, instruments, pieces }: SharedMarket) {
    this.info = { ...info, instruments: instruments.map((plain) => new Instrument(plain)) }
    this.#pieces = pieces
  }

  open(): Iterable<EventTape> {
    return this.first(Number.POSITIVE_INFINITY)
  }

  /** The first records, as batches. */
  *first(records: number): Iterable<EventTape> {
    let left = records
    for (const piece of this.#pieces) {
      if (left <= 0) return
      const tape = new EventTape(0, piece)
      if (tape.length > left) tape.length = left
      left -= tape.length
      yield tape
    }
  }
}

/** What a run over the first records of shared data takes for its survey: that of all the data. */
export function storedSurvey(
  { survey }: SharedMarket,
  feed: StoredFeed,
  records: number,
): SurveyedFeed {
  return { survey, open: () => feed.first(records) }
}

/** Hands batches on and keeps a copy of them in shared memory. */
class SharingFeed implements Feed {
  readonly #feed: Feed
  readonly #piecesMax: number
  readonly #whole: SharedArrayBuffer[] = []
  #last: EventTape | undefined
  #lastLength = 0

  constructor(feed: Feed, bytesMax: number) {
    this.#feed = feed
    this.#piecesMax = bytesMax / (PIECE_RECORDS * EVENT_BYTES)
  }

  get info(): FeedInfo {
    return this.#feed.info
  }
  get bytesRead(): number {
    return this.#feed.bytesRead
  }
  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#feed.notices
  }

  async *open(): AsyncIterable<EventTape> {
    for await (const batch of this.#feed.open()) {
      this.#keep(batch)
      yield batch
    }
  }

  pieces(): readonly SharedArrayBuffer[] {
    if (this.#last === undefined) return this.#whole
    const rest = new SharedArrayBuffer(this.#lastLength * EVENT_BYTES)
    new Float64Array(rest).set(this.#last.f64.subarray(0, this.#lastLength * EVENT_F64))
    return [...this.#whole, rest]
  }

  #keep(batch: EventTape): void {
    for (let from = 0; from < batch.length; ) {
      this.#last ??= new EventTape(0, this.#newPiece())
      const count = Math.min(batch.length - from, PIECE_RECORDS - this.#lastLength)
      this.#last.f64.set(
        batch.f64.subarray(from * EVENT_F64, (from + count) * EVENT_F64),
        this.#lastLength * EVENT_F64,
      )
      from += count
      this.#lastLength += count
      if (this.#lastLength < PIECE_RECORDS) continue
      this.#whole.push(this.#last.f64.buffer as SharedArrayBuffer)
      this.#last = undefined
      this.#lastLength = 0
    }
  }

  #newPiece(): SharedArrayBuffer {
    if (this.#whole.length < this.#piecesMax) {
      try {
        return new SharedArrayBuffer(PIECE_RECORDS * EVENT_BYTES)
      } catch {
        // Told below: there is no memory for it.
      }
    }
    const megabytes = Math.floor((this.#whole.length * PIECE_RECORDS * EVENT_BYTES) / 2 ** 20)
    throw new InputError(
      `does not fit into memory: more than ${megabytes} MiB of records`,
      { file: this.info.name },
      'A sweep keeps its data in memory, once for all threads: sweep over a shorter stretch.',
    )
  }
}

function plainInstrument(instrument: Instrument): PlainInstrument {
  const { symbol, tick, lot, contract, contractSize, isContinuous } = instrument
  return {
    symbol,
    tick: tick.format(1),
    lot: lot.format(1),
    contract,
    contractSize,
    isContinuous,
  }
}
