/**
 * Journals whose checksums and chain are whole and whose records are anybody's: invented ones, and those
 * of a real run with a slot here and a word of JSON there that no run writes.
 */
import {
  appendText,
  CANCEL_ORDER,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_LOCAL,
  F_ORDER,
  FILLED,
  FLAG_TEXT,
  I_CODE,
  I_GRADE,
  I_META,
  I_PRICE,
  I_SIZE,
  JOURNAL_INSTRUMENT,
  JOURNAL_INTENT,
  JOURNAL_NOTE,
  JOURNAL_RUN_BEGIN,
  JOURNAL_TEXT,
  JournalText,
  packMeta,
  RandomStream,
  REPLACE_ORDER,
  recordKindOf,
  type Side,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import { JournalReader, JournalWriter, wordOf } from '../../journal/index.ts'

const RECORDS_MAX = 1_500
const INSTANTS = [0, -1, 1, 1e9, 8.64e13, 3.15e16, 9.007e15, -9.007e15, 2 ** 63, 1e300, 0.5]
const DOUBLES = [...INSTANTS, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
const INTEGERS = [0, 1, -1, 2, 100, 0x7fff_ffff, -0x8000_0000, -0x7fff_ffff, 1_000_000]
const EPOCHS = [0n, 1_700_000_000n * 10n ** 9n, 2n ** 63n - 1n, -(2n ** 63n)]
const TEXTS = ['', '{}', '[]', 'null', '1e999', '"', '{"symbol":"A"}', '{"symbol":"A","tick":1}']
const VALUES = [null, -1, 0, 1e300, 1e-300, 2 ** 53, 'x', '', '9'.repeat(40), true, [], {}, 'NaN']
/** The own flow and what it is held against; all other kinds come less often. */
const FLOW_KINDS = [ENTER_ORDER, CANCEL_ORDER, REPLACE_ORDER, FILLED, JOURNAL_INTENT, TOUCH, TRADE]
const FACTS = JSON.stringify({
  symbol: 'A',
  tick: '0.01',
  lot: '1',
  contract: 'linear',
  contractSize: 1,
  isContinuous: false,
  feed: { name: 'a', epochNanos: '0' },
})

const one = <T>(random: RandomStream, list: readonly T[]): T =>
  list[random.integer(0, list.length - 1)]!

/** How the times of a journal go on: by steps of a market, by leaps, or not at all. */
function nextInstant(random: RandomStream, style: number, before: number): number {
  if (style === 0) return before + random.integer(0, 200_000_000)
  if (style === 1) return before + Math.abs(one(random, INSTANTS))
  return one(random, DOUBLES)
}

function create(random: RandomStream, to: string): JournalWriter {
  return JournalWriter.create({
    disk: new JournalFolder(to, { isNew: true }),
    hasher: sha256,
    batchRecords: one(random, [16, 1024]),
    segmentBytesMax: one(random, [20_000, 1e9]),
    epochNanos: one(random, EPOCHS),
    rules: 'hostile',
  })
}

function flush(writer: JournalWriter, tape: EventTape): void {
  for (let index = 0; index < tape.length; index++) writer.append(tape, index)
  tape.clear()
}

/** Records of every kind, in any order. */
export function inventJournal(to: string, seed: number): void {
  const random = RandomStream.named(seed, 'invented')
  const writer = create(random, to)
  const tape = new EventTape(64)
  tape.append(packMeta(JOURNAL_RUN_BEGIN, 0, FLAG_TEXT), 0, 0, 0)
  tape.i32[I_CODE] = random.integer(0, 2)
  appendText(tape, [one(random, TEXTS)])
  flush(writer, tape)
  tape.append(packMeta(JOURNAL_INSTRUMENT, 0, FLAG_TEXT), 0, 0, 0)
  appendText(tape, [FACTS])
  flush(writer, tape)
  const style = random.integer(0, 2)
  const oddShare = random.uniform() * 0.2
  const flowShare = random.uniform()
  let now = 0
  for (let record = random.integer(0, RECORDS_MAX); record > 0; record--) {
    const kind =
      random.uniform() < flowShare ? one(random, FLOW_KINDS) : random.integer(1, JOURNAL_TEXT)
    now = nextInstant(random, style, now)
    const hasText = random.uniform() < (kind > JOURNAL_INTENT ? 0.8 : 0.05)
    const side = random.integer(-1, 1) as Side
    tape.append(packMeta(kind, side, hasText ? FLAG_TEXT : 0), random.integer(0, 1), now, now)
    fill(random, tape, kind)
    for (let slot = 0; slot < EVENT_I32; slot++) {
      if (slot !== I_META && random.uniform() < oddShare / EVENT_I32) {
        tape.i32[slot] = one(random, INTEGERS)
      }
    }
    if (hasText) appendText(tape, [one(random, TEXTS), one(random, TEXTS)])
    flush(writer, tape)
  }
  writer.close()
}

/** What a market and an order might say. */
function fill(random: RandomStream, { f64, i32 }: EventTape, kind: number): void {
  f64[F_ORDER] = random.integer(0, 40)
  i32[I_PRICE] = random.integer(90, 110)
  i32[I_SIZE] = random.integer(0, 50)
  if (kind >= JOURNAL_INTENT && kind <= JOURNAL_NOTE) {
    i32[I_CODE] = random.uniform() < 0.8 ? 0 : random.integer(-3, 300)
    i32[I_GRADE] = kind === JOURNAL_INTENT ? one(random, FLOW_KINDS) : random.integer(-1, 15)
  }
}

/** The records of `from`, some of them with one slot, or their words, changed. */
export function distortJournal(from: string, to: string, seed: number): void {
  const random = RandomStream.named(seed, 'distorted')
  const writer = create(random, to)
  const share = one(random, [0.001, 0.01, 0.1])
  const hasOddWords = random.integer(0, 1) === 1
  const reader = new JournalReader({ disk: new JournalFolder(from), hasher: sha256 })
  const record = new EventTape(1)
  record.append(0, 0, 0, 0)
  const words = new EventTape(64)
  const text = new JournalText()
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      record.i32.set(batch.i32.subarray(wordOf(batch, k), wordOf(batch, k + 1)))
      const isText = recordKindOf(record.i32[I_META]!) === JOURNAL_TEXT
      if (isText && hasOddWords) {
        if (text.take(record.i32, 0) === 'more') continue
        appendText(
          words,
          text.fields.map((field) => distorted(random, field)),
        )
        text.clear()
        flush(writer, words)
        continue
      }
      if (!isText && random.uniform() < share) distortSlot(random, record)
      writer.append(record, 0)
    }
  }
  writer.close()
}

function distortSlot(random: RandomStream, { f64, i32 }: EventTape): void {
  const what = random.integer(0, 2)
  if (what === 0) f64[F_LOCAL] = one(random, DOUBLES)
  else if (what === 1) f64[random.integer(0, EVENT_F64 - 1)] = one(random, DOUBLES)
  else i32[random.integer(0, EVENT_I32 - 1)] = one(random, INTEGERS)
}

function distorted(random: RandomStream, field: string): string {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change)
    if (random.uniform() < 0.03) return one(random, VALUES)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each)]))
  }
  try {
    return JSON.stringify(change(JSON.parse(field)))
  } catch {
    return random.uniform() < 0.1 ? one(random, TEXTS) : field
  }
}
