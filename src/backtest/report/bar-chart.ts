/** Horizontal bars around zero: parts of a profit, shares of a whole. */
import { type Html, html } from './html.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  readonly text: string
  /** Names the colour; by sign when absent. */
  readonly kind?: string
  /** A sum of bars above it is set apart. */
  readonly isTotal?: boolean
}

export function barChart(title: string, unit: string, bars: readonly Bar[], note?: string): Html {
  const known = bars.map(({ value }) => (Number.isFinite(value) ? value : 0))
  const low = Math.min(0, ...known)
  const high = Math.max(0, ...known)
  const span = high - low === 0 ? 1 : high - low
  const zero = (-low / span) * 100
  return html`<figure class="panel bars"><figcaption><h3>${title} <span class="unit">${unit}</span></h3></figcaption>
<div class="bar-rows">${bars.map((bar, k) => row(bar, (known[k]! / span) * 100, zero))}</div>${
    note === undefined ? undefined : html`<p class="note">${note}</p>`
  }</figure>`
}

function row({ name, value, text, kind, isTotal }: Bar, width: number, zero: number): Html {
  const left = width < 0 ? zero + width : zero
  const colour = kind ?? (value < 0 ? 'loss' : 'gain')
  const place = `left:${cut(left)}%;width:${cut(Math.abs(width))}%`
  return html`<div class="bar-row${isTotal === true ? ' total' : ''}"><span class="bar-name">${name}</span><span class="bar-track"><i class="${colour}" style="${place}"></i><b style="left:${cut(zero)}%"></b></span><span class="bar-value">${text}</span></div>`
}

const cut = (percent: number): string => String(Math.round(percent * 100) / 100)
