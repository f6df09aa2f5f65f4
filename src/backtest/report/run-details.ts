/** How a run came about: its configuration, its data and their quality, and how to run it again. */
import { type Html, html } from './html.ts'
import { marketLabel } from './metric-tables.ts'
import { countText, spanText } from './number-text.ts'
import type { RunRecord } from './run-record.ts'
import { instantText } from './time-axis.ts'

export function configurationTable({ configuration }: Pick<RunRecord, 'configuration'>): Html {
  return html`<div class="panel"><table><caption>Configuration in force</caption><tbody>${configuration.map(
    ({ key, value, isGiven }) =>
      html`<tr><th class="code">${key}</th><td class="text code">${value} ${isGiven ? undefined : html`<span class="tag">default</span>`}</td></tr>`,
  )}</tbody></table></div>`
}

export function dataTable(record: RunRecord): Html {
  const { data, summary, epochNanos } = record
  const epoch = BigInt(epochNanos)
  const rows: (readonly [string, string | Html])[] = data.flatMap((each) => [
    ['data', each.name] as const,
    ['instrument', each.symbol] as const,
    ['records', countText(each.records)] as const,
    [
      'fingerprint of the records',
      html`<span class="code">${each.hash || 'not taken'}</span>`,
    ] as const,
  ])
  const quality = summary.data
  rows.push(
    ['first record', instantText(summary.firstNanos, epoch)],
    ['last record', instantText(summary.lastNanos, epoch)],
    [
      'gaps',
      quality.gaps === 0 ? 'none' : `${quality.gaps}: the book after a gap is not to be trusted`,
    ],
    [
      'clock of the recorder',
      quality.clockShiftNanos === 0
        ? 'not corrected'
        : `local times moved by ${spanText(quality.clockShiftNanos)}`,
    ],
    [
      'exchange times step back by',
      quality.exchangeDisorderNanos === 0
        ? 'never'
        : `up to ${spanText(quality.exchangeDisorderNanos)}`,
    ],
    ...Object.entries(quality.notices).map(
      ([notice, times]) => ['notice', `${countText(times)} × ${notice}`] as const,
    ),
    ['run hash', html`<span class="code">${summary.runHash}</span>`],
    ['made by', `tick-to-trade ${record.product}`],
  )
  return html`<div class="panel"><table><caption>Data, their quality, and the run</caption><tbody>${rows.map(
    ([name, value]) => html`<tr><th>${name}</th><td class="text">${value}</td></tr>`,
  )}</tbody></table></div>`
}

/** What a reader must know before believing anything else on the page. */
export function warningsOf({ summary }: RunRecord): string[] {
  const warnings: string[] = [...summary.warnings]
  if (summary.killSwitch !== null) warnings.push(`kill switch: ${summary.killSwitch.reason}`)
  for (const [reason, times] of Object.entries(summary.refusals)) {
    warnings.push(`risk refused ${countText(times)} requests: ${reason}`)
  }
  if (summary.data.gaps > 0) {
    warnings.push(`${countText(summary.data.gaps)} gaps in the data: books after a gap are guesses`)
  }
  const { markets } = summary.analytics
  for (const [k, { volume }] of markets.entries()) {
    const label = marketLabel(markets, k)
    for (const warning of volume.warnings) warnings.push(`${label}: ${warning}`)
  }
  return warnings
}
