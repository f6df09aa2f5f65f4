/**
 * The report of a sweep: one page that needs nothing but itself, for people who look rather than read.
 *
 * First the verdict: is the best of so many trials more than luck. Then all trials at once, linked:
 * what is picked in one picture is picked in all. The same sweep gives the same page, to the byte.
 */
import {
  configurationTable,
  countText,
  Html,
  html,
  instantText,
  REPORT_STYLES,
  scriptJson,
  spanText,
  wholePage,
} from '../report/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import { sweepSignificance } from '../validation/index.ts'
import { equityCurves } from './equity-curves.ts'
import { EQUITY_SCRIPT } from './equity-script.ts'
import { HEATMAP_SCRIPT } from './heatmap-script.ts'
import { luckChart } from './luck-chart.ts'
import { pageColumns } from './page-columns.ts'
import { pageData } from './page-data.ts'
import { PARALLEL_SCRIPT } from './parallel-script.ts'
import { SELECTION_SCRIPT } from './selection-script.ts'
import { STATE_SCRIPT } from './state-script.ts'
import { axesTable, sweepTable } from './sweep-details.ts'
import { SWEEP_STYLES } from './sweep-styles.ts'
import { TABLE_SCRIPT } from './table-script.ts'
import { trialsText } from './trials-text.ts'
import { luckTiles, verdictSection } from './verdict-section.ts'
import { workspace } from './workspace.ts'

const PROGRAM = [
  STATE_SCRIPT,
  TABLE_SCRIPT,
  HEATMAP_SCRIPT,
  PARALLEL_SCRIPT,
  EQUITY_SCRIPT,
  SELECTION_SCRIPT,
].join('')

/** @param luck of the same record: a second or two of work where there are many trials */
export function sweepPage(record: SweepRecord, luck = sweepSignificance(record)): string {
  const curves = equityCurves(record)
  const data = pageData(record, pageColumns(record, luck), curves)
  const body = html`${pageHead(record)}
${verdictSection(luck)}
${luckTiles(record, luck)}
${warnings(record)}
${luckChart(record, luck)}
<h2>Trials</h2>
${workspace(record, curves)}
<h2>How to check it</h2>
<div class="tables wide">${sweepTable(record)}${axesTable(record)}${configurationTable(record)}</div>
<h2>Run it again</h2>
<pre><code>${record.command}</code></pre>
<footer>A simulation. Past prices, guessed queues and assumed latencies; no investment advice.</footer>
<script type="application/json" id="sweep">${scriptJson(data)}</script>
${record.trials.length === 0 ? undefined : html`<script>'use strict';(() => {${new Html(PROGRAM)}})();</script>`}`
  return wholePage(titleOf(record), REPORT_STYLES + SWEEP_STYLES, body)
}

const titleOf = ({ strategy, data }: SweepRecord): string =>
  `Sweep of ${strategy} on ${[...new Set(data.map(({ symbol }) => symbol))].join(', ')}`

function pageHead(record: SweepRecord): Html {
  const { trials, axes, engine, sampling, objective, isObjectiveMinimised, data } = record
  const epoch = BigInt(record.epochNanos)
  const from = instantText(record.firstNanos, epoch)
  const to = instantText(record.lastNanos, epoch)
  const varied = `${countText(axes.length)} ${axes.length === 1 ? 'parameter' : 'parameters'}`
  return html`<header><h1>${titleOf(record)}</h1>
<p class="lead">${data.map(({ name }) => name).join('; ')}, ${from} to ${to} (${spanText(record.lastNanos - record.firstNanos)})</p>
<p class="lead">${trialsText(trials.length)} over ${varied}, ${sampling}, ${engine} engine, ${isObjectiveMinimised ? 'lowest' : 'highest'} <span class="code">${objective}</span> wanted</p></header>`
}

function warnings({ warnings: all }: SweepRecord): Html | undefined {
  if (all.length === 0) return undefined
  return html`<ul class="warnings">${all.map((warning) => html`<li>${warning}</li>`)}</ul>`
}
