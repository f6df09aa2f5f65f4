/** What the market did after fills, by horizon: means as points, their 95 % intervals as a band. */
import type { MarketAnalytics, MarkoutGroup, MarkoutMean } from '../analytics/index.ts'
import { type Html, html } from './html.ts'
import { spanText } from './number-text.ts'
import { gridLines, legend, valueLabels } from './time-chart.ts'
import { ValueAxis } from './value-axis.ts'

export interface MarkoutLine {
  readonly name: string
  readonly kind: string
  readonly group: MarkoutGroup
  readonly market: MarketAnalytics
  readonly hasBand: boolean
}

interface Point {
  readonly x: number
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly text: string
}

export function markoutChart(title: string, lines: readonly MarkoutLine[]): Html {
  const drawn = lines
    .map((line) => ({ line, points: pointsOf(line) }))
    .filter(({ points }) => points.length > 0)
  const caption = html`<figcaption><h3>${title} <span class="unit">bps of the mid, + is good for us</span></h3><p class="legend">${drawn.map(
    ({ line }) => legend(line.name, line.kind),
  )}</p></figcaption>`
  const [first] = lines
  if (first === undefined || drawn.length === 0) {
    return html`<figure class="panel markout">${caption}<p class="empty">no fill was measured</p></figure>`
  }
  const ends = drawn.flatMap(({ line, points }) =>
    points.flatMap(({ mean, low, high }) => (line.hasBand ? [low, high] : [mean])),
  )
  const values = new ValueAxis(Math.min(0, ...ends), Math.max(0, ...ends), 5)
  const horizons = first.market.markouts.map(({ horizonNanos }, k) => {
    const text =
      horizonNanos === 0 ? 'fill' : horizonNanos === 1e8 ? '0.1 s' : spanText(horizonNanos)
    return html`<span style="left:${xOf(k, first.market.markouts.length) / 10}%">${text}</span>`
  })
  return html`<figure class="panel markout">${caption}<div class="frame"><div class="y-axis">${valueLabels(values)}</div>
<div class="plot" role="img" aria-label="${title}"><svg><svg viewBox="0 0 1000 100" preserveAspectRatio="none">${gridLines(values)}
${drawn.map(({ line, points }) => (line.hasBand ? band(points, line.kind, values) : undefined))}${drawn.map(
  ({ line, points }) => polyline(points, line.kind, values),
)}</svg>${drawn.map(({ line, points }) => dots(points, line, values))}</svg></div>
<div class="x-axis">${horizons}</div></div></figure>`
}

function pointsOf({ market, group, name }: MarkoutLine): Point[] {
  return market.markouts.flatMap(({ horizonNanos, groups }, k) => {
    const mean: MarkoutMean = groups[group]
    if (!Number.isFinite(mean.bps)) return []
    const half = Number.isFinite(mean.bpsHalf) ? mean.bpsHalf : 0
    const when = horizonNanos === 0 ? 'at the fill' : `after ${spanText(horizonNanos)}`
    const range = half === 0 ? '' : ` ± ${mean.bpsHalf.toFixed(3)}`
    const text = `${name}, ${when}: ${mean.bps.toFixed(3)}${range} bps, ${mean.fills} fills`
    const x = xOf(k, market.markouts.length)
    return [{ x, mean: mean.bps, low: mean.bps - half, high: mean.bps + half, text }]
  })
}

function band(points: readonly Point[], kind: string, values: ValueAxis): Html {
  const there = points.map(({ x, high }) => `${x} ${y(high, values)}`)
  const back = [...points].reverse().map(({ x, low }) => `${x} ${y(low, values)}`)
  return html`<path class="area ${kind}" d="M${[...there, ...back].join('L')}Z"/>`
}

function polyline(points: readonly Point[], kind: string, values: ValueAxis): Html {
  const path = points.map(({ x, mean }) => `${x} ${y(mean, values)}`).join('L')
  return html`<path class="line ${kind}" d="M${path}"/>`
}

function dots(points: readonly Point[], { kind }: MarkoutLine, values: ValueAxis): Html[] {
  return points.map(
    ({ x, mean, text }) =>
      html`<circle class="${kind}" cx="${x / 10}%" cy="${y(mean, values)}%" r="3.5"><title>${text}</title></circle>`,
  )
}

/** Horizons stand at equal distances, half a step from the edges. */
const xOf = (k: number, count: number): number => Math.round(((k + 0.5) / count) * 10000) / 10

const y = (value: number, values: ValueAxis): number =>
  Math.round((100 - values.percent(value)) * 10) / 10
