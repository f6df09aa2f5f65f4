/** The places in which the page's program draws: heatmap, equity, lines, table, and what is picked. */
import { type Html, html, TimeAxis } from '../report/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import type { EquityCurves } from './equity-curves.ts'
import { trialsText } from './trials-text.ts'

const TIME_MARKS = 8

export function workspace(record: SweepRecord, curves: EquityCurves): Html {
  if (record.trials.length === 0) return html`<p class="empty">The sweep has no trial.</p>`
  return html`<div class="selection" role="region" aria-label="Selection"><p id="selection-count" aria-live="polite"></p><div id="chips"></div>
<div class="actions"><button type="button" id="clear">Clear filters</button><button type="button" id="choose-best">Lay over the best 8</button><button type="button" id="to-csv">Save as CSV</button></div></div>
<noscript><p class="empty">The pictures and the table below are drawn by the page's own program, which is switched off.</p></noscript>
<div class="views">${heatmapPanel(record)}${equityPanel(record, curves)}</div>
${linesPanel()}
${tablePanel(record)}`
}

function heatmapPanel({ axes, trials }: SweepRecord): Html {
  if (axes.length === 0) {
    return html`<figure class="panel"><figcaption><h3>Two parameters</h3></figcaption><p class="empty">no parameter was varied</p></figure>`
  }
  return html`<figure class="panel"><figcaption><h3>Two parameters <span class="unit">of ${trialsText(trials.length)}</span></h3></figcaption>
<div class="controls"><label>across <select id="heat-x"></select></label><label>up <select id="heat-y"></select></label><label>show <select id="heat-over"><option value="median">the median</option><option value="best">the best</option></select></label><label>of <select id="heat-metric"></select></label></div>
<div id="heatmap" tabindex="0" role="application" aria-label="Heatmap: arrows move, enter selects the trials of a cell, shift and enter lays its best over the others"></div>
<p class="legend" id="heat-legend"></p>
<p class="hint" id="heat-readout" aria-live="polite">Click a cell to select its trials, with shift to lay its best one over the others.</p></figure>`
}

function equityPanel(record: SweepRecord, { stride, bandTrials }: EquityCurves): Html {
  const time = new TimeAxis(record.firstNanos, record.lastNanos, BigInt(record.epochNanos))
  const marks = time.marks(TIME_MARKS)
  const band =
    bandTrials > 0
      ? html`<span class="key"><svg viewBox="0 0 18 8"><path d="M0 4H18" class="band-median"/></svg>median</span><span class="key"><i class="swatch band"></i>5 to 95 % of all that saw all the data</span>`
      : html`<span class="key">no trial saw all the data, so there is no band</span>`
  const joined = stride > 1 ? `, a point every ${stride} slices` : ''
  return html`<figure class="panel time medium"><figcaption><h3>Equity of the chosen <span class="unit">profit after fees${joined}</span></h3><p class="legend">${band}</p></figcaption>
<div class="frame"><div class="y-axis" id="equity-y"></div>
<div class="plot" id="equity" tabindex="0" role="img" aria-label="Equity of the chosen trials; arrows move the cursor"><div id="equity-lines"></div><div class="cursor" id="equity-cursor" hidden></div></div>
<div class="x-axis">${marks.map(({ percent, text }) => html`<span style="left:${Math.round(percent * 10) / 10}%">${text}</span>`)}</div></div>
<p class="hint" id="equity-readout"></p><ul id="chosen-list"></ul><p class="hint" id="chosen-note" hidden>Choose trials in the table, in the heatmap (shift and click) or among the lines.</p>
<div class="actions"><button type="button" id="choose-none">Choose none</button></div></figure>`
}

function linesPanel(): Html {
  return html`<figure class="panel"><figcaption><h3>All parameters at once</h3></figcaption>
<div class="scroll" id="parallel" tabindex="-1"><div id="parallel-sheet"><canvas id="parallel-lines"></canvas><canvas id="parallel-hover"></canvas></div></div>
<p class="hint" id="parallel-readout">Drag along an axis to select a range, click it to let go; arrows and shift with arrows do the same. Click a line to lay its trial over the others.</p></figure>`
}

function tablePanel(record: SweepRecord): Html {
  return html`<section class="panel" aria-label="Trials"><div class="controls"><h3>${trialsText(record.trials.length)}</h3><label class="words">find <input id="trial-words" type="search" spellcheck="false" autocomplete="off" placeholder="words, or fills&gt;100 fees&lt;5"></label><label>status <select id="trial-status"><option value="">all</option><option value="d">done</option><option value="h">halted</option><option value="f">failed</option></select></label></div>
<div class="scroll" tabindex="0" role="region" aria-label="Table of trials"><table class="trials"><thead><tr id="trial-head"></tr></thead><tbody id="trial-rows"></tbody></table></div>
<nav class="pager" aria-label="Pages of the table"><button type="button" id="page-first" aria-label="First page">«</button><button type="button" id="page-back" aria-label="Page before">‹</button><span id="page-text" aria-live="polite"></span><button type="button" id="page-on" aria-label="Next page">›</button><button type="button" id="page-last" aria-label="Last page">»</button></nav></section>`
}
