/** A feed over Databento files of market-by-order records, for one instrument. */
import { type ContractKind, EventTape, InputError, Instrument } from '../core/index.ts'
import { DbnSplitter, instrumentOf, MBO_BYTES, RTYPE_MBO } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import { checkSchema, instrumentFor, readDatabentoHead } from './databento-head.ts'
import { DatabentoReader } from './databento-reader.ts'
import type { Feed, FeedInfo, FeedNotice } from './market-data.ts'
import { NoticeBoard } from './notice-board.ts'
import { totalBytes } from './total-bytes.ts'

export interface DatabentoFeedOptions {
  /** Read one after the other, as one stream. */
  readonly sources: readonly ByteSource[]
  readonly symbol?: string | undefined
  /** Learnt from the first records without. */
  readonly tick?: string | undefined
  readonly lot?: string | undefined
  readonly contract?: ContractKind | undefined
  readonly contractSize?: number | undefined
}

const BATCH_RECORDS = 8192
const DAY_NANOS = 86_400_000_000_000n

/** @throws InputError when the first file is none, or it is not clear which instrument is meant. */
export async function databentoFeed(options: DatabentoFeedOptions): Promise<Feed> {
  const { sources, symbol, tick, lot, contract, contractSize } = options
  if (lot !== undefined && Number(lot) !== 1) {
    throw new InputError('Databento counts whole lots', { field: 'lot' }, 'Leave the lot out.')
  }
  const head = await readDatabentoHead(sources[0]!, symbol)
  const instrument = new Instrument({
    symbol: head.symbol,
    tick: tick ?? head.tick,
    lot: '1',
    ...(contract === undefined ? {} : { contract }),
    ...(contractSize === undefined ? {} : { contractSize }),
  })
  const info: FeedInfo = {
    name: sources.map((source) => source.name).join(', '),
    epochNanos: head.firstNanos - (head.firstNanos % DAY_NANOS),
    instruments: [instrument],
    isOrderLevel: true,
    hasLocalTime: true,
    timeUnit: 'ns',
    ...totalBytes(sources),
  }
  return new DatabentoFeed(info, sources)
}

class DatabentoFeed implements Feed {
  readonly info: FeedInfo
  readonly #sources: readonly ByteSource[]
  readonly #notices = new NoticeBoard()
  #bytesBefore = 0
  #current: ByteSource | undefined

  constructor(info: FeedInfo, sources: readonly ByteSource[]) {
    this.info = info
    this.#sources = sources
  }

  get bytesRead(): number {
    return this.#bytesBefore + (this.#current?.bytesRead ?? 0)
  }

  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#notices.all
  }

  async *open(): AsyncIterable<EventTape> {
    const tape = new EventTape(2 * BATCH_RECORDS)
    const notices = this.#notices
    const [instrument] = this.info.instruments
    notices.clear()
    this.#bytesBefore = 0
    const reader = new DatabentoReader(instrument!, this.info.epochNanos, notices, tape)
    for (const source of this.#sources) {
      this.#current = source
      yield* this.#readSource(source, reader, tape)
      this.#bytesBefore += source.bytesRead
      this.#current = undefined
    }
  }

  /** When a record is wrong, the events before it are delivered first. */
  async *#readSource(
    source: ByteSource,
    reader: DatabentoReader,
    tape: EventTape,
  ): AsyncIterable<EventTape> {
    const splitter = new DbnSplitter()
    const records = new InstrumentRecords(splitter, this.info, source.name, this.#notices)
    let failure: unknown
    reader.beginFile()
    try {
      for await (const chunk of source.read()) {
        splitter.push(chunk)
        while (records.next()) {
          readInto(tape, reader, splitter)
          if (tape.length < BATCH_RECORDS || !reader.isMessageEnd) continue
          yield tape
          tape.clear()
        }
      }
      splitter.finish()
      if (!reader.isMessageEnd) {
        this.#notices.add('the end of the last message is missing')
        reader.endMessage()
      }
    } catch (error) {
      failure = error instanceof InputError ? error.within(source.name) : error
    }
    if (tape.length > 0) yield tape
    tape.clear()
    if (failure !== undefined) throw failure
  }
}

/** Finds the records of one instrument; the others are counted. */
class InstrumentRecords {
  readonly #splitter: DbnSplitter
  readonly #info: FeedInfo
  readonly #file: string
  readonly #notices: NoticeBoard
  #instrument: number | undefined

  constructor(splitter: DbnSplitter, info: FeedInfo, file: string, notices: NoticeBoard) {
    this.#splitter = splitter
    this.#info = info
    this.#file = file
    this.#notices = notices
  }

  /** Goes to the next market-by-order record of the instrument; false when more bytes are needed. */
  next(): boolean {
    const splitter = this.#splitter
    while (splitter.next()) {
      const { bytes, start, end, position, type } = splitter
      this.#notices.at(this.#file, position, 'byte')
      if (type !== RTYPE_MBO) {
        this.#notices.add(`record of kind 0x${type.toString(16)}, passed over`)
        continue
      }
      if (end - start < MBO_BYTES) {
        throw new InputError(`an order record of ${end - start} bytes, it has ${MBO_BYTES}`, {
          byte: position,
        })
      }
      if (this.#instrument === undefined) this.#choose(instrumentOf(bytes, start))
      if (instrumentOf(bytes, start) === this.#instrument) return true
      this.#notices.add('record of another instrument, passed over')
    }
    return false
  }

  /** Each file numbers its instruments anew. */
  #choose(first: number): void {
    const metadata = this.#splitter.metadata!
    checkSchema(metadata)
    const { symbol } = this.#info.instruments[0]!
    const isNamed = metadata.mappings.length > 0
    this.#instrument = isNamed ? instrumentFor(metadata, symbol, first).instrument : first
  }
}

/** A record that fails leaves nothing of itself behind. */
function readInto(tape: EventTape, reader: DatabentoReader, splitter: DbnSplitter): void {
  const { bytes, start, position } = splitter
  const { length } = tape
  try {
    reader.read(bytes, start)
  } catch (error) {
    tape.length = Math.min(tape.length, length)
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.problem, { byte: position, ...error.place }, error.remedy)
  }
}
