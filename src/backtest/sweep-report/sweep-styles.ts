/**
 * The looks of a sweep's page, beside those of a run's report.
 *
 * Amounts are blue on their good side and orange on the other, both darker with size: told apart by
 * everybody, and by lightness alone too. The chosen trials have eight colours after Okabe and Ito,
 * each with a dash of its own.
 */
export const SWEEP_STYLES = `
:root {
  --heat-ground: #f7f9fa; --heat-above: #0b4f8f; --heat-below: #b4500b; --line-faint: #8fa0ad;
  --band: #52616e; --luck: #b4500b; --good: #0b6b3f; --bad: #b3261e;
  --chosen-1: #0068a8; --chosen-2: #c4500a; --chosen-3: #00805c; --chosen-4: #a33d80;
  --chosen-5: #8a6d00; --chosen-6: #2b8bc4; --chosen-7: #5b4bb3; --chosen-8: #3f4750;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --heat-ground: #18222c; --heat-above: #5ab8ff; --heat-below: #ff9a4d; --line-faint: #5b6c7a;
    --band: #93a3b1; --luck: #ff9a4d; --good: #3ddc97; --bad: #ff7a70;
    --chosen-1: #56b4e9; --chosen-2: #ff9450; --chosen-3: #2fd0a0; --chosen-4: #e58ac4;
    --chosen-5: #f0d442; --chosen-6: #8fd3ff; --chosen-7: #a99bff; --chosen-8: #d5dde4;
  }
}
html { scroll-padding: 64px 0 12px; }
button, select, input { font: inherit; color: inherit; }
button, select, input[type="search"] { font-size: 13px; background: var(--raised); border: 1px solid var(--edge); border-radius: 5px; padding: 3px 9px; min-height: 30px; }
button { cursor: pointer; } button:hover:not(:disabled), select:hover { border-color: var(--soft); }
button:disabled { opacity: 0.45; cursor: default; }
button:focus-visible, select:focus-visible, input:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--inventory); outline-offset: 1px; }
.hint { font-size: 12px; color: var(--soft); margin-top: 8px; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.verdict { display: flex; gap: 16px; align-items: center; margin-top: 16px; padding: 14px 18px; border-radius: 6px; background: var(--panel); border: 1px solid var(--edge); border-left: 5px solid var(--tone); --tone: var(--soft); }
.verdict.edge { --tone: var(--good); } .verdict.noise { --tone: var(--bad); } .verdict.doubtful { --tone: var(--warning); }
.verdict > svg { flex: none; width: 40px; height: 40px; padding: 6px; border-radius: 50%; border: 2px solid var(--tone); fill: none; stroke: var(--tone); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
.verdict strong { display: block; font-size: 19px; line-height: 1.3; color: var(--tone); }
.verdict p { max-width: 110ch; overflow-wrap: anywhere; }

.luck .plot { height: 190px; cursor: default; }
.luck .bars, .swatch.bars { fill: var(--neutral); background: var(--neutral); opacity: 0.75; }
.luck rect.lucky, .swatch.lucky { fill: var(--luck); background: var(--luck); opacity: 0.2; }
.mark { position: absolute; top: 0; bottom: 0; width: 0; border-left: 2px solid var(--ink); }
.mark.lucky { border-left: 2px dashed var(--luck); } .mark.best { top: 24px; }
.mark.best::before { content: ""; position: absolute; left: -6px; top: -6px; width: 10px; height: 10px; border-radius: 50%; background: var(--ink); border: 2px solid var(--panel); box-sizing: content-box; margin: -1px; }
.mark-text { position: absolute; font-size: 12px; line-height: 16px; padding: 0 8px; white-space: nowrap; text-shadow: 0 0 3px var(--panel), 0 0 3px var(--panel), 0 0 3px var(--panel), 0 0 5px var(--panel); }
.mark-text.best { top: 16px; font-weight: 650; } .mark-text.lucky { top: 0; color: var(--luck); }
.mark-words { display: none; margin-top: 8px; font-size: 12px; } .mark-words .best { font-weight: 650; } .mark-words .lucky { color: var(--luck); }
.swatch { display: inline-block; width: 16px; height: 11px; border-radius: 2px; }

.selection { position: sticky; top: 0; z-index: 5; display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 14px; margin: 0 0 10px; background: var(--panel); border: 1px solid var(--edge); border-radius: 6px; box-shadow: 0 2px 8px rgb(0 0 0 / 0.08); }
.selection p { font-size: 14px; } #chips { display: flex; flex-wrap: wrap; gap: 6px; flex: 1 1 0; min-width: 0; }
.chip { display: inline-flex; gap: 8px; align-items: center; border-radius: 15px; border-color: var(--inventory); max-width: 100%; }
.chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .chip i { font-style: normal; color: var(--soft); }
.actions { display: flex; flex-wrap: wrap; gap: 6px; } figure .actions { margin-top: 10px; }
.views { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 10px; margin-bottom: 10px; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 10px; }
.controls label { display: inline-flex; gap: 6px; align-items: center; color: var(--soft); font-size: 12.5px; min-width: 0; }
.controls select, .controls input { color: var(--ink); max-width: 220px; min-width: 0; text-overflow: ellipsis; }
.controls .words { flex: 1 1 200px; max-width: 420px; } .controls .words input { flex: 1; max-width: none; width: 100%; }
.views .time { margin-top: 0; } .views > * { display: flex; flex-direction: column; }
#heat-readout, #parallel-readout, #equity-readout { min-height: 36px; line-height: 18px; overflow-wrap: anywhere; } #equity-readout { min-height: 18px; }
.hint b { color: var(--ink); font-weight: 600; } .views .frame { padding-right: 18px; }

#heatmap { overflow: hidden; cursor: pointer; touch-action: pan-y; border-radius: 4px; } #heatmap svg { display: block; }
.cell.none { fill: transparent; stroke: var(--edge); } .cell.hollow { fill: transparent; stroke: var(--zero); stroke-dasharray: 3 2; }
 .cross { stroke: var(--soft); stroke-width: 1.5; fill: none; }
.cell-text { font-size: 12px; text-anchor: middle; fill: var(--ink); } .cell-text.small { font-size: 10.5px; }
.cell-text.strong { fill: var(--panel); }
.tick { font-size: 11.5px; fill: var(--soft); } .cell-text, .cross { pointer-events: none; }
.heat-cursor, .heat-picked { fill: none; pointer-events: none; stroke-width: 2; stroke: transparent; }
.heat-cursor[width] { stroke: var(--ink); } .heat-picked[width] { stroke: var(--ink); stroke-width: 3; }
#heat-legend { align-items: center; gap: 4px 8px; margin-top: 6px; }
.ramp-frame { position: relative; display: inline-block; width: 150px; height: 12px; } .ramp { display: block; height: 12px; border-radius: 2px; }
.ramp-zero { position: absolute; left: 50%; top: -2px; transform: translateX(-50%); font-size: 11px; line-height: 16px; }
.swatch.none { border: 1px solid var(--zero); margin-left: 12px; }
.swatch.hollow { border: 1px dashed var(--zero); text-align: center; line-height: 9px; font-size: 11px; margin-left: 8px; }

#equity-lines, #equity-lines svg { display: block; width: 100%; height: 100%; overflow: visible; }
.views .medium .plot, .views .medium.time .plot { height: 250px; }
.band, .swatch.band { fill: var(--band); background: var(--band); opacity: 0.16; stroke: none; }
.line.band-median, .key path.band-median { stroke: var(--band); stroke-dasharray: 2 3; }
.line.chosen { stroke-width: 1.9; } .line.hot { stroke-width: 3.4; }
.dash-2, .dash-6 { stroke-dasharray: 8 3; } .dash-3, .dash-7 { stroke-dasharray: 3 2; } .dash-4, .dash-8 { stroke-dasharray: 9 3 2 3; }
#chosen-list { list-style: none; padding: 0; margin-top: 8px; display: grid; gap: 1px; }
#chosen-list li { display: grid; grid-template-columns: 24px max-content minmax(0, 1fr) max-content 26px; gap: 0 8px; align-items: center; padding: 2px 0; border-radius: 4px; }
#chosen-list li:hover { background: var(--raised); }
#chosen-list small { grid-column: 2 / 5; color: var(--soft); font-size: 12px; }
.chosen-key { width: 22px; height: 8px; } .chosen-values { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; color: var(--soft); }
.tables th { overflow-wrap: anywhere; min-width: 12ch; }
.chosen-key path { stroke-width: 2.4; } .chosen-money { font-weight: 600; }
.plain { background: none; border-color: transparent; padding: 0 4px; min-height: 24px; color: var(--soft); }

#parallel { position: relative; } #parallel-sheet { position: relative; height: 350px; }
#parallel canvas { display: block; position: absolute; left: 0; top: 0; } #parallel-hover { pointer-events: none; }
.axis { position: absolute; top: 0; height: 350px; width: 44px; cursor: ns-resize; touch-action: pan-x; border-radius: 4px; user-select: none; }
.axis-name { display: block; padding: 0 3px; pointer-events: none; text-align: center; font-size: 12px; line-height: 14px; font-weight: 600; max-height: 42px; overflow: hidden; overflow-wrap: anywhere; }
.rail { position: absolute; left: 50%; top: 52px; bottom: 26px; width: 1px; background: var(--soft); }
.axis.outcome .rail { width: 3px; margin-left: -1px; }
.brush { position: absolute; left: 50%; width: 18px; margin-left: -9px; border: 2px solid var(--ink); background: color-mix(in srgb, var(--inventory) 30%, transparent); border-radius: 3px; }
.brush[hidden] { display: none; }
.axis-tick { position: absolute; left: calc(50% + 7px); transform: translateY(-50%); font-size: 11px; line-height: 13px; max-width: 60px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; pointer-events: none; text-shadow: 0 0 2px var(--panel), 0 0 2px var(--panel), 0 0 3px var(--panel), 0 0 4px var(--panel); }
.axis-tick.none { top: 341px; color: var(--soft); }
.axis.outcome:last-of-type .axis-tick { left: auto; right: calc(50% + 7px); }

.views + figure, .views + figure + section { margin-bottom: 10px; }
.trials { font-size: 12.5px; } .trials th, .trials td { white-space: nowrap; vertical-align: middle; }
.trials thead th { padding-bottom: 6px; } .trials thead button { background: none; border: 0; padding: 0 0 0 2px; min-height: 24px; color: var(--soft); }
.trials thead button::after { content: ""; display: inline-block; width: 12px; text-align: right; }
.trials thead [aria-sort="ascending"] button, .trials thead [aria-sort="descending"] button { color: var(--ink); font-weight: 600; }
.trials thead [aria-sort="ascending"] button::after { content: "↑"; content: "↑" / ""; } .trials thead [aria-sort="descending"] button::after { content: "↓"; content: "↓" / ""; }
.trials .pick { width: 26px; padding: 4px 0; position: sticky; left: 0; background: var(--panel); z-index: 1; }
.trials .pick input { width: 16px; height: 16px; vertical-align: middle; }
.trials tbody th { color: var(--ink); padding-left: 8px; font-weight: 600; position: sticky; left: 26px; background: var(--panel); z-index: 1; }
.trials .status, .trials thead th:nth-child(3) { text-align: left; } .trials .status small { display: block; min-width: 220px; max-width: 260px; white-space: normal; color: var(--soft); }
.trials tr.hot > * { background: var(--raised); } .trials .objective { font-weight: 650; }
.badge { font-size: 11px; border: 1px solid var(--edge); border-radius: 9px; padding: 0 7px; color: var(--soft); }
.badge.failed { border-color: var(--bad); color: var(--bad); } .badge.halted { border-color: var(--warning); color: var(--warning); }
.badge.failed::before { content: "✕ "; } .badge.halted::before { content: "◐ "; }
.pager { display: flex; gap: 6px; align-items: center; justify-content: flex-end; margin-top: 10px; } .pager span { margin: 0 6px; font-size: 12.5px; color: var(--soft); }
.pager button { min-width: 32px; }

@media (max-width: 1020px) { .views { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 620px) {
  .verdict { padding: 12px; gap: 12px; align-items: flex-start; } .verdict > svg { width: 32px; height: 32px; padding: 4px; }
  .luck .plot .mark-text { display: none; } .mark-words { display: grid; }
  .selection .actions { flex: 1; } .selection .actions button { flex: 1; padding: 3px 4px; }
  .selection { position: static; } #chips { flex-basis: 100%; } #chips:empty { display: none; }
  .controls label { flex: 1 1 40%; flex-direction: column; align-items: stretch; gap: 2px; } .controls select { width: 100%; max-width: none; } .controls .words { flex-basis: 100%; max-width: none; }
  .views .medium .plot, .views .medium.time .plot { height: 200px; }
}
@media print {
  .selection, .actions, .pager, .hint, .controls label.words, #chosen-list button { display: none; }
  .views { grid-template-columns: 1fr 1fr; } .trials .pick { display: none; }
  .trials thead th:nth-child(n + 11), .trials tbody tr > :nth-child(n + 11) { display: none; }
  .trials thead th { white-space: normal; vertical-align: bottom; } .trials thead button { font-size: 8.5px; text-align: right; min-height: 0; } .trials .badge { font-size: 8px; } .trials .status { padding-left: 10px; }
  #heatmap svg { width: 100%; height: auto; } select { font-size: 9.5px; padding: 0 4px; min-height: 0; } .controls { gap: 2px 10px; margin-bottom: 6px; }
  .mark-text, #chosen-list small { font-size: 9px; } .axis-name { font-size: 9px; } .axis-tick { font-size: 8.5px; }
  #parallel { overflow: hidden; } .verdict strong { font-size: 15px; } figure { break-inside: avoid; }
}
`
