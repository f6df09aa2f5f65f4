/** What a run comes to under the pessimistic and the optimistic guess about queues. */
import { BAND_FIGURES, type Band, type BandFigure, bandWarnings } from '../band.ts'
import { type Html, html } from './html.ts'
import { countText, moneyText, percentText } from './number-text.ts'

const FORMATS: { readonly [Figure in BandFigure]: (value: number) => string } = {
  pnlAfterFees: moneyText,
  pnlBeforeFees: moneyText,
  fees: moneyText,
  maxDrawdown: moneyText,
  fills: countText,
  tradedLots: countText,
  fillRatio: percentText,
}

const EDGES = ['pessimistic', 'chosen', 'optimistic'] as const

/** Nothing for a run whose band was not asked for. */
export function bandTable(band: Band | null): Html | undefined {
  if (band === null) return undefined
  const figures = Object.entries(BAND_FIGURES) as [BandFigure, string][]
  const row = ([figure, name]: [BandFigure, string]) => {
    const values = EDGES.map((edge) => band[figure][edge])
    const cells = values.map((value) => html`<td>${FORMATS[figure](value)}</td>`)
    const least = FORMATS[figure](Math.min(...values))
    const most = FORMATS[figure](Math.max(...values))
    return html`<tr><th>${name}</th>${cells}<td>${least} to ${most}</td></tr>`
  }
  const models = EDGES.map((edge) => html`<td>${band.models[edge]}</td>`)
  return html`<h2>Queue-model band</h2>
<div class="panel"><table>
<thead><tr><th></th>${EDGES.map((edge) => html`<th>${edge}</th>`)}<th>interval</th></tr></thead>
<tbody><tr><th>queue model</th>${models}<td></td></tr>
${figures.map(row)}</tbody></table></div>
${bandWarnings(band).map((warning) => html`<p class="note">${warning}</p>`)}`
}
