/** A pane's definition turned into uPlot: scales, axes, curves, areas, and the shared crosshair. */
import uPlot from 'uplot'
import type { Setup } from '../protocol.ts'
import type { BucketView } from './bucket-view.ts'
import { axisTime, fixed, TIME_STEPS } from './format.ts'
import { drawMarkers, type MarkerStyle } from './markers.ts'
import type { Curve, Pane } from './panes.ts'
import { style } from './theme.ts'

/** Widths in root ems, so that plots grow with the type on large screens. */
const EMS = {
  axis: 5.6,
  times: 1.9,
  grid: 2.2,
  timeGrid: 6.5,
  fontSize: 0.8,
  marker: 0.34,
  line: 0.1,
  thinLine: 0.07,
  gap: 0.5,
  tag: 1.3,
}

export interface PlotOptions {
  readonly pane: Pane
  readonly setup: Setup
  readonly buckets: BucketView
  readonly host: HTMLElement
  onCrosshair(index: number | null): void
  onMarkers(count: { buys: number; sells: number }): void
}

/** The size of the root's type, which everything is measured in. */
export const rootPixels = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

export function createPlot(options: PlotOptions): uPlot {
  const { pane, setup, buckets, host } = options
  const em = rootPixels()
  const marks: MarkerStyle = {
    buy: style('buy'),
    sell: style('sell'),
    outline: style('panel'),
    halfWidth: em * EMS.marker,
  }
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: host.clientHeight,
      padding: [em * 0.4, 0, pane.hasTimes ? 0 : em * 0.4, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        points: { show: false },
        sync: { key: 'panes' },
        y: false,
      },
      scales: {
        x: { time: false, range: () => timeRange(buckets, setup.tickSeconds) },
        y: { range: (_plot, lowest, highest) => pane.range(lowest ?? 0, highest ?? 0, buckets) },
      },
      axes: axes(pane, buckets, em),
      series: [{}, ...pane.curves.map((curve) => series(curve, em))],
      bands: pane.areas.map(({ upper, lower, colour }) => ({
        series: [upper, lower],
        fill: style(colour),
      })),
      hooks: {
        setCursor: [(self) => options.onCrosshair(crosshairIndex(self))],
        draw: [
          (self) => {
            if (pane.hasFills) options.onMarkers(drawMarkers(self, buckets, marks))
            drawTag(self, pane, buckets, em)
          },
        ],
      },
    },
    columns(pane, buckets, setup.tickSeconds),
    host,
  )
  return plot
}

/** The buckets as uPlot wants them: a list of numbers a curve, null where there is none. */
export function columns(pane: Pane, buckets: BucketView, tickSeconds: number): uPlot.AlignedData {
  const { count } = buckets
  const times = new Array<number>(count)
  for (let index = 0; index < count; index++) times[index] = buckets.tickAt(index) * tickSeconds
  const values = pane.curves.map(({ column }) => {
    const list = new Array<number | null>(count)
    for (let index = 0; index < count; index++) {
      const value = column(buckets, index)
      list[index] = Number.isNaN(value) ? null : value
    }
    return list
  })
  return [times, ...values]
}

/** The window in seconds: as wide as asked for from the start, so that curves grow into it. */
function timeRange({ view }: BucketView, tickSeconds: number): [number, number] {
  if (view === undefined) return [0, 1]
  const right = Math.max(view.ticks, view.spanTicks)
  return [(right - view.spanTicks) * tickSeconds, right * tickSeconds]
}

function crosshairIndex({ cursor, data }: uPlot): number | null {
  const { idx: index, left = -1 } = cursor
  return left >= 0 && typeof index === 'number' && index < data[0].length ? index : null
}

/** Whether a time below the axis has room on both sides. */
function isClearOfEdges(plot: uPlot, seconds: number, em: number): boolean {
  const { min = 0, max = 1 } = plot.scales.x!
  const plotWidth = plot.width - em * EMS.axis
  const x = ((seconds - (min ?? 0)) / ((max ?? 1) - (min ?? 0))) * plotWidth
  return x > em * 1.8 && x < plotWidth - em * 2.4
}

/** NaN before the first tick. */
const tagValue = (pane: Pane, buckets: BucketView): number =>
  buckets.count === 0 ? Number.NaN : pane.tag.column(buckets, buckets.count - 1)

/** Whether a label of the axis would touch the box of the newest value, which says as much. */
function isUnderTag(plot: uPlot, value: number, tag: number, em: number): boolean {
  const { min, max } = plot.scales.y!
  if (Number.isNaN(tag) || typeof min !== 'number' || typeof max !== 'number') return false
  const plotHeight = plot.bbox.height / devicePixelRatio
  const apart = (Math.abs(value - tag) / (max - min)) * plotHeight
  return apart < em * (EMS.tag + EMS.fontSize) * 0.5
}

/** The newest value in a box on the axis, in the colour of its curve. */
function drawTag(plot: uPlot, pane: Pane, buckets: BucketView, em: number): void {
  const { ctx: canvas, bbox } = plot
  const value = tagValue(pane, buckets)
  if (Number.isNaN(value)) return
  const pixels = em * devicePixelRatio
  const y = plot.valToPos(value, 'y', true)
  const left = bbox.left + bbox.width
  canvas.save()
  canvas.font = `600 ${pixels * EMS.fontSize}px ${style('type')}`
  canvas.textAlign = 'left'
  canvas.textBaseline = 'middle'
  const text = pane.tag.text(value)
  const width = canvas.measureText(text).width + 2 * EMS.gap * pixels
  canvas.fillStyle = style(pane.tag.colour)
  canvas.beginPath()
  const height = pixels * EMS.tag
  canvas.roundRect(left, y - height / 2, width, height, pixels * 0.2)
  canvas.fill()
  canvas.fillStyle = style('panel')
  canvas.fillText(text, left + EMS.gap * pixels, y + pixels * 0.05)
  canvas.restore()
}

function series(curve: Curve, em: number): uPlot.Series {
  const width = Math.max(1, em * (curve.isThin || curve.isDashed ? EMS.thinLine : EMS.line))
  return {
    width,
    points: { show: false },
    auto: !curve.isOutside,
    ...(curve.colour === undefined ? { stroke: 'transparent' } : { stroke: style(curve.colour) }),
    ...(curve.isDashed ? { dash: [em * 0.35, em * 0.3] } : {}),
    ...(curve.isStepped ? { paths: uPlot.paths.stepped!({ align: -1 }) } : {}),
  }
}

function axes(pane: Pane, buckets: BucketView, em: number): uPlot.Axis[] {
  const shared = {
    stroke: style('axis'),
    // Whole pixels: uPlot takes the digits before `px` for the size.
    font: `${Math.round(em * EMS.fontSize)}px ${style('type')}`,
    grid: { stroke: style('grid'), width: 1 },
    ticks: { show: false },
    gap: em * EMS.gap,
  }
  return [
    {
      ...shared,
      show: true,
      space: em * EMS.timeGrid,
      size: pane.hasTimes ? em * EMS.times : 0,
      incrs: TIME_STEPS,
      values: (plot, splits, _axis, _space, step) =>
        splits.map((seconds) =>
          pane.hasTimes && isClearOfEdges(plot, seconds, em) ? axisTime(seconds, step) : '',
        ),
    },
    {
      ...shared,
      side: 1,
      space: em * EMS.grid,
      size: em * EMS.axis,
      values: (plot, splits, _axis, _space, step) => {
        const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))
        const tag = tagValue(pane, buckets)
        return splits.map((value) => (isUnderTag(plot, value, tag, em) ? '' : fixed(value, digits)))
      },
    },
  ]
}
