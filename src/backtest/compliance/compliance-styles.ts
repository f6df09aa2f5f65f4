/** What a compliance page has beyond the looks of every report: states, filters, pages of a table. */
export const COMPLIANCE_STYLES = `
.notice { border: 1px solid var(--warning); background: var(--warning-ground); border-radius: 6px; padding: 10px 14px; margin-top: 14px; }
.notice strong { display: block; }
nav.contents { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-top: 14px; font-size: 13px; }
nav.contents a, a { color: var(--inventory); text-decoration: none; }
nav.contents a:hover { text-decoration: underline; }
h2 { scroll-margin-top: 12px; }
.state { display: inline-flex; align-items: baseline; gap: 6px; }
table.wide .state { white-space: nowrap; }
.state::before { content: ""; width: 9px; height: 9px; border-radius: 50%; background: var(--neutral); flex: none; }
.state.on::before, .state.good::before { background: var(--gain); }
.state.partly::before { background: linear-gradient(90deg, var(--gain) 50%, var(--edge) 50%); }
.state.off::before { background: none; border: 2px solid var(--zero); box-sizing: border-box; }
.state.bad::before { background: var(--loss); border-radius: 1px; }
.state.people::before { background: var(--warning); border-radius: 1px; }
table.wide td, table.wide th { padding-left: 12px; }
table.wide th:first-child, table.wide td:first-child { padding-left: 0; }
th.text, td.text { text-align: left; }
table.wide td.text { overflow-wrap: break-word; }
td.text .tag { display: inline-block; white-space: normal; }
td.instant { white-space: nowrap; }
tr.quiet td, tr.quiet th { color: var(--soft); }
tr.group th { color: var(--ink); font-weight: 600; padding-top: 14px; text-align: left; }
td.acted b { color: var(--loss); font-weight: 650; }
.paging { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; margin-bottom: 10px; font-size: 13px; }
.paging input, .paging select, .paging button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--edge); border-radius: 4px; padding: 4px 8px; min-height: 30px; }
.paging input { flex: 1 1 180px; max-width: 320px; min-width: 0; }
.paging select { max-width: 100%; min-width: 0; }
.paging button:disabled { opacity: 0.45; }
.paging button:not(:disabled) { cursor: pointer; }
.paging :focus-visible { outline: 2px solid var(--inventory); outline-offset: 1px; }
.paging output { color: var(--soft); min-width: 120px; }
.strip { display: block; width: 100%; height: 56px; fill: var(--loss); border-bottom: 1px solid var(--zero); margin-bottom: 3px; }
.strip-ends { display: flex; justify-content: space-between; font-size: 11.5px; color: var(--soft); margin-bottom: 12px; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; align-items: start; }
.pair.uneven { grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); }
.panel + .panel, .pair + .panel, .panel + .pair { margin-top: 10px; }
.pair > .panel + .panel { margin-top: 0; }
ul.facts, ol.questions { padding-left: 20px; overflow-wrap: anywhere; }
ol.questions li { margin: 6px 0; }
.answer { display: block; color: var(--warning); border-bottom: 1px dashed var(--warning); padding: 2px 0 10px; }
.hash { overflow-wrap: anywhere; white-space: normal; }
.hash code { overflow-wrap: anywhere; }
@media (max-width: 700px) {
  table.stacked thead { display: none; }
  table.stacked, table.stacked tbody { display: block; min-width: 0; }
  table.stacked tr { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; column-gap: 12px; padding: 8px 0; border-bottom: 1px solid var(--edge); }
  table.stacked tr.group { display: block; padding-bottom: 2px; }
  table.stacked td, table.stacked tr.group th { display: block; border: 0; padding: 2px 0; }
  table.stacked td:nth-child(1) { font-weight: 600; grid-row: 1; }
  table.stacked td:nth-child(2), table.stacked td:nth-child(5) { grid-column: 1 / -1; }
  table.stacked td:nth-child(2) { grid-row: 2; }
  table.stacked td:nth-child(5) { grid-row: 3; overflow-wrap: anywhere; }
}
@media (max-width: 900px) { .pair, .pair.uneven { grid-template-columns: minmax(0, 1fr); } }
@media print {
  .paging, nav.contents { display: none; }
  .scroll { overflow: visible; }
  .pair { grid-template-columns: 1fr 1fr; }
  table.wide { font-size: 8.5px; }
  table.wide td { white-space: normal; }
  td .tag { font-size: 8px; }
}
`
