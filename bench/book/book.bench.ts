/** Level changes per second: the ladder against its slow twin, same stream, best prices read each time. */
import { LadderBook, type OrderBook, ReferenceBook } from '../../src/book/index.ts'
import { BUY, lots, SELL, type Side, ticks } from '../../src/core/index.ts'
import { type BenchOptions, type BenchResult, inTurn, machine } from '../bench.ts'
import { BENCH_INSTRUMENT, type LevelStream, syntheticStream } from './level-stream.ts'

const ROUNDS = 7

export async function run({ tiny }: BenchOptions): Promise<BenchResult> {
  const stream = syntheticStream(tiny ? 5_000 : 500_000, 1)
  const rows = inTurn(stream.length, tiny ? 3 : ROUNDS, [
    { label: 'LadderBook', work: () => throughLadder(stream) },
    { label: 'ReferenceBook', work: () => throughReference(stream) },
  ])
  const ratio = rows[0]!.median / rows[1]!.median
  return {
    name: 'book: level changes with the touch read after each',
    unit: 'changes/s',
    rows,
    notes: [
      machine(),
      `${stream.name}; ${(100 * stream.touchMoveShare).toFixed(1)} % of them move a best price`,
      `processor time, median of ${rows[0]!.rounds.length} rounds in turn; ladder ${ratio.toFixed(1)} times the twin`,
      'flatters: one book fits the processor cache, and no decoding is timed',
    ],
  }
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
