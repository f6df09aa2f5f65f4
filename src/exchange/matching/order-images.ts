/** The orders of the fast engine written down for a snapshot, and taken from one. */
import { NO_PRICE, type Side } from '../../core/index.ts'
import { EnteredOrder } from './entered-order.ts'
import { LEVEL_LADDER, LEVEL_PRICE } from './level-queues.ts'
import type { LiveOrders } from './live-orders.ts'
import {
  ARRIVAL,
  DATED,
  EXPIRY,
  LEAVES,
  LEVEL,
  PARTICIPANT,
  PEG_OFFSET,
  rare,
  STOP_PRICE,
  TERMS,
  TERMS_BITS,
} from './order-store.ts'
import { NO_LEVEL } from './price-ladders.ts'
import { IN_BOOK, type OrderImage, PARKED_PEG, WAITING_STOP, WAITING_WHOLE } from './snapshot.ts'
import { pegOf } from './terms.ts'

export const imagesOf = (live: LiveOrders, instrument: number): OrderImage[] =>
  live.inOrder(instrument).map((order) => imageOf(live, order))

function imageOf(live: LiveOrders, order: number): OrderImage {
  const { rareI32, rareF64 } = live.store
  const { i32, f64 } = live.store.records
  const at = rare(order)
  const words = i32[order + TERMS]!
  const terms = words & TERMS_BITS
  const isDated = (words & DATED) !== 0
  const isPeg = pegOf(terms) !== 0
  const place = placeOf(live, order)
  const level = i32[order + LEVEL]!
  return {
    id: f64[order >> 1]!,
    arrival: isDated || isPeg ? rareF64[(at >> 1) + ARRIVAL]! : 0,
    expiry: isDated ? rareF64[(at >> 1) + EXPIRY]! : 0,
    instrument: live.instrumentOf(order),
    participant: i32[order + PARTICIPANT]!,
    side: live.store.sideOf(order),
    terms,
    place,
    limit: live.limitOf(order),
    bookPrice: place === IN_BOOK ? live.queues.records.i32[level + LEVEL_PRICE]! : NO_PRICE,
    leaves: i32[order + LEAVES]!,
    shown: live.queues.shownOf(order),
    displaySize: live.displaySizeOf(order),
    stopPrice: place === WAITING_STOP ? rareI32[at + STOP_PRICE]! : NO_PRICE,
    pegOffsetTicks: isPeg ? rareI32[at + PEG_OFFSET]! : 0,
  }
}

function placeOf(live: LiveOrders, order: number): number {
  const level = live.store.records.i32[order + LEVEL]!
  if (level === NO_LEVEL) return PARKED_PEG
  const ladder = live.queues.records.i32[level + LEVEL_LADDER]!
  if (!live.queues.isWaiting(ladder)) return IN_BOOK
  return live.queues.isOfStops(ladder) ? WAITING_STOP : WAITING_WHOLE
}

/** Into an engine without orders. */
export function loadImages(live: LiveOrders, images: readonly OrderImage[]): void {
  const entered = new EnteredOrder()
  const orders = new Map<OrderImage, number>()
  // Pegs take their turn as they arrived; the place of all others is the one they are written in.
  for (const image of [...images].sort((a, b) => a.arrival - b.arrival)) {
    const side = image.side as Side
    entered.doubles.set([image.id, image.expiry, image.arrival])
    const { participant, terms, leaves, displaySize, stopPrice, pegOffsetTicks } = image
    Object.assign(entered, { participant, side, terms, displaySize, stopPrice, pegOffsetTicks })
    entered.price = image.limit
    orders.set(image, live.create(entered, image.instrument, leaves))
  }
  for (const image of images) place(live, orders.get(image)!, image)
}

function place(live: LiveOrders, order: number, image: OrderImage): void {
  const { instrument } = image
  const side = image.side as Side
  if (image.place === IN_BOOK) live.restAs(order, instrument, image.bookPrice, image.shown)
  else if (image.place === PARKED_PEG) live.park(order, instrument)
  else if (image.place === WAITING_STOP) {
    live.wait(order, instrument, live.queues.stopsOf(instrument, side), image.stopPrice)
  } else live.wait(order, instrument, live.queues.wholeOf(instrument, side), image.limit)
}
