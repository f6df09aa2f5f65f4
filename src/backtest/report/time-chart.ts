/**
 * A chart over time: lines, areas, marks of fills; labels outside the drawing.
 *
 * Lines lie on a stretched plane and keep their width; labels and marks stand in the page's own units,
 * so one drawing serves every width, and paper.
 */
import { areaPath, curvePath, narrowed, type PathStyle, type PlacedCurve } from './curve-path.ts'
import { type Html, html } from './html.ts'
import type { TimeAxis } from './time-axis.ts'
import { ValueAxis } from './value-axis.ts'

export interface ChartLine {
  readonly name: string
  /** Names the colour: a class of the style sheet. */
  readonly kind: string
  readonly style: PathStyle
  readonly curve: PlacedCurve
  /** Fills the space between the line and zero. */
  readonly isArea?: boolean
}

/** A fill, or several of one side in one place. */
export interface FillMark {
  readonly side: number
  readonly atNanos: number
  readonly price: number
  readonly text: string
}

export interface TimeChart {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly size: 'large' | 'medium' | 'small'
  readonly time: TimeAxis
  readonly lines: readonly ChartLine[]
  readonly marks?: readonly FillMark[]
  readonly range: readonly [number, number]
}

/** The values that a pointer over the chart reads. */
export interface HoverSeries {
  readonly chart: string
  readonly name: string
  readonly kind: string
  readonly start: number
  readonly step: number
  readonly values: readonly (number | null)[]
}

const TIME_MARKS = 8
const GRID_MARKS = { large: 5, medium: 4, small: 3 }

export function timeChart(chart: TimeChart): Html {
  const { id, title, unit, size, time, lines, marks = [] } = chart
  const values = new ValueAxis(...chart.range, GRID_MARKS[size])
  return html`<figure class="panel time ${size}" data-chart="${id}">
<figcaption><h3>${title} <span class="unit">${unit}</span></h3>
<p class="legend">${lines.map(({ name, kind }) => legend(name, kind))}${marks.length > 0 ? MARK_LEGEND : undefined}</p>
<p class="readout" aria-live="off"></p></figcaption>
<div class="frame"><div class="y-axis">${valueLabels(values)}</div>
<div class="plot" tabindex="0" role="img" aria-label="${title} in ${unit}">
<svg><svg viewBox="0 0 1000 100" preserveAspectRatio="none">${gridLines(values)}
${lines.map((line) => drawn(line, time, values))}</svg>${marks.map((mark) => triangle(mark, time, values))}</svg>
<div class="cursor" hidden></div></div>
<div class="x-axis">${timeLabels(time)}</div></div></figure>`
}

export function hoverSeries({ id, lines }: TimeChart): HoverSeries[] {
  return lines.map(({ name, kind, curve }) => {
    const { startNanos, intervalNanos, last } = narrowed(curve)
    const values = last.map((value) => (Number.isNaN(value) ? null : Number(value.toPrecision(9))))
    return { chart: id, name, kind, start: startNanos, step: intervalNanos, values }
  })
}

export const legend = (name: string, kind: string): Html =>
  html`<span class="key ${kind}"><svg viewBox="0 0 18 8"><path d="M0 4H18"/></svg>${name}</span>`

const MARK_LEGEND = html`<span class="key buy"><svg class="shape" viewBox="0 0 10 10"><path d="M5 1L9.5 9H.5Z"/></svg>bought</span><span class="key sell"><svg class="shape" viewBox="0 0 10 10"><path d="M5 9L.5 1H9.5Z"/></svg>sold</span>`

export function gridLines(values: ValueAxis): Html {
  const lines = values.marks.map(({ percent }) => `M0 ${tenth(100 - percent)}H1000`).join('')
  const zero = values.percent(0)
  const hasZero = zero > 0 && zero < 100
  return html`<path class="grid" d="${lines}"/>${
    hasZero ? html`<path class="zero" d="M0 ${tenth(100 - zero)}H1000"/>` : undefined
  }`
}

export const valueLabels = (values: ValueAxis): Html[] =>
  values.marks.map(
    ({ percent, text }) => html`<span style="bottom:${tenth(percent)}%">${text}</span>`,
  )

const timeLabels = (time: TimeAxis): Html[] =>
  time
    .marks(TIME_MARKS)
    .map(({ percent, text }) => html`<span style="left:${tenth(percent)}%">${text}</span>`)

function drawn({ kind, style, curve, isArea }: ChartLine, time: TimeAxis, values: ValueAxis): Html {
  const path = curvePath(narrowed(curve), time, values, style)
  const level = Math.min(100, Math.max(0, values.percent(0)))
  const area =
    isArea === true ? html`<path class="area ${kind}" d="${areaPath(path, level)}"/>` : undefined
  return html`${area}<path class="line ${kind}" d="${path}"/>`
}

/** The shape tells the side as well as the colour: up for bought, down for sold. */
function triangle({ side, atNanos, price, text }: FillMark, time: TimeAxis, values: ValueAxis) {
  const x = hundredth(time.percent(atNanos))
  const y = hundredth(100 - values.percent(price))
  const kind = side > 0 ? 'buy' : 'sell'
  return html`<use href="#mark-${kind}" class="${kind}" x="${x}%" y="${y}%"><title>${text}</title></use>`
}

/** Defined once a page; the point of the triangle is the fill. */
export const MARK_SHAPES = html`<svg class="shapes" aria-hidden="true"><defs><path id="mark-buy" d="M0 0L4.5 8H-4.5Z"/><path id="mark-sell" d="M0 0L4.5 -8H-4.5Z"/></defs></svg>`

const tenth = (value: number): string => String(Math.round(value * 10) / 10)
const hundredth = (value: number): string => String(Math.round(value * 100) / 100)
