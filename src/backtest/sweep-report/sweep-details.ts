/** How a sweep came about: what was varied and how, the data, and what to type to make it again. */
import { countText, type Html, html, instantText, spanText } from '../report/index.ts'
import type { SweepAxis, SweepRecord } from '../sweep/index.ts'

/** Longer lists are cut in words; the table of trials has every value. */
const VALUES_SHOWN = 24

export function axesTable({ axes }: SweepRecord): Html {
  return html`<div class="panel"><table><caption>What was varied</caption><tbody>${
    axes.length === 0
      ? html`<tr><td class="text">nothing</td></tr>`
      : axes.map(
          (axis) =>
            html`<tr><th class="code">${axis.key}</th><td class="text">${valuesOf(axis)}</td></tr>`,
        )
  }</tbody></table></div>`
}

function valuesOf({ values, range, isLogarithmic }: SweepAxis): string {
  if (range !== null) {
    return `drawn from ${range.from} to ${range.to}${isLogarithmic ? ', on a logarithmic scale' : ''}`
  }
  const shown = values.slice(0, VALUES_SHOWN).map(String).join(', ')
  const more = values.length - VALUES_SHOWN
  return more > 0 ? `${shown} and ${countText(more)} more` : shown
}

export function sweepTable(record: SweepRecord): Html {
  const epoch = BigInt(record.epochNanos)
  const sliceNanos = (record.lastNanos - record.firstNanos) / record.slices
  const rows: (readonly [string, string | Html])[] = [
    ['engine', record.engine],
    ['sampling', `${record.sampling}, seed ${record.seed}`],
    [
      'objective',
      html`<span class="code">${record.objective}</span>, ${record.isObjectiveMinimised ? 'as low as possible' : 'as high as possible'}`,
    ],
    ['slices of profit', `${countText(record.slices)} of ${spanText(sliceNanos)}`],
    ['first record', instantText(record.firstNanos, epoch)],
    ['last record', instantText(record.lastNanos, epoch)],
    ...record.data.flatMap((each) => [
      ['data', `${each.name}: ${each.symbol}, ${countText(each.records)} records`] as const,
      ['fingerprint', html`<span class="code">${each.hash || 'not taken'}</span>`] as const,
    ]),
    ['made by', `tick-to-trade ${record.product}`],
  ]
  return html`<div class="panel"><table><caption>Sweep and data</caption><tbody>${rows.map(
    ([name, value]) => html`<tr><th>${name}</th><td class="text">${value}</td></tr>`,
  )}</tbody></table></div>`
}
