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
      : html`${columns(bars, kind, format)}<div class="ends"><span>${format(lowest)}</span><span>${format(highest)}</span></div><dl class="quantiles">${quantiles.map(
          ([share, value]) => html`<div><dt>${share}</dt><dd>${format(value)}</dd></div>`,
        )}</dl>`
  }</div>`
}

function columns(
  bars: Distribution['bars'],
  kind: string,
  format: (value: number) => string,
): Html {
  const highest = Math.max(...bars.map(({ count }) => count))
  const width = 1000 / bars.length
  return html`<svg class="columns ${kind}" viewBox="0 0 1000 100" preserveAspectRatio="none">${bars.map(
    ({ from, to, count }, k) => {
      if (count === 0) return undefined
      // A column that was counted at all stays visible.
      const height = Math.max(1.5, (count / highest) * 100)
      const text = `${format(from)}${from === to ? '' : ` to ${format(to)}`}: ${countText(count)}`
      return html`<rect x="${cut(k * width)}" y="${cut(100 - height)}" width="${cut(width * 0.9)}" height="${cut(height)}"><title>${text}</title></rect>`
    },
  )}</svg>`
}

const cut = (value: number): string => String(Math.round(value * 10) / 10)
