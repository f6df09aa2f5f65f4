/** A journal of drawn order lives and records with the worst numbers and words, and the list of what is in it. */

import {
  ACCEPTED,
  appendText,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EventTape,
  EXPIRED,
  FILLED,
  FLAG_TEXT,
  GTC,
  I_CODE,
  I_GRADE,
  I_REST,
  IOC,
  JOURNAL_INSTRUMENT,
  JOURNAL_INTENT,
  JOURNAL_NOTE,
  LIMIT,
  NO_PRICE,
  packMeta,
  RandomStream,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  TRADE,
} from '../src/core/index.ts'
import { JournalFolder, sha256 } from '../src/io/index.ts'
import { JournalWriter } from '../src/journal/index.ts'
import { PRICE_COLLAR, reasonText, UNKNOWN_ORDER } from '../src/risk/index.ts'

export const EPOCH_SECONDS = 1_772_444_000
const ORDERS = 400

export interface DrawnRecord {
  readonly sequence: number
  readonly name: string
  readonly instrument: number
  readonly local: number
  readonly exchange: number
  /** Undefined where a record has none. */
  readonly order: number | undefined
  readonly price: number | undefined
  readonly size: number | undefined
  readonly reason: string | undefined
  readonly text: string
  /** Message type and execution type, of what goes into a FIX log. */
  readonly fix: readonly [string, string | undefined] | undefined
  /** The event, of what goes into the audit trail. */
  readonly cat: string | undefined
}

const FACTS = {
  symbol: 'DRAWN',
  tick: '0.01',
  lot: '0.001',
  contract: 'linear',
  contractSize: 1,
  isContinuous: false,
  feed: { name: 'drawn', epochNanos: '0', isOrderLevel: false, hasLocalTime: true, timeUnit: 'ns' },
}
const WORDS = [
  'plain',
  'he says "no", and goes',
  'two\nlines\r\nand a tab\t',
  'ünï→cödé 🎲',
  '8=FIX|9=1|',
  ', ',
  'x'.repeat(500),
]
/** No identity of a real venue: beyond 2^53, and numbers that are none. */
const ODD_ORDERS = [2 ** 53 + 2, 1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY]

interface Told {
  readonly name: string
  readonly kind: number
  readonly order?: number
  readonly number?: number
  readonly price?: number
  readonly size?: number
  readonly side?: number
  readonly words?: readonly [code: number, grade: number, rest: number]
  readonly a?: number
  readonly b?: number
  readonly reason?: string
  readonly text?: string
  readonly fix?: readonly [string, string | undefined]
  readonly cat?: string
  readonly instrument?: number
}

class Drawing {
  readonly records: DrawnRecord[] = []
  readonly random = RandomStream.named(1, 'drawn journal')
  readonly #writer: JournalWriter
  readonly #tape = new EventTape(32)
  #now = 1e9

  constructor(folder: string) {
    this.#writer = JournalWriter.create({
      disk: new JournalFolder(folder, { isNew: true }),
      hasher: sha256,
      epochNanos: BigInt(EPOCH_SECONDS) * 1_000_000_000n,
      rules: 'drawn',
      batchRecords: 100,
      segmentBytesMax: 60_000,
    })
  }

  tell(told: Told): void {
    const { kind, side = 1, order = 0, number = 0, price = NO_PRICE, size = 0, text, words } = told
    const { instrument = 0 } = told
    this.#now += this.random.integer(0, 2_000_000_000)
    const exchange = this.#now - this.random.integer(0, 1000)
    const tape = this.#tape
    tape.clear()
    tape.append(
      packMeta(kind, side, text === undefined ? 0 : FLAG_TEXT),
      instrument,
      exchange,
      this.#now,
    )
    tape.f64[2] = order
    tape.f64[3] = number
    tape.i32[8] = price
    tape.i32[9] = size
    tape.f64[6] = told.a ?? 0
    tape.f64[7] = told.b ?? 0
    if (words !== undefined) {
      tape.i32[I_CODE] = words[0]
      tape.i32[I_GRADE] = words[1]
      tape.i32[I_REST] = words[2]
    }
    if (text !== undefined) appendText(tape, [text])
    for (let k = 0; k < tape.length; k++) this.#writer.append(tape, k)
    const isOrder = kind < JOURNAL_INTENT || kind === JOURNAL_INTENT
    this.records.push({
      sequence: this.#writer.lastSequence - tape.length + 1,
      name: told.name,
      instrument,
      local: this.#now,
      exchange,
      order: isOrder && order !== 0 ? order : undefined,
      price: isOrder && price !== NO_PRICE ? price : undefined,
      size: isOrder ? size : undefined,
      reason: told.reason,
      text: text ?? '',
      fix: told.fix,
      cat: told.cat,
    })
  }

  close(): void {
    this.#writer.close()
  }
}

/** One order from its entry to its end, with what may happen in between. */
function drawOrder(drawing: Drawing, order: number): void {
  const { random } = drawing
  const side = random.integer(0, 1) === 0 ? 1 : -1
  const price = random.integer(9000, 11_000)
  const size = random.integer(2, 50)
  let number = order * 10
  const common = { order, side, price, size }
  const intent = (grade: number, fix: string, cat?: string) => ({
    ...common,
    name: 'intent',
    kind: JOURNAL_INTENT,
    number: ++number,
    words: [
      0,
      grade,
      LIMIT | ((grade === ENTER_ORDER && size % 2 === 0 ? IOC : GTC) << 8),
    ] as const,
    reason: 'approved',
    fix: [fix, undefined] as const,
    ...(cat === undefined ? {} : { cat }),
  })
  const report = (kind: number, name: string, fix: string, cat: string) => ({
    ...common,
    kind,
    name,
    number,
    fix: ['8', fix] as const,
    cat,
  })
  if (random.integer(0, 9) === 0) {
    const { cat: _cat, ...refused } = intent(ENTER_ORDER, '8')
    const words = [PRICE_COLLAR, ENTER_ORDER, LIMIT] as const
    drawing.tell({ ...refused, words, reason: 'price collar', fix: ['8', '8'], number: 0 })
    return
  }
  drawing.tell(intent(ENTER_ORDER, 'D', 'MENO'))
  if (random.integer(0, 9) === 0) {
    const a = PRICE_COLLAR
    drawing.tell({ ...report(REJECTED, 'rejected', '8', 'MEOC'), a, reason: reasonText(a) })
    return
  }
  drawing.tell(report(ACCEPTED, 'accepted', '0', 'MEOA'))
  if (random.integer(0, 3) === 0) {
    drawing.tell(intent(REPLACE_ORDER, 'G'))
    drawing.tell(report(REPLACED, 'replaced', '5', 'MEOM'))
  }
  const filled = random.integer(0, 2) * Math.floor(size / 2)
  const fill = (lots: number) =>
    drawing.tell({ ...report(FILLED, 'filled', 'F', 'MEOT'), size: lots, a: price / 100, b: -1e-8 })
  if (filled > 0) fill(filled)
  const end = random.integer(0, 2)
  if (end === 0) {
    drawing.tell({ ...report(EXPIRED, 'expired', 'C', 'MEOC'), a: 0, reason: reasonText(0) })
    return
  }
  drawing.tell(intent(CANCEL_ORDER, 'F'))
  if (end === 1) {
    drawing.tell(report(CANCELED, 'canceled', '4', 'MEOC'))
    return
  }
  if (filled < size) fill(size - filled)
  const { cat: _cat, ...refusal } = report(REQUEST_REJECTED, 'request rejected', '', '')
  const a = UNKNOWN_ORDER
  drawing.tell({ ...refusal, a, reason: reasonText(a), fix: ['9', undefined] })
}

/** Writes the journal into a new folder. */
export function drawJournal(folder: string): readonly DrawnRecord[] {
  const drawing = new Drawing(folder)
  const facts = JSON.stringify(FACTS)
  drawing.tell({ name: 'instrument', kind: JOURNAL_INSTRUMENT, side: 0, text: facts })
  for (let order = 1; order <= ORDERS; order++) {
    drawOrder(drawing, order)
    const text = WORDS[order % WORDS.length]!
    drawing.tell({ name: 'note', kind: JOURNAL_NOTE, side: 0, instrument: order % 2, text })
    const odd = ODD_ORDERS[order % ODD_ORDERS.length]!
    drawing.tell({ name: 'trade', kind: TRADE, order: odd, price: order, size: order })
  }
  drawing.close()
  return drawing.records
}
