/** The life of an order, and lists of orders, as JSON: names instead of codes, null for no number. */
import type { BacktestRun, LifeEntry, LifeEvent, OrderRecord } from '../backtest/index.ts'
import {
  EVENT_KIND_NAMES,
  type EventKind,
  NO_PRICE,
  ORDER_TYPE_NAMES,
  sideName,
  TIME_IN_FORCE_NAMES,
} from '../core/index.ts'
import { FILL_CAUSE_NAMES } from '../exchange/index.ts'
import { reasonText } from '../risk/index.ts'
import type { ListedOrder } from './order-table.ts'
import { timestampText } from './time-text.ts'

/** Times are the input's own timestamps as text, prices numbers in currency, sizes lots. */
export function orderJson({ record, life }: ListedOrder, run: BacktestRun): object {
  const { instrument } = run.markets[record.market]!
  const price = (ticks: number) => (ticks === NO_PRICE ? null : instrument.tick.value(ticks))
  return {
    id: record.id,
    life,
    market: instrument.symbol,
    side: sideName(record.side),
    type: ORDER_TYPE_NAMES[record.orderType],
    timeInForce: TIME_IN_FORCE_NAMES[record.timeInForce],
    price: price(record.price),
    entryPrice: price(record.entryPrice),
    stopPrice: price(record.stopPrice),
    sizeLots: record.size,
    filledLots: record.filled,
    end: record.end,
    reason: record.reason === 0 ? null : reasonText(record.reason),
    causes: record.causeNames,
    executions: record.executions,
    aheadAtEntryLots: record.aheadAtEntryLots,
    replaces: record.replaces,
    lateRequests: record.lateRequests,
    decided: timeOf(record.decidedNanos, run),
    arrived: timeOf(record.arrivedNanos, run),
    ended: timeOf(record.endedNanos, run),
  }
}

export function entryJson(
  { exchangeNanos, localNanos, event, view }: LifeEntry,
  { run, record, text }: EntryContext,
): object {
  const { instrument } = run.markets[record.market]!
  return {
    exchange: timeOf(exchangeNanos, run),
    local: timeOf(localNanos, run),
    text: text(event),
    ...eventJson(event, (ticks) => (ticks === NO_PRICE ? null : instrument.tick.value(ticks))),
    view,
  }
}

export interface EntryContext {
  readonly run: BacktestRun
  readonly record: OrderRecord
  /** The event in words. */
  readonly text: (event: LifeEvent) => string
}

function eventJson(event: LifeEvent, price: (ticks: number) => number | null): object {
  const named = (kind: EventKind) => EVENT_KIND_NAMES[kind]
  switch (event.kind) {
    case 'decided':
      return {
        ...event,
        action: named(event.action),
        price: price(event.price),
        reason: event.reason === 0 ? null : reasonText(event.reason),
      }
    case 'arrived':
      return { ...event, action: named(event.action) }
    case 'answered':
      return {
        ...event,
        report: named(event.report),
        price: price(event.price),
        reason: event.reason === 0 ? null : reasonText(event.reason),
      }
    case 'heard':
      return {
        ...event,
        report: named(event.report),
        reason: event.reason === 0 ? null : reasonText(event.reason),
      }
    case 'rested':
      return { ...event, price: price(event.price) }
    case 'filled':
      return { ...event, cause: FILL_CAUSE_NAMES[event.cause] }
    case 'market':
      return {
        ...event,
        record: named(event.record),
        side: event.side === 0 ? null : sideName(event.side),
        price: price(event.price),
      }
    default:
      return event
  }
}

const timeOf = (nanos: number, { feedInfo }: BacktestRun): string | null =>
  Number.isFinite(nanos) ? timestampText(nanos, feedInfo) : null
