/** An order of the reference engine, and the orders in which orders come. */
import type { Side } from '../../core/index.ts'
import { isDisplayed } from './entered-order.ts'
import { IN_BOOK, PARKED_PEG, WAITING_STOP, WAITING_WHOLE } from './snapshot.ts'

/** Besides the places of a snapshot: the order that is acting right now is nowhere. */
export const ACTING = -1

export interface ReferenceOrder {
  readonly id: number
  readonly participant: number
  readonly instrument: number
  readonly side: Side
  readonly stopPrice: number
  readonly displaySize: number
  readonly pegOffsetTicks: number
  /** 0 without a date. */
  readonly expiry: number
  /** The number of the event that accepted it. */
  readonly arrival: number
  terms: number
  place: number
  /** NO_PRICE without. */
  limit: number
  /** Where it rests: its limit, what it is pegged at, or beyond all limits. */
  bookPrice: number
  leaves: number
  /** Displayed lots, where it rests. */
  shown: number
  /** Grows with every new place: less came first. */
  turn: number
}

/** Lots that an incoming order can take from it in one trade. */
export const tradable = (order: ReferenceOrder): number => order.shown || order.leaves

/** Best price first, then displayed before hidden, then first come. */
export const byPriority = (a: ReferenceOrder, b: ReferenceOrder): number =>
  a.side * (b.bookPrice - a.bookPrice) ||
  Number(isDisplayed(b.terms)) - Number(isDisplayed(a.terms)) ||
  a.turn - b.turn

/** The lowest buy stop and the highest sell stop first, then first come. */
export const byStop = (a: ReferenceOrder, b: ReferenceOrder): number =>
  a.side * (a.stopPrice - b.stopPrice) || a.turn - b.turn

/** The best limit first, then first come. */
export const byLimit = (a: ReferenceOrder, b: ReferenceOrder): number =>
  a.side * (b.limit - a.limit) || a.turn - b.turn

export const byArrival = (a: ReferenceOrder, b: ReferenceOrder): number => a.arrival - b.arrival

/** The order of a snapshot. */
export function inOrder(orders: readonly ReferenceOrder[]): ReferenceOrder[] {
  const at = (place: number, side: number) =>
    orders.filter((order) => order.place === place && order.side === side)
  return [
    ...at(IN_BOOK, 1).sort(byPriority),
    ...at(IN_BOOK, -1).sort(byPriority),
    ...at(WAITING_STOP, 1).sort(byStop),
    ...at(WAITING_STOP, -1).sort(byStop),
    ...at(WAITING_WHOLE, 1).sort(byLimit),
    ...at(WAITING_WHOLE, -1).sort(byLimit),
    ...orders.filter(({ place }) => place === PARKED_PEG).sort(byArrival),
  ]
}

/** Whether a price is as good as the limit of a buyer or seller, or better for them. */
export const isWithin = (side: Side, price: number, limit: number): boolean =>
  side * (limit - price) >= 0
