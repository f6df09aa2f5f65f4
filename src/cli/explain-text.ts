/**
 * The life of an order as a timeline for the terminal.
 *
 * ```
 *   +  exchange      here          event                              ahead  level    bid  x  ask
 *                    09:30:00.002  wants BUY 10 lots at 99                        7   99 (7)  x  101 (9)
 *   4  09:30:00.012                joins the queue at 99                  7      7   99 (7)  x  101 (9)
 *  31  09:30:00.020  09:30:00.024  trade 5 at 99 by a seller              2      7   99 (7)  x  101 (9)
 * ```
 */
import type { LifeEntry, LifeEvent, MarketEvent } from '../backtest/index.ts'
import {
  CANCEL_ORDER,
  CANCELED,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_KIND_NAMES,
  type EventKind,
  EXPIRED,
  NO_PRICE,
  ORDER_ADD,
  ORDER_TYPE_NAMES,
  REPLACED,
  REQUEST_REJECTED,
  sideName,
  TICK,
  TIME_IN_FORCE_NAMES,
  TRADE,
} from '../core/index.ts'
import { FILL_CAUSE_NAMES } from '../exchange/index.ts'
import { reasonText } from '../risk/index.ts'
import { answerText, type ExplainedLife } from './explain-answer.ts'
import type { LifeWords } from './life-words.ts'
import type { Terminal } from './terminal.ts'

export function explainText(
  life: ExplainedLife,
  words: LifeWords,
  { title, terminal }: { readonly title: string; readonly terminal: Terminal },
): string {
  const rows: Row[] = []
  let passed = 0
  for (const entry of life.entries) {
    if (entry.event.kind === 'passed') passed = entry.event.records
    else {
      rows.push(rowOf(entry, passed, { life, words }))
      passed = 0
    }
  }
  const widths = HEADER.map((name, column) =>
    Math.max(name.length, ...rows.map(({ cells }) => cells[column]!.length)),
  )
  const line = (cells: readonly string[]) =>
    ` ${cells
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')}`.trimEnd()
  return [
    terminal.bold(title),
    answerText(life, words),
    '',
    terminal.dim(line(HEADER)),
    ...rows.map(({ cells, tone }) => {
      const text = line(cells)
      if (tone === 'own') return terminal.bold(text)
      return tone === 'context' ? terminal.dim(text) : text
    }),
    '',
  ].join('\n')
}

/** `BUY 10 lots at 99 GTX, order 7`. */
export function orderTitle({ record }: ExplainedLife, words: LifeWords): string {
  const { side, entrySize, entryPrice, orderType, timeInForce, stopPrice, id } = record
  const price = entryPrice === NO_PRICE ? '' : ` at ${words.price(entryPrice)}`
  const stop = stopPrice === NO_PRICE ? '' : `, wakes at ${words.price(stopPrice)}`
  const type = entryPrice === NO_PRICE || stop !== '' ? ` ${ORDER_TYPE_NAMES[orderType]}` : ''
  const terms = `${type} ${TIME_IN_FORCE_NAMES[timeInForce]}${stop}`
  return `${sideName(side)} ${words.lots(entrySize)}${price}${terms}, order ${id}`
}

/** `+` counts the records of the market since the row above that did not concern the order. */
const HEADER = ['+', 'exchange', 'here', 'event', 'ahead', 'level', 'bid', 'x', 'ask']
const RIGHT = new Set([0, 4, 5, 6])

interface Row {
  readonly cells: readonly string[]
  readonly tone: 'own' | 'market' | 'context'
}

interface Told {
  readonly life: ExplainedLife
  readonly words: LifeWords
}

function rowOf(entry: LifeEntry, passed: number, { life, words }: Told): Row {
  const { event, view } = entry
  const plain = (lots: number) =>
    Number.isNaN(lots) ? '' : lots.toLocaleString('en-US', { maximumFractionDigits: 2 })
  const touch = (price: number, lots: number) =>
    Number.isNaN(price) ? '–' : `${words.exact(price)} (${plain(lots)})`
  const own = view.ownAheadLots > 0 ? ` (own ${plain(view.ownAheadLots)})` : ''
  return {
    cells: [
      passed === 0 ? '' : plain(passed),
      words.time(entry.exchangeNanos),
      words.time(entry.localNanos),
      eventText(event, life, words),
      Number.isNaN(view.aheadLots) ? '' : `${plain(view.aheadLots)}${own}`,
      plain(view.levelLots),
      touch(view.bid, view.bidLots),
      'x',
      touch(view.ask, view.askLots),
    ],
    tone: event.kind !== 'market' ? 'own' : event.concerns ? 'market' : 'context',
  }
}

export function eventText(event: LifeEvent, life: ExplainedLife, words: LifeWords): string {
  switch (event.kind) {
    case 'decided':
      return decidedText(event, life, words)
    case 'sent':
      return `request ${event.request} leaves`
    case 'arrived':
      return `${requestName(event.action)} arrives (request ${event.request})`
    case 'answered':
      return answeredText(event, words)
    case 'rested':
      return `joins the queue at ${words.price(event.price)}${
        event.shownLots < life.record.size ? `, showing ${words.lots(event.shownLots)}` : ''
      }`
    case 'filled':
      return `FILLED ${words.lots(event.size)} at ${words.exact(event.price)}, ${event.leaves} left: ${
        FILL_CAUSE_NAMES[event.cause]
      } (fill ${event.execution})`
    case 'heard':
      return `hears: ${reportName(event.report)}${because(event.reason)}`
    case 'market':
      return marketText(event, life, words)
    case 'moved':
      return 'moves up: an own order ahead has gone or shrunk'
    case 'passed':
      return `... ${event.records.toLocaleString('en-US')} ${event.records === 1 ? 'record' : 'records'} of the market that did not concern it`
  }
}

type Event<Kind extends LifeEvent['kind']> = Extract<LifeEvent, { readonly kind: Kind }>

function decidedText(event: Event<'decided'>, { record }: ExplainedLife, words: LifeWords): string {
  const { action, size, price, reason, request } = event
  const order = `${words.lots(size)} at ${words.price(price)}`
  const wish =
    action === ENTER_ORDER
      ? `wants ${sideName(record.side)} ${order}`
      : action === CANCEL_ORDER
        ? 'wants it withdrawn'
        : `wants ${order} instead`
  const verdict = reason === 0 ? `approves (request ${request})` : `refuses: ${reasonText(reason)}`
  return `${wish}; risk ${verdict}`
}

function answeredText(event: Event<'answered'>, words: LifeWords): string {
  const { report, size, price, reason } = event
  const name = reportName(report)
  if (report === REPLACED)
    return `${name}: ${words.lots(size)} at ${words.price(price)}${because(reason)}`
  if (report === CANCELED || report === EXPIRED)
    return `${name}, ${words.lots(size)} left${because(reason)}`
  return `${name}${because(reason)}`
}

function marketText(event: MarketEvent, { record }: ExplainedLife, words: LifeWords): string {
  const { side, price, size, isHidden } = event
  const at = `${size.toLocaleString('en-US')} at ${words.price(price)}`
  if (event.record === TRADE) {
    const by = side === 0 ? '' : ` by a ${side > 0 ? 'buyer' : 'seller'}`
    return `trade ${at}${by}${isHidden ? ', hidden' : ''}`
  }
  if (event.record === DEPTH_LEVEL) {
    const isOwn = side === record.side && price === record.price
    const from = event.levelBeforeLots
    return isOwn && !Number.isNaN(from)
      ? `its level: ${from.toLocaleString('en-US')} to ${size.toLocaleString('en-US')}`
      : `level ${side === 0 ? '' : `${sideName(side)} `}${words.price(price)}: ${size.toLocaleString('en-US')}`
  }
  if (event.record === TICK) return `row of the series, volume ${size.toLocaleString('en-US')}`
  const name = EVENT_KIND_NAMES[event.record]
  if (event.record >= ORDER_ADD && size > 0) {
    return `${name} ${side === 0 ? '' : `${sideName(side)} `}${at}`
  }
  return name
}

const requestName = (action: number): string =>
  action === ENTER_ORDER ? 'the order' : action === CANCEL_ORDER ? 'the cancel' : 'the replace'

function reportName(report: EventKind): string {
  if (report === REQUEST_REJECTED) return 'too late'
  if (report === CANCELED) return 'withdrawn'
  return report === EXPIRED ? 'lapsed' : EVENT_KIND_NAMES[report]
}

const because = (reason: number): string => (reason === 0 ? '' : ` (${reasonText(reason)})`)
