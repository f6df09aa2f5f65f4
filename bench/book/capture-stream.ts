/** The level changes of a recorded day as a stream for the benchmark. */
import { ReferenceBook } from '../../src/book/index.ts'
import {
  DEPTH_LEVEL,
  EVENT_I32,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  lots,
  sideOf,
  ticks,
} from '../../src/core/index.ts'
import { openFeed } from '../../src/io/index.ts'
import { BENCH_INSTRUMENT, LevelStream } from './level-stream.ts'

export async function captureStream(file: string, lengthMax: number): Promise<LevelStream> {
  const feed = await openFeed({ files: [file] })
  const stream = new LevelStream(`${feed.info.instruments[0]!.symbol} as recorded`, lengthMax)
  const book = new ReferenceBook({ instrument: BENCH_INSTRUMENT })
  let length = 0
  for await (const batch of feed.open()) {
    for (let i = 0; i < batch.length && length < lengthMax; i++) {
      const at = i * EVENT_I32
      const meta = batch.i32[at + I_META]!
      if (kindOf(meta) !== DEPTH_LEVEL) continue
      const side = sideOf(meta)
      const price = ticks(batch.i32[at + I_PRICE]!)
      const size = lots(batch.i32[at + I_SIZE]!)
      const best = book.best(side)
      book.set(side, price, size)
      if (book.best(side) !== best) stream.touchMoves++
      stream.sides[length] = side
      stream.prices[length] = price
      stream.sizes[length] = size
      length++
    }
    if (length === lengthMax) break
  }
  stream.length = length
  return stream
}
