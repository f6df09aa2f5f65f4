/** The first half of the page: requirements, controls, and every time one of them acted. */
import { countText, type Html, html, instantText, scriptJson, spanText } from '../report/index.ts'
import type {
  Action,
  ComplianceReport,
  ControlFacts,
  RequirementFacts,
  RequirementStatus,
} from './compliance-report.ts'

/** Rows that a page holds; the JSON has all that were kept. */
export const PAGE_ROWS_MAX = 5_000
const ROWS_BEFORE_SCRIPT = 25

const STATE_CLASS: Readonly<Record<RequirementStatus, string>> = {
  on: 'on',
  partly: 'partly',
  off: 'off',
  'built in': 'good',
  'venue side': '',
  'for people': 'people',
}

export function requirementTable({ requirements, controls }: ComplianceReport): Html {
  const regimes = [...new Set(requirements.map(({ regime }) => regime))]
  return html`<div class="panel scroll"><table class="wide stacked"><thead><tr><th class="text">Place</th><th class="text">What is required, in our words</th><th class="text">State</th><th>Acted</th><th class="text">What stands for it here</th></tr></thead>${regimes.map(
    (regime) =>
      html`<tbody><tr class="group"><th colspan="5">${regime}</th></tr>${requirements
        .filter((each) => each.regime === regime)
        .map((each) => requirementRow(each, controls))}</tbody>`,
  )}</table></div>`
}

function requirementRow(each: RequirementFacts, controls: readonly ControlFacts[]): Html {
  const { place, isPlaceVerified, requirement, status, timesActed, implementation } = each
  const mine = controls.filter(({ scope, name }) => each.controls.includes(`${scope}.${name}`))
  const on = [...new Set(mine.filter(({ isOn }) => isOn).map(limitedName))]
  const off = [...new Set(mine.filter(({ isOn }) => !isOn).map(scopedName))]
  const isQuiet = status === 'off'
  return html`<tr class="${isQuiet ? 'quiet' : ''}"><td class="text">${place} ${isPlaceVerified ? undefined : html`<span class="tag">unverified: check the text before quoting</span>`}</td>
<td class="text">${requirement}</td><td class="text">${state(STATE_CLASS[status], status)}</td>
<td class="acted">${each.controls.length === 0 ? '–' : acted(timesActed)}</td>
<td class="text">${implementation}${on.length === 0 ? undefined : html`<br><span class="note">on: <span class="code">${on.join(', ')}</span></span>`}${off.length === 0 ? undefined : html`<br><span class="note">off: <span class="code">${off.join(', ')}</span></span>`}<br><span class="note code">${each.modules.join(', ')}</span></td></tr>`
}

/** With its limit: of several markets each that differs. */
const limitedName = (each: ControlFacts): string => `${scopedName(each)} ${limitText(each)}`

const scopedName = ({ scope, name }: ControlFacts): string =>
  scope === 'instrument' ? name : `${scope}.${name}`

export function controlTable({ controls }: ComplianceReport): Html {
  if (controls.length === 0) {
    return html`<p class="panel empty">The limits of this run are not known from this source.</p>`
  }
  const places = [...new Set(controls.map(placeOf))]
  return html`<div class="panel scroll"><table class="wide"><thead><tr><th class="text">Control</th><th>Limit</th><th class="text">State</th><th>Acted</th><th class="text">Refuses with</th><th>Code</th><th class="text">OUCH 4.2 / 5.0, FIX 103</th><th class="text">Module</th></tr></thead>${places.map(
    (place) =>
      html`<tbody><tr class="group"><th colspan="8">${place}</th></tr>${controls
        .filter((each) => placeOf(each) === place)
        .map(controlRow)}</tbody>`,
  )}</table></div>`
}

const placeOf = ({ scope, symbol, market }: ControlFacts): string =>
  scope === 'instrument' ? `${symbol}, market ${(market ?? 0) + 1}` : `${scope}: ${symbol}`

function controlRow(each: ControlFacts): Html {
  const { name, isOn, timesActed, reason, reasonCode, codes, module } = each
  const protocols = `${codes.ouch42} / 0x${codes.ouch50.toString(16).padStart(4, '0')}, ${codes.fix103}`
  return html`<tr class="${isOn ? '' : 'quiet'}"><td class="text code">${name}</td><td>${limitText(each)}</td><td class="text">${isOn ? state('on', 'on') : state('off', 'off')}</td><td class="acted">${acted(timesActed)}</td><td class="text">${reason}</td><td>${reasonCode}</td><td class="text code">${protocols}</td><td class="text code">${module}</td></tr>`
}

function limitText({ name, limit }: ControlFacts): string {
  if (limit === null) return '–'
  if (typeof limit === 'number') return name.endsWith('Nanos') ? spanText(limit) : countText(limit)
  if (typeof limit === 'boolean') return limit ? 'yes' : 'no'
  return typeof limit === 'string' ? limit : limit.join(', ')
}

const acted = (times: number): Html | string =>
  times === 0 ? '0' : html`<b>${countText(times)}</b>`

export const state = (kind: string, text: string): Html =>
  html`<span class="state ${kind}">${text}</span>`

const COLUMNS: readonly { readonly title: string; readonly isText: boolean }[] = [
  { title: 'Sequence', isText: false },
  { title: 'Instant', isText: true },
  { title: 'Instrument', isText: true },
  { title: 'Order', isText: false },
  { title: 'Wanted', isText: true },
  { title: 'Price', isText: false },
  { title: 'Size', isText: false },
  { title: 'Verdict', isText: true },
  { title: 'Reason', isText: true },
  { title: 'Algorithm', isText: false },
]
const INSTANT_COLUMN = 1
const REASON_COLUMN = 8

const classOf = (column: number): string => {
  if (column === INSTANT_COLUMN) return 'text instant'
  return COLUMNS[column]?.isText === true ? 'text' : ''
}

const cellsOf = (row: Action): string[] => [
  row.sequence === 0 ? '–' : String(row.sequence),
  row.at,
  row.symbol,
  row.order === 0 ? '–' : String(row.order),
  `${row.action} ${row.side}`.trim() || '–',
  row.price === null ? '–' : String(row.price),
  row.action === '' ? '–' : String(row.size),
  row.verdict,
  row.reason,
  String(row.algorithm),
]

/** The table of what the gate did, and the data that the page's program turns its pages with. */
export function actionSection(report: ComplianceReport): Html {
  const { actions, run } = report
  const rows = actions.rows.slice(0, PAGE_ROWS_MAX).map(cellsOf)
  const data = { rows, classes: COLUMNS.map((_, k) => classOf(k)), reason: REASON_COLUMN }
  const json = html`<script type="application/json" id="actions">${scriptJson(data)}</script>`
  const summary =
    actions.byReason.length === 0
      ? html`<p class="panel empty">No control acted in this run: no order was refused before it left.</p>`
      : html`<div class="panel"><table><thead><tr><th class="text">Reason</th><th>Code</th><th>Times</th></tr></thead><tbody>${actions.byReason.map(
          ({ reason, reasonCode, times }) =>
            html`<tr><td class="text">${reason}</td><td>${reasonCode}</td><td class="acted"><b>${countText(times)}</b></td></tr>`,
        )}</tbody></table></div>`
  if (rows.length === 0) return html`${summary}${json}`
  const epoch = BigInt(run.epochNanos)
  const reasons = [...new Set(rows.map((cells) => cells[REASON_COLUMN]!))].sort()
  const beyond = actions.total - rows.length
  return html`${summary}
<div class="panel"><h3>When they acted</h3>${strip(actions.slices)}<div class="strip-ends"><span>${instantText(run.fromNanos, epoch)}</span><span>highest bar: ${countText(Math.max(...actions.slices))} in ${spanText((run.toNanos - run.fromNanos) / actions.slices.length)}</span><span>${instantText(run.toNanos, epoch)}</span></div>
<div class="paging" hidden><select aria-label="Reason"><option value="">all reasons</option>${reasons.map((reason) => html`<option>${reason}</option>`)}</select><input type="search" placeholder="order, instant, side ..." aria-label="Words to look for"><button type="button" aria-label="First page">«</button><button type="button" aria-label="Page before">‹</button><button type="button" aria-label="Next page">›</button><button type="button" aria-label="Last page">»</button><output></output><select aria-label="Rows of a page"><option>25</option><option>100</option><option>500</option></select></div>
<div class="scroll"><table class="wide" id="acted"><thead><tr>${COLUMNS.map(({ title, isText }) => html`<th class="${isText ? 'text' : ''}">${title}</th>`)}</tr></thead><tbody>${rows
    .slice(0, ROWS_BEFORE_SCRIPT)
    .map(
      (cells) =>
        html`<tr>${cells.map((text, k) => html`<td class="${classOf(k)}">${text}</td>`)}</tr>`,
    )}</tbody></table></div>
<p class="note">${countText(actions.total)} in all${beyond > 0 ? `; the first ${countText(rows.length)} are on this page` : ''}${actions.leftOut > 0 ? `, the first ${countText(actions.rows.length)} in the JSON; t2t journal grep lists the rest` : ''}. On paper, and without a script, one page of them shows.</p></div>${json}`
}

/** How many acted in each slice of time. */
function strip(slices: readonly number[]): Html {
  const highest = Math.max(1, ...slices)
  const width = 1000 / Math.max(1, slices.length)
  return html`<svg class="strip" viewBox="0 0 1000 56" preserveAspectRatio="none" role="img" aria-label="how often controls acted over time">${slices.map(
    (times, k) => {
      if (times === 0) return undefined
      const height = Math.max(2, (times / highest) * 54)
      return html`<rect x="${(k * width).toFixed(2)}" y="${(56 - height).toFixed(2)}" width="${Math.max(1, width - 1).toFixed(2)}" height="${height.toFixed(2)}"/>`
    },
  )}</svg>`
}
