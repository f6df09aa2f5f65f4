/**
 * One seat's exposure as a row of numbers: what could be held, what is open, what it is worth.
 *
 * Worst cases: every open order of a side fills and none of the other. What is sold short is valued at
 * the mean price of the open sales, and only as far as they exceed the position.
 */
import type { OpenExposure } from './open-exposure.ts'

// What a buyer can make larger stands first, what a seller can last: each is judged by six columns.
/** Lots held when every open buy fills, and their value: open orders at their prices, the rest at the mark. */
export const LONG_LOTS = 0
export const LONG_VALUE = 1
/** What could be long plus what could be short. */
export const GROSS_LOTS = 2
export const GROSS_VALUE = 3
export const OPEN_ORDERS = 4
export const OPEN_VALUE = 5
/** Lots sold short when every open sale fills, and their value. */
export const SHORT_LOTS = 6
export const SHORT_VALUE = 7
/** Columns that limits of exposure stand over, and how many of them an order of one side can raise. */
export const LIMITED_COLUMNS = 8
export const COLUMNS_OF_SIDE = 6
/** Equity that the worst case needs. */
export const MARGIN = 8
export const EQUITY = 9
/** Equity less what the account opened with. */
export const PROFIT = 10
export const EXPOSURE_COLUMNS = 11

/** What is open: of a desk, or of a desk with one more order. */
export type OpenSums = Pick<
  OpenExposure,
  'orders' | 'buyLots' | 'sellLots' | 'buyCells' | 'sellCells' | 'isInverse' | 'cellValue'
>

/** Fills in everything but equity and profit. `marginRate` is a share of the worst-case value. */
export function exposureInto(
  row: Float64Array,
  open: OpenSums,
  position: number,
  markTicks: number,
  marginRate: number,
): void {
  const { buyLots, sellLots, buyCells, sellCells, cellValue } = open
  const longLots = position + buyLots
  const shortLots = sellLots - position
  const markCells = open.isInverse ? 1 : Math.abs(markTicks)
  const longCells = worstCells(longLots, position, buyLots, buyCells, markCells)
  const shortCells = worstCells(shortLots, -position, sellLots, sellCells, markCells)
  const grossCells = (longCells > 0 ? longCells : 0) + (shortCells > 0 ? shortCells : 0)
  row[LONG_LOTS] = longLots
  row[SHORT_LOTS] = shortLots
  row[GROSS_LOTS] = (longLots > 0 ? longLots : 0) + (shortLots > 0 ? shortLots : 0)
  row[LONG_VALUE] = longCells * cellValue
  row[SHORT_VALUE] = shortCells * cellValue
  row[GROSS_VALUE] = grossCells * cellValue
  row[OPEN_ORDERS] = open.orders
  row[OPEN_VALUE] = (buyCells + sellCells) * cellValue
  row[MARGIN] = marginRate * Math.max(longCells, shortCells, 0) * cellValue
}

/** Of a side whose orders all fill: what is held and grows, or what is left of the other side. */
function worstCells(
  worstLots: number,
  heldLots: number,
  openLots: number,
  openCells: number,
  markCells: number,
): number {
  if (worstLots <= 0) return worstLots * markCells
  if (heldLots >= 0) return heldLots * markCells + openCells
  return openCells * (worstLots / openLots)
}
