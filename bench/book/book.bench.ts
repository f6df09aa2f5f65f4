/** Level changes per second: the ladder against its slow twin, same stream, best prices read each time. */
import { LadderBook, type OrderBook, ReferenceBook } from '../../src/book/index.ts'
import { BUY, lots, SELL, type Side, ticks } from '../../src/core/index.ts'
import { sharedFile } from '../../test/shared-data.ts'
import { type BenchOptions, type BenchResult, type BenchRow, inTurn, machine } from '../bench.ts'
import { captureStream } from './capture-stream.ts'
import { BENCH_INSTRUMENT, type LevelStream, syntheticStream } from './level-stream.ts'

const ROUNDS = 7
const CAPTURE = 'data/crypto/binance/usdm/btcusdt_20240808.log.zst'

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  const streams = [syntheticStream(tiny ? 5_000 : 500_000, 1)]
  const capture = sharedFile(CAPTURE)
  if (capture !== undefined) streams.push(await captureStream(capture, tiny ? 5_000 : 500_000))
  const rows: BenchRow[] = []
  const notes = [machine()]
  for (const stream of streams) {
    const [ladder, twin] = inTurn(stream.length, tiny ? 3 : ROUNDS, [
      { label: `LadderBook, ${stream.name}`, work: () => throughLadder(stream) },
      { label: `ReferenceBook, ${stream.name}`, work: () => throughReference(stream) },
    ])
    rows.push(ladder!, twin!)
    notes.push(
      `${stream.name}: ${stream.length} changes, ${(100 * stream.touchMoveShare).toFixed(1)} % of them ` +
        `move a best price; the ladder is ${(ladder!.median / twin!.median).toFixed(1)} times its twin`,
    )
  }
  if (capture === undefined) notes.push('without a recorded day: the capture is not here')
  notes.push(
    `processor time, median of ${rows[0]!.rounds.length} rounds in turn`,
    'flatters: one book fits the processor cache, and no decoding is timed',
  )
  return { name: 'book: level changes, the touch read after each', unit: 'changes/s', rows, notes }
}

// One function per kind of book: a call site that has seen one class is the one a program has.
function throughLadder(stream: LevelStream): string {
  const book = new LadderBook({ instrument: BENCH_INSTRUMENT })
  const { sides, prices, sizes, length } = stream
  let checksum = 0
  for (let i = 0; i < length; i++) {
    book.set(sides[i]! as Side, ticks(prices[i]!), lots(sizes[i]!))
    checksum = (checksum + book.best(BUY) - book.best(SELL)) | 0
  }
  return summed(book, checksum)
}

function throughReference(stream: LevelStream): string {
  const book = new ReferenceBook({ instrument: BENCH_INSTRUMENT })
  const { sides, prices, sizes, length } = stream
  let checksum = 0
  for (let i = 0; i < length; i++) {
    book.set(sides[i]! as Side, ticks(prices[i]!), lots(sizes[i]!))
    checksum = (checksum + book.best(BUY) - book.best(SELL)) | 0
  }
  return summed(book, checksum)
}

const summed = (book: OrderBook, checksum: number): string => `${checksum} ${book.stateHash()}`
