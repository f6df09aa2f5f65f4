/** Why was I filled, or why not? One or two sentences from the life of an order. */
import type { FilledEvent, LifeEntry, MarketEvent, OrderRecord } from '../backtest/index.ts'
import { opposite, TRADE } from '../core/index.ts'
import {
  BEST_CROSSED,
  type FillCause,
  QUEUE_EXHAUSTED,
  TAKER,
  TRADED_THROUGH,
} from '../exchange/index.ts'
import { reasonText } from '../risk/index.ts'
import type { LifeWords } from './life-words.ts'
import { spanText } from './time-text.ts'

export interface ExplainedLife {
  readonly record: OrderRecord
  readonly entries: readonly LifeEntry[]
  /** Name of the queue model that held its place. */
  readonly queueModel: string
}

export function answerText(life: ExplainedLife, words: LifeWords): string {
  const race = life.record.lateRequests > 0 ? raceText(life) : ''
  const { record } = life
  if (record.filled === 0) return `Not filled: ${endText(life, words)}.${race}`
  const causes = causeTexts(life, words)
  const isWhole = record.end === 'filled'
  const [only] = causes
  const lots = `${words.lots(record.filled)} of ${words.lots(record.size)}`
  const why =
    causes.length === 1
      ? `${isWhole ? 'Filled' : `Filled ${lots}`} because ${only?.text ?? ''}`
      : `Filled${isWhole ? '' : ` ${lots}`} in parts: ${causes
          .map(({ size, text }) => `${words.lots(size)} because ${text}`)
          .join('; ')}`
  return `${why}.${isWhole ? '' : ` Of the rest: ${endText(life, words)}.`}${race}`
}

interface CauseText {
  readonly size: number
  readonly text: string
}

/** The executions put together by cause, in the order in which the causes first came up. */
function causeTexts(life: ExplainedLife, words: LifeWords): CauseText[] {
  const byCause = new Map<FillCause, FillFound[]>()
  for (const [at, { event, exchangeNanos }] of life.entries.entries()) {
    if (event.kind !== 'filled') continue
    const found = { event, at, atNanos: exchangeNanos }
    byCause.set(event.cause, [...(byCause.get(event.cause) ?? []), found])
  }
  return [...byCause].map(([cause, fills]) => ({
    size: fills.reduce((sum, { event }) => sum + event.size, 0),
    text: CAUSES[cause](fills, life, words),
  }))
}

interface FillFound {
  readonly event: FilledEvent
  /** Index of its entry. */
  readonly at: number
  readonly atNanos: number
}

type CauseSentence = (fills: readonly FillFound[], life: ExplainedLife, words: LifeWords) => string

const CAUSES: Readonly<Record<FillCause, CauseSentence>> = {
  [TAKER]: (fills, _life, words) => {
    const levels = fills.map(
      ({ event }) => `${words.lots(event.size)} at ${words.exact(event.price)}`,
    )
    const seen = levels.length > 4 ? [...levels.slice(0, 3), `${levels.length - 3} more`] : levels
    return `it met the other side and took ${seen.join(', ')}`
  },
  [QUEUE_EXHAUSTED]: (fills, { queueModel }, words) => {
    const { aheadAtEntryLots } = fills[0]!.event
    const queue =
      aheadAtEntryLots === 0
        ? 'nothing stood ahead of it'
        : `trades and withdrawals had used up the ${words.fraction(aheadAtEntryLots)} ahead of it`
    return `${queue} (queue model ${queueModel}) when the market traded at its price${waited(fills)}`
  },
  [TRADED_THROUGH]: (fills, life, words) => {
    const { event, at } = fills[0]!
    const trade = marketBefore(life.entries, at, ({ record }) => record === TRADE)
    const where = trade === undefined ? '' : ` at ${words.price(trade.price)},`
    return `the market traded${where} beyond its price, so whoever traded there passed it${waited(fills)}${stillAhead(event, words)}`
  },
  [BEST_CROSSED]: (fills, life, words) => {
    const { event, at } = fills[0]!
    const { side } = life.record
    const far = life.entries[at]!.view[side > 0 ? 'ask' : 'bid']
    const name = opposite(side) > 0 ? 'bid' : 'ask'
    return `the best ${name} came to ${words.exact(far)}, where it meets the order${waited(fills)}${stillAhead(event, words)}`
  },
}

function waited(fills: readonly FillFound[]): string {
  const { event, atNanos } = fills[0]!
  const nanos = atNanos - event.restedAtNanos
  return Number.isNaN(nanos) ? '' : `, ${spanText(nanos)} after it joined the queue`
}

const stillAhead = ({ aheadAtFillLots }: FilledEvent, words: LifeWords): string =>
  aheadAtFillLots > 0 ? `, with ${words.fraction(aheadAtFillLots)} still ahead` : ''

/** The newest market record before an entry that is of the wanted kind. */
function marketBefore(
  entries: readonly LifeEntry[],
  at: number,
  isWanted: (event: MarketEvent) => boolean,
): MarketEvent | undefined {
  for (let k = at - 1; k >= 0; k--) {
    const { event } = entries[k]!
    if (event.kind === 'market' && event.concerns && isWanted(event)) return event
  }
  return undefined
}

/** How an order ended that did not fill whole. */
function endText(life: ExplainedLife, words: LifeWords): string {
  const { record } = life
  const { end, reason } = record
  if (end === 'refused') return `our own risk gate refused it (${reasonText(reason)})`
  if (end === 'lost') return 'it never reached the venue'
  if (end === 'rejected') return `the venue rejected it (${reasonText(reason)})`
  if (end === 'expired') return `it lapsed (${reasonText(reason)})`
  const queue = queueText(life, words)
  if (end === 'canceled') {
    const span = record.endedNanos - record.arrivedNanos
    return `it was withdrawn on request ${spanText(span)} after it arrived${queue}`
  }
  if (Number.isNaN(record.arrivedNanos)) return 'the data ended before it arrived'
  return `it was still there when the data ended${queue}`
}

/** Where it stood when it was last seen in a queue. */
function queueText({ entries, record }: ExplainedLife, words: LifeWords): string {
  const rested = entries.findLast(({ view }) => !Number.isNaN(view.aheadLots))
  if (rested === undefined) return ''
  const { aheadLots } = rested.view
  const entry = Number.isNaN(record.aheadAtEntryLots)
    ? ''
    : ` of ${words.fraction(record.aheadAtEntryLots)}`
  return aheadLots === 0
    ? ', first in the queue, but nobody traded there'
    : `, with ${words.fraction(aheadLots)}${entry} still ahead of it`
}

/** A cancel or replace that lost its race against the fill. */
function raceText({ entries, record }: ExplainedLife): string {
  const late = entries.find(
    ({ event, exchangeNanos }) => event.kind === 'arrived' && exchangeNanos >= record.endedNanos,
  )
  if (late === undefined) return ''
  const span = late.exchangeNanos - record.endedNanos
  return ` A request to withdraw or change it lost the race: it arrived ${spanText(span)} too late.`
}
