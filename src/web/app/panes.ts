/**
 * The four panes: what each draws of the buckets, in which colours, and what it says at the crosshair.
 *
 * A bucket of many ticks has a lowest and a highest value; the area between them is filled in the
 * colour of the curve, so that no extreme is lost however coarse the view is.
 */
import {
  BUY_LOTS,
  BUY_PRICE,
  EQUITY,
  EQUITY_HIGHEST,
  EQUITY_LOWEST,
  EQUITY_PEAK,
  POSITION,
  POSITION_HIGHEST,
  POSITION_LIMIT,
  POSITION_LOWEST,
  PRICE,
  PRICE_HIGHEST,
  PRICE_LOWEST,
  SELL_LOTS,
  SELL_PRICE,
  THRESHOLD,
  Z,
  Z_HIGHEST,
  Z_LOWEST,
} from '../bucket.ts'
import type { Setup } from '../protocol.ts'
import type { BucketView } from './bucket-view.ts'
import { fixed, money, signed } from './format.ts'
import { shownPrice } from './price-text.ts'
import { padded, symmetric } from './ranges.ts'

/** A value of the bucket in place `index`. */
type Column = (buckets: BucketView, index: number) => number

export interface Curve {
  readonly column: Column
  /** The name of a colour; an edge of an area has none of its own. */
  readonly colour?: string
  readonly isDashed?: boolean
  readonly isStepped?: boolean
  readonly isThin?: boolean
  /** Does not stretch the axis: what lies beyond is cut off. */
  readonly isOutside?: boolean
}

/** Fills between two curves, by their places in the list. */
export interface Area {
  readonly upper: number
  readonly lower: number
  readonly colour: string
}

export interface Reading {
  readonly label: string
  readonly text: string
  readonly colour: string
  readonly shape?: '▲' | '▼'
}

export interface Pane {
  readonly name: 'price' | 'equity' | 'z' | 'inventory'
  readonly title: string
  unit(setup: Setup): string
  readonly curves: readonly Curve[]
  readonly areas: readonly Area[]
  readonly hasFills?: boolean
  /** The pane that shows the time below. */
  readonly hasTimes?: boolean
  /** The lowest and highest value on the axis, from those of the curves in view. */
  range(lowest: number, highest: number, buckets: BucketView): [number, number]
  readings(buckets: BucketView, index: number): Reading[]
  /** The newest value, marked on the axis. */
  readonly tag: { readonly column: Column; readonly colour: string; text(value: number): string }
}

/** How many times the height of the curve a peak may take. */
const PEAK_REACH = 4

const field =
  (name: number): Column =>
  (buckets, index) =>
    buckets.at(index, name)
const negative =
  (name: number): Column =>
  (buckets, index) =>
    -buckets.at(index, name)
const nothing: Column = () => 0

export const PANES: readonly Pane[] = [
  {
    name: 'price',
    title: 'Price',
    unit: ({ quote }) => quote,
    curves: [
      { column: field(PRICE_HIGHEST) },
      { column: field(PRICE_LOWEST) },
      { column: field(PRICE), colour: 'price' },
    ],
    areas: [{ upper: 1, lower: 2, colour: 'price-area' }],
    hasFills: true,
    range: (lowest, highest) => padded(lowest, highest, 0.1),
    tag: { column: field(PRICE), colour: 'price', text: shownPrice },
    readings: (buckets, index) => [
      { label: 'last', text: shownPrice(buckets.at(index, PRICE)), colour: 'price' },
      ...fillReading(buckets, index, 'buy'),
      ...fillReading(buckets, index, 'sell'),
    ],
  },
  {
    name: 'equity',
    title: 'Equity',
    unit: ({ quote }) => quote,
    curves: [
      { column: field(EQUITY_PEAK), colour: 'peak', isThin: true, isOutside: true },
      { column: field(EQUITY_LOWEST) },
      { column: field(EQUITY_HIGHEST) },
      { column: field(EQUITY), colour: 'equity' },
    ],
    areas: [
      { upper: 1, lower: 2, colour: 'drawdown-area' },
      { upper: 3, lower: 2, colour: 'equity-area' },
    ],
    range: equityRange,
    tag: { column: field(EQUITY), colour: 'equity', text: money },
    readings: (buckets, index) => [
      { label: 'equity', text: money(buckets.at(index, EQUITY)), colour: 'equity' },
      {
        label: 'drawdown',
        text: money(buckets.at(index, EQUITY_PEAK) - buckets.at(index, EQUITY)),
        colour: 'drawdown',
      },
    ],
  },
  {
    name: 'z',
    title: 'z-score',
    unit: () => 'σ from the mean',
    curves: [
      { column: nothing, colour: 'zero', isThin: true },
      { column: field(Z_HIGHEST) },
      { column: field(Z_LOWEST) },
      { column: field(Z), colour: 'z' },
      { column: field(THRESHOLD), colour: 'limit', isDashed: true, isStepped: true },
      { column: negative(THRESHOLD), colour: 'limit', isDashed: true, isStepped: true },
    ],
    areas: [{ upper: 2, lower: 3, colour: 'z-area' }],
    range: (lowest, highest) => symmetric(lowest, highest, 3),
    tag: { column: field(Z), colour: 'z', text: (z) => signed(z, 2) },
    readings: (buckets, index) => [
      { label: 'z', text: signed(buckets.at(index, Z), 2), colour: 'z' },
      { label: 'thresholds', text: `±${fixed(buckets.at(index, THRESHOLD), 2)}`, colour: 'limit' },
    ],
  },
  {
    name: 'inventory',
    title: 'Inventory',
    unit: () => 'lots',
    curves: [
      { column: nothing, colour: 'zero', isThin: true },
      { column: field(POSITION_HIGHEST), isStepped: true },
      { column: field(POSITION_LOWEST), isStepped: true },
      { column: field(POSITION), colour: 'inventory', isStepped: true },
      { column: field(POSITION_LIMIT), colour: 'limit', isDashed: true, isStepped: true },
      { column: negative(POSITION_LIMIT), colour: 'limit', isDashed: true, isStepped: true },
    ],
    areas: [{ upper: 2, lower: 3, colour: 'inventory-area' }],
    hasTimes: true,
    range: (lowest, highest) => symmetric(lowest, highest, 1),
    tag: { column: field(POSITION), colour: 'inventory', text: (lots) => signed(lots, 0) },
    readings: (buckets, index) => [
      { label: 'position', text: signed(buckets.at(index, POSITION), 0), colour: 'inventory' },
      { label: 'limit', text: `±${fixed(buckets.at(index, POSITION_LIMIT), 0)}`, colour: 'limit' },
    ],
  },
]

function fillReading(buckets: BucketView, index: number, side: 'buy' | 'sell'): Reading[] {
  const lots = buckets.at(index, side === 'buy' ? BUY_LOTS : SELL_LOTS)
  if (lots === 0) return []
  const price = buckets.at(index, side === 'buy' ? BUY_PRICE : SELL_PRICE)
  return [
    {
      label: side === 'buy' ? 'bought' : 'sold',
      text: `${fixed(lots, 0)} lots at ${shownPrice(price)}`,
      colour: side,
      shape: side === 'buy' ? '▲' : '▼',
    },
  ]
}

/**
 * The peak is in view while that leaves the curve room to be seen; in a deep drawdown the shade runs
 * out at the top instead.
 */
function equityRange(lowest: number, highest: number, buckets: BucketView): [number, number] {
  const peak = buckets.count === 0 ? highest : buckets.at(buckets.count - 1, EQUITY_PEAK)
  const span = highest - lowest
  const isNear = peak - lowest <= PEAK_REACH * span
  return padded(lowest, isNear ? peak : highest + span / 2, 0.08)
}
