/**
 * Fills on the price curve: a triangle up below each buy, a triangle down above each sell.
 *
 * Where there are more fills than room, those of one side that would overlap share a triangle. Which
 * ones do depends on their ticks alone, so triangles do not jump while the curve scrolls.
 */
import type uPlot from 'uplot'
import { BUY_LOTS, BUY_PRICE, SELL_LOTS, SELL_PRICE } from '../bucket.ts'
import type { BucketView } from './bucket-view.ts'

export interface MarkerStyle {
  readonly buy: string
  readonly sell: string
  /** Around a triangle, so that it stands off the curve. */
  readonly outline: string
  /** Half the width of a triangle, in CSS pixels. */
  readonly halfWidth: number
}

interface MarkerSide {
  readonly lots: number
  readonly price: number
  /** 1: the triangle stands below its price and points up. */
  readonly points: 1 | -1
}

const BUYS: MarkerSide = { lots: BUY_LOTS, price: BUY_PRICE, points: 1 }
const SELLS: MarkerSide = { lots: SELL_LOTS, price: SELL_PRICE, points: -1 }
/** Closest distance of two triangles of a side, in half widths. */
const APART = 1.6
const HEIGHT = 1.75
const GAP_PIXELS = 2

/** Draws the fills in view and returns how many triangles of each side there are. */
export function drawMarkers(
  plot: uPlot,
  buckets: BucketView,
  style: MarkerStyle,
): { buys: number; sells: number } {
  const { ctx: canvas, bbox } = plot
  canvas.save()
  canvas.beginPath()
  canvas.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  canvas.clip()
  const buys = drawSide(plot, buckets, BUYS, style)
  const sells = drawSide(plot, buckets, SELLS, style)
  canvas.restore()
  return { buys, sells }
}

function drawSide(plot: uPlot, buckets: BucketView, side: MarkerSide, style: MarkerStyle): number {
  const { ctx: canvas, bbox } = plot
  const times = plot.data[0]
  const size = style.halfWidth * devicePixelRatio
  const pixelsPerTick = bbox.width / (buckets.view?.spanTicks ?? 1)
  const cellTicks = Math.max(1, Math.ceil((size * APART) / pixelsPerTick))
  const path = new Path2D()
  let drawn = 0
  let lastCell = -1
  for (let index = 0; index < Math.min(buckets.count, times.length); index++) {
    if (buckets.at(index, side.lots) === 0) continue
    const cell = Math.floor(buckets.tickAt(index) / cellTicks)
    if (cell === lastCell) continue
    lastCell = cell
    drawn++
    const x = plot.valToPos(times[index]!, 'x', true)
    const price = plot.valToPos(buckets.at(index, side.price), 'y', true)
    const tip = price + side.points * GAP_PIXELS * devicePixelRatio
    const base = tip + side.points * size * HEIGHT
    path.moveTo(x, tip)
    path.lineTo(x - size, base)
    path.lineTo(x + size, base)
    path.closePath()
  }
  canvas.lineWidth = 2 * devicePixelRatio
  canvas.lineJoin = 'round'
  canvas.strokeStyle = style.outline
  canvas.stroke(path)
  canvas.fillStyle = side.points === 1 ? style.buy : style.sell
  canvas.fill(path)
  return drawn
}
