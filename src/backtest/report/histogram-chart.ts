/** A distribution as columns on a logarithmic axis, with its percentiles in words. */
import type { Distribution } from '../analytics/index.ts'
import { type Html, html } from './html.ts'
import { countText } from './number-text.ts'

export interface HistogramSeries {
  readonly name: string
  readonly kind: string
  readonly distribution: Distribution
}

export interface HistogramChart {
  readonly title: string
  readonly unit: string
  readonly format: (value: number) => string
  readonly series: readonly HistogramSeries[]
}

export function histogramChart({ title, unit, format, series }: HistogramChart): Html {
  const known = series.filter(({ distribution }) => distribution.count > 0)
  return html`<figure class="panel histogram"><figcaption><h3>${title} <span class="unit">${unit}</span></h3></figcaption>${
    known.length === 0
      ? html`<p class="empty">nothing was counted</p>`
      : known.map((each) => one(each, format, series.length > 1))
  }</figure>`
}

function one(series: HistogramSeries, format: (value: number) => string, isNamed: boolean): Html {
  const { name, kind, distribution } = series
  const { count, p50, p90, p99, p999, highest, lowest, bars } = distribution
  const label = isNamed ? html`<strong class="${kind}">${name}</strong> ` : undefined
  const quantiles: readonly (readonly [string, number])[] = [
    ['median', p50],
    ['p90', p90],
    ['p99', p99],
    ['p99.9', p999],
    ['max', highest],
  ]
  return html`<div class="distribution"><p>${label}<span class="unit">${countText(count)} counted</span></p>${
    lowest === highest
      ? html`<p class="constant">all ${format(lowest)}</p>`
      : html`${drawn(columnsOf(bars, format), kind)}<div class="ends"><span>${format(lowest)}</span><span>${format(highest)}</span></div><dl class="quantiles">${quantiles.map(
          ([share, value]) => html`<div><dt>${share}</dt><dd>${format(value)}</dd></div>`,
        )}</dl>`
  }</div>`
}

const columnsOf = (bars: Distribution['bars'], format: (value: number) => string): Column[] =>
  bars.map(({ from, to, count }) => ({
    value: count,
    text: `${format(from)}${from === to ? '' : ` to ${format(to)}`}: ${countText(count)}`,
  }))

/** Columns of equal width, each with its words. */
export interface Column {
  readonly value: number
  readonly text: string
}

/** One set of columns under its title, on an axis that is not logarithmic. */
export function columnPanel(panel: {
  readonly title: string
  readonly unit: string
  readonly kind: string
  readonly columns: readonly Column[]
  readonly low: string
  readonly high: string
  readonly note: string
}): Html {
  const { title, unit, kind, columns, low, high, note } = panel
  return html`<figure class="panel histogram"><figcaption><h3>${title} <span class="unit">${unit}</span></h3></figcaption>${drawn(columns, kind)}<div class="ends"><span>${low}</span><span>${high}</span></div><p class="note">${note}</p></figure>`
}

function drawn(columns: readonly Column[], kind: string): Html {
  const highest = Math.max(...columns.map(({ value }) => value))
  const width = 1000 / columns.length
  return html`<svg class="columns ${kind}" viewBox="0 0 1000 100" preserveAspectRatio="none">${columns.map(
    ({ value, text }, k) => {
      if (value === 0) return undefined
      // A column that was counted at all stays visible.
      const height = Math.max(1.5, (value / highest) * 100)
      return html`<rect x="${cut(k * width)}" y="${cut(100 - height)}" width="${cut(width * 0.9)}" height="${cut(height)}"><title>${text}</title></rect>`
    },
  )}</svg>`
}

const cut = (value: number): string => String(Math.round(value * 10) / 10)
