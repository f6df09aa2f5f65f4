/** Figures against latency: lines through rungs, over the bands that have names. */
import { gridLines, type Html, html, legend, ValueAxis, valueLabels } from '../report/index.ts'
import type { LatencyAxis } from './latency-axis.ts'
import { latencyText } from './rungs.ts'

export interface LadderLine {
  readonly name: string
  /** Names the colour: a class of the style sheet. */
  readonly kind: string
  readonly points: readonly LadderPoint[]
}

export interface LadderPoint {
  readonly roundTripNanos: number
  /** NaN where there is nothing to draw. */
  readonly value: number
  /** Half of an interval around it, NaN for none. */
  readonly half?: number
  readonly text: string
}

export interface LadderChart {
  readonly title: string
  readonly unit: string
  readonly axis: LatencyAxis
  readonly lines: readonly LadderLine[]
  readonly isLarge?: boolean
}

export function ladderChart({ title, unit, axis, lines, isLarge = false }: LadderChart): Html {
  const drawn = lines
    .map((line) => ({ ...line, points: line.points.filter(({ value }) => Number.isFinite(value)) }))
    .filter(({ points }) => points.length > 0)
  const caption = html`<figcaption><h3>${title} <span class="unit">${unit}</span></h3><p class="legend">${
    drawn.length > 1 ? drawn.map(({ name, kind }) => legend(name, kind)) : undefined
  }</p></figcaption>`
  if (drawn.length === 0) {
    return html`<figure class="panel markout">${caption}<p class="empty">nothing to measure on any rung</p></figure>`
  }
  const ends = drawn.flatMap(({ points }) =>
    points.flatMap(({ value, half }) => [value - halfOf(half), value + halfOf(half)]),
  )
  const values = new ValueAxis(Math.min(0, ...ends), Math.max(0, ...ends), isLarge ? 5 : 4)
  const place: Place = { axis, values }
  return html`<figure class="panel markout ladder${isLarge ? ' wide' : ''}">${caption}
<div class="frame"><div class="y-axis">${valueLabels(values)}</div>
<div class="plot" role="img" aria-label="${title} in ${unit}, against round-trip latency">${bandNames(axis)}<svg><svg viewBox="0 0 1000 100" preserveAspectRatio="none">${bands(axis)}${gridLines(values)}
${drawn.map((line) => interval(line, place))}${drawn.map((line) => polyline(line, place))}</svg>${drawn.map((line) => dots(line, place))}</svg></div>
<div class="x-axis">${axis.marks.map(({ percent, text }) => html`<span style="left:${tenth(percent)}%">${text}</span>`)}</div></div></figure>`
}

interface Place {
  readonly axis: LatencyAxis
  readonly values: ValueAxis
}

const halfOf = (half: number | undefined): number =>
  half !== undefined && Number.isFinite(half) ? half : 0

const bandNames = (axis: LatencyAxis): Html[] =>
  axis.bands.map(
    ({ band, fromPercent, toPercent }) =>
      html`<span class="band-name" style="left:${tenth((fromPercent + toPercent) / 2)}%">${band.name}</span>`,
  )

const bands = (axis: LatencyAxis): Html[] =>
  axis.bands.map(
    ({ fromPercent, toPercent }) =>
      html`<rect class="band" x="${tenth(10 * fromPercent)}" y="0" width="${tenth(10 * (toPercent - fromPercent))}" height="100"/>`,
  )

/** Zero lies beyond a break: the way from it to the first ratio is dotted. */
function polyline({ points, kind }: LadderLine, place: Place): Html | undefined {
  const [first, second] = points
  if (first?.roundTripNanos !== 0) return path(points, kind, place)
  const dotted = second === undefined ? [] : [first, second]
  return html`${path(dotted, `${kind} broken`, place)}${path(points.slice(1), kind, place)}`
}

function path(points: readonly LadderPoint[], kind: string, place: Place): Html | undefined {
  if (points.length < 2) return undefined
  const steps = points.map((point) => `${x(point, place)} ${y(point.value, place)}`)
  return html`<path class="line ${kind}" d="M${steps.join('L')}"/>`
}

function interval({ points, kind }: LadderLine, place: Place): Html | undefined {
  const known = points.filter(({ half }) => halfOf(half) > 0)
  if (known.length < 2) return undefined
  const there = known.map((p) => `${x(p, place)} ${y(p.value + halfOf(p.half), place)}`)
  const back = known.map((p) => `${x(p, place)} ${y(p.value - halfOf(p.half), place)}`).reverse()
  return html`<path class="area ${kind}" d="M${[...there, ...back].join('L')}Z"/>`
}

function dots({ points, kind, name }: LadderLine, place: Place): Html[] {
  return points.map(
    (point) =>
      html`<circle class="${kind}" cx="${tenth(place.axis.percent(point.roundTripNanos))}%" cy="${y(point.value, place)}%" r="3.5"><title>${latencyText(point.roundTripNanos)}, ${name}: ${point.text}</title></circle>`,
  )
}

const x = ({ roundTripNanos }: LadderPoint, { axis }: Place): number =>
  tenth(10 * axis.percent(roundTripNanos))

const y = (value: number, { values }: Place): number => tenth(100 - values.percent(value))

const tenth = (value: number): number => Math.round(10 * value) / 10
