/**
 * The looks of a report: the live page's palette, light and dark, on paper always light.
 *
 * One colour is one thing everywhere: price cyan, equity yellow, inventory blue, bought green with a
 * triangle up, sold red with one down. The second run of a comparison is magenta and dashed.
 */
export const STYLES = `
:root {
  color-scheme: light;
  --ground: #eef1f4; --panel: #ffffff; --raised: #f4f6f8; --edge: #dce2e8; --ink: #16202a;
  --soft: #52616e; --grid: #e7ecf0; --zero: #a9b5bf; --price: #0783a3; --equity: #b07d00;
  --gross: #7d8b97; --drawdown: #b53a44; --inventory: #2563c9; --buy: #12824c; --sell: #d0313d;
  --gain: #12824c; --loss: #d0313d; --all: #16202a; --other: #b4309a; --warning: #8a5a00;
  --warning-ground: #fff4d6; --maker: #0783a3; --taker: #b4601c; --neutral: #5f7f95;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: #080c11; --panel: #0e141b; --raised: #141c25; --edge: #1d2833; --ink: #dfe7ee;
    --soft: #93a3b1; --grid: #18222c; --zero: #3d4d5b; --price: #22d3ee; --equity: #facc15;
    --gross: #8796a3; --drawdown: #e58a8a; --inventory: #6fa8ff; --buy: #2fd385; --sell: #ff6b6b;
    --gain: #2fd385; --loss: #ff6b6b; --all: #dfe7ee; --other: #f07be0; --warning: #f3c65b;
    --warning-ground: #2b220b; --maker: #22d3ee; --taker: #f0a860; --neutral: #7a9cb5;
  }
}
* { box-sizing: border-box; margin: 0; }
html { background: var(--ground); -webkit-text-size-adjust: 100%; }
body {
  font: 14px/1.45 Inter, "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif;
  color: var(--ink); font-variant-numeric: tabular-nums;
  max-width: 1680px; margin: 0 auto; padding: 20px clamp(12px, 2vw, 32px) 40px;
}
h1 { font-size: 22px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 15px; font-weight: 650; margin: 28px 0 10px; }
h3 { font-size: 13px; font-weight: 600; }
.unit, .note, .empty, .lead { color: var(--soft); }
.unit { font-weight: 400; }
code, .code { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace; font-size: 12.5px; }
h2 + .lead { margin-bottom: 8px; }
header .lead { margin-top: 4px; overflow-wrap: anywhere; }
.runs { display: grid; gap: 4px; margin-top: 8px; }
.panel { background: var(--panel); border: 1px solid var(--edge); border-radius: 6px; padding: 12px 14px; min-width: 0; }
.shapes { position: absolute; width: 0; height: 0; }

.numbers { display: grid; grid-template-columns: repeat(8, 1fr); gap: 1px; margin: 16px 0 10px;
  background: var(--edge); border: 1px solid var(--edge); border-radius: 6px; overflow: hidden; }
.numbers div { background: var(--panel); padding: 10px 14px; }
.numbers dt { color: var(--soft); font-size: 12px; }
.numbers dd { font-size: 19px; font-weight: 600; line-height: 1.3; white-space: nowrap; }
.numbers small { display: block; font-size: 12px; font-weight: 400; color: var(--soft); white-space: normal; }
.gain-text { color: var(--gain); } .loss-text { color: var(--loss); }
.warnings { background: var(--warning-ground); border: 1px solid var(--warning); border-radius: 6px; padding: 8px 14px 8px 30px; color: var(--ink); margin: 10px 0; }
.warnings li { overflow-wrap: anywhere; }

.time { margin-top: 10px; }
figcaption { display: flex; flex-wrap: wrap; gap: 2px 16px; align-items: baseline; margin-bottom: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; color: var(--soft); }
.key { display: inline-flex; align-items: center; gap: 5px; }
.key svg { width: 18px; height: 8px; } .key svg.shape { width: 9px; height: 9px; }
.key path { fill: none; stroke: currentColor; stroke-width: 2; } .key .shape path { fill: currentColor; stroke: none; }
.key svg { color: var(--soft); }
.readout { margin-left: auto; font-size: 12px; min-height: 17px; white-space: nowrap; }
.readout b { font-weight: 600; margin-left: 10px; }
.frame { padding-top: 4px; display: grid; grid-template-columns: 68px 1fr; grid-template-rows: auto 20px; container-type: inline-size; }
.y-axis, .x-axis { position: relative; font-size: 11.5px; color: var(--soft); }
.y-axis span { position: absolute; right: 8px; transform: translateY(50%); white-space: nowrap; }
.x-axis { grid-column: 2; }
.x-axis span { position: absolute; top: 4px; transform: translateX(-50%); white-space: nowrap; }
.plot { position: relative; height: 120px; cursor: crosshair; touch-action: pan-y; }
.markout .plot { cursor: default; }
.large .plot { height: 240px; } .medium .plot { height: 170px; } .small .plot { height: 96px; } .markout .plot { height: 230px; }
.plot > svg { display: block; width: 100%; height: 100%; overflow: visible; }
.plot > svg > svg { width: 100%; height: 100%; overflow: visible; }
.plot:focus-visible { outline: 2px solid var(--inventory); outline-offset: 2px; }
.cursor { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--soft); pointer-events: none; }
.cursor[hidden] { display: none; }
.grid, .zero, .line { fill: none; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--grid); stroke-width: 1; } .zero { stroke: var(--zero); stroke-width: 1; }
.line { stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; }
.area { fill: currentColor; stroke: none; opacity: 0.16; }
circle { fill: var(--panel); stroke: currentColor; stroke-width: 2; }
use { fill: currentColor; stroke: var(--panel); stroke-width: 0.8; }
.price { color: var(--price); } .equity { color: var(--equity); } .gross { color: var(--gross); }
.drawdown { color: var(--drawdown); } .inventory { color: var(--inventory); } .all { color: var(--all); }
.maker { color: var(--maker); } .taker { color: var(--taker); } .neutral { color: var(--neutral); } .other { color: var(--other); }
.buy { color: var(--buy); } .sell { color: var(--sell); }
.key.price svg { color: var(--price); } .key.equity svg { color: var(--equity); } .key.gross svg { color: var(--gross); }
.key.drawdown svg { color: var(--drawdown); } .key.inventory svg { color: var(--inventory); } .key.all svg { color: var(--all); }
.key.buy svg { color: var(--buy); } .key.sell svg { color: var(--sell); } .key.other svg { color: var(--other); }
.key { color: var(--soft); }
.line.gross { stroke-width: 1.2; } .line.other { stroke-dasharray: 5 3; } .line.equity, .line.all { stroke-width: 1.8; }
.line.buy { stroke-dasharray: 6 3; } .line.sell { stroke-dasharray: 2 2.5; }

.charts, .tables { columns: 4 360px; column-gap: 10px; }
.charts > *, .tables > * { break-inside: avoid; margin-bottom: 10px; }
.bar-rows { display: grid; gap: 7px; }
.bar-row { display: grid; grid-template-columns: minmax(96px, 34%) 1fr 92px; gap: 10px; align-items: center; }
.bar-row.total { border-top: 1px solid var(--edge); padding-top: 7px; font-weight: 600; }
.bar-track { position: relative; height: 16px; }
.bar-track i { position: absolute; top: 0; bottom: 0; min-width: 1px; border-radius: 2px; background: currentColor; }
.bar-track b { position: absolute; top: -3px; bottom: -3px; width: 1px; background: var(--zero); }
.bar-value { text-align: right; white-space: nowrap; }
.gain { color: var(--gain); } .loss { color: var(--loss); }
.note { font-size: 12px; margin-top: 10px; }
.distribution + .distribution { margin-top: 14px; padding-top: 12px; border-top: 1px solid var(--edge); }
.columns { display: block; width: 100%; height: 64px; margin: 4px 0 0; fill: currentColor; border-bottom: 1px solid var(--zero); }
.ends { display: flex; justify-content: space-between; font-size: 11.5px; color: var(--soft); }
.quantiles { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 4px; font-size: 12px; }
.quantiles div { display: flex; gap: 5px; } .quantiles dt { color: var(--soft); }
.constant { font-size: 16px; }

.tables.wide { columns: 2 520px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
th, td { padding: 4px 0 4px 14px; text-align: right; vertical-align: top; border-top: 1px solid var(--edge); }
th { font-weight: 400; color: var(--soft); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { border-top: 0; white-space: nowrap; }
tbody th { text-align: left; }
td { white-space: nowrap; } td.text { white-space: normal; overflow-wrap: anywhere; text-align: left; }
tr.differs td { font-weight: 600; }
.tag { font-size: 11px; color: var(--soft); border: 1px solid var(--edge); border-radius: 3px; padding: 0 4px; white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border: 1px solid var(--edge); border-radius: 6px; padding: 10px 14px; }
footer { margin-top: 28px; color: var(--soft); font-size: 12px; }

@container (max-width: 620px) { .time .x-axis span:nth-child(even) { display: none; } }
.markout .x-axis { font-size: 10.5px; }
@media (max-width: 1500px) { .numbers { grid-template-columns: repeat(4, 1fr); } }
@media (max-width: 620px) {
  body { padding-top: 14px; font-size: 13.5px; }
  .panel { padding: 10px 10px; }
  .frame { grid-template-columns: 56px 1fr; }
  .large .plot { height: 190px; } .medium .plot { height: 140px; }
  .numbers { grid-template-columns: 1fr 1fr; } .numbers dd { font-size: 16px; } .numbers div { padding: 8px 10px; }
  .shapes path { transform: scale(0.65); }
  .readout { width: 100%; white-space: normal; } .readout b:first-child { margin-left: 0; }
  .readout:empty { display: none; }
}
@page { size: A4; margin: 13mm 12mm; }
@media print {
  html { background: none; }
  body { max-width: none; padding: 0; font-size: 10.5px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1 { font-size: 18px; } h2 { font-size: 13px; margin: 16px 0 8px; break-after: avoid; }
  .panel, .numbers, tr, .bar-row, .distribution { break-inside: avoid; }
  .panel { padding: 8px 10px; }
  .numbers { grid-template-columns: repeat(4, 1fr); } .numbers dd { font-size: 14px; }
  .large .plot { height: 180px; } .medium .plot { height: 130px; } .small .plot { height: 76px; } .markout .plot { height: 170px; }
  .charts, .tables, .tables.wide { columns: 2; column-gap: 8px; }
  .charts > *, .tables > * { margin-bottom: 8px; }
  table, .legend, .note, .quantiles { font-size: 9.5px; }
  .y-axis, .x-axis, .ends { font-size: 9px; }
  code, .code { font-size: 9px; } th, td { padding-top: 2px; padding-bottom: 2px; }
  .shapes path { transform: scale(0.7); }
  .scroll th, .scroll td { padding-left: 7px; } .scroll table { font-size: 8.5px; }
  .readout, .cursor { display: none; } .scroll { overflow: visible; }
}
`
