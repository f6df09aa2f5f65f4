/**
 * The page of surveillance: what was found, each alert drawn against the market it happened in.
 *
 * `surveillanceSection` is a part for other pages; `surveillancePage` is a page that needs nothing else.
 */
import { SEVERITY_NAMES } from '../../core/index.ts'
import type { EvidenceRecord, SurveillanceAlert, TouchPoint } from '../../risk/index.ts'
import {
  countText,
  gridLines,
  type Html,
  html,
  instantText,
  legend,
  REPORT_STYLES,
  TimeAxis,
  ValueAxis,
  valueLabels,
  wholePage,
} from '../report/index.ts'
import { priceText, type SurveillanceReport } from './surveillance-report.ts'

const STYLES = `
.alert .plot { height: 220px; cursor: default; }
.alert .key.taker svg { color: var(--taker); } .alert .key.maker svg { color: var(--maker); }
.alert .life { stroke-width: 3; stroke-linecap: round; opacity: 0.75; }
.severity-critical { color: var(--loss); } .severity-warning { color: var(--warning); }
`

const TIME_MARKS = 6
/** Alerts that are drawn; the table has all of them. */
const DRAWN_MAX = 50

export function surveillancePage(report: SurveillanceReport): string {
  const { source } = report
  const title = `Surveillance of ${source}`
  const body = html`<header><h1>${title}</h1>
<p class="lead">${summary(report)}</p></header>
${surveillanceSection(report)}
<footer>A pattern is no proof of an intent, and its absence no proof of innocence; not legal advice.</footer>`
  return wholePage(title, REPORT_STYLES + STYLES, body)
}

/** The part for other pages; they need the styles of a report. */
export function surveillanceSection(report: SurveillanceReport): Html {
  const { alerts, blind } = report
  const shown = alerts.slice(0, DRAWN_MAX)
  return html`${blind.length === 0 ? undefined : html`<ul class="warnings">${blind.map((text) => html`<li>${text}</li>`)}</ul>`}
<h2>Alerts</h2>
${alerts.length === 0 ? html`<p class="empty">Nothing was found.</p>` : alertTable(report)}
${shown.map((alert, place) => alertPanel(alert, place + 1, report))}
${alerts.length > shown.length ? html`<p class="note">The first ${countText(shown.length)} are drawn.</p>` : undefined}`
}

function summary({ rules, counts, alerts, leftOut }: SurveillanceReport): string {
  const found = alerts.length === 1 ? '1 alert' : `${countText(alerts.length)} alerts`
  const more = leftOut === 0 ? '' : `, and ${countText(leftOut)} more that were not kept`
  return `${found}${more}, by ${rules.length} rules over ${countText(counts.own)} requests and reports, ${countText(counts.executions)} of them executions`
}

function alertTable(report: SurveillanceReport): Html {
  const { alerts, instruments, epochNanos } = report
  return html`<div class="panel scroll"><table><thead><tr><th>#</th><th>rule</th><th>severity</th><th>instrument</th><th>from</th><th>times</th><th>sequences</th></tr></thead><tbody>${alerts.map(
    (alert, place) =>
      html`<tr><td>${countText(place + 1)}</td><td>${alert.rule}</td><td class="severity-${SEVERITY_NAMES[alert.severity] ?? ''}">${SEVERITY_NAMES[alert.severity] ?? ''}</td><td>${instruments[alert.instrument]?.symbol ?? String(alert.instrument)}</td><td>${instantText(alert.fromNanos, BigInt(epochNanos))}</td><td>${countText(alert.times)}</td><td>${alert.firstSequence} to ${alert.lastSequence}</td></tr>`,
  )}</tbody></table></div>`
}

function alertPanel(alert: SurveillanceAlert, number: number, report: SurveillanceReport): Html {
  return html`<figure class="panel time alert"><figcaption><h3>${number}. ${alert.rule} <span class="unit">${alert.text}</span></h3></figcaption>
${drawing(alert, report)}
<div class="tables wide">${figureTable(alert)}${evidenceTable(alert, report)}</div></figure>`
}

function figureTable({ figures }: SurveillanceAlert): Html {
  return html`<div class="scroll"><table><caption>Against the thresholds</caption><thead><tr><th></th><th>measured</th><th>threshold</th><th></th></tr></thead><tbody>${figures.map(
    ({ name, measured, threshold, unit }) =>
      html`<tr><th>${name}</th><td>${figureText(measured)}</td><td>${figureText(threshold)}</td><td>${unit}</td></tr>`,
  )}</tbody></table></div>`
}

function evidenceTable(
  { evidence, instrument }: SurveillanceAlert,
  report: SurveillanceReport,
): Html {
  const { instruments, epochNanos } = report
  return html`<div class="scroll"><table><caption>Evidence</caption><thead><tr><th>sequence</th><th>time</th><th>order</th><th></th><th>lots</th><th>price</th></tr></thead><tbody>${evidence.map(
    ({ sequence, nanos, orderId, kind, side, lots, priceTicks }) =>
      html`<tr><td>${sequence}</td><td>${instantText(nanos, BigInt(epochNanos))}</td><td>${orderId}</td><td>${kind}, ${side === 1 ? 'buy' : 'sell'}</td><td>${countText(lots)}</td><td>${priceText(instruments[instrument], priceTicks)}</td></tr>`,
  )}</tbody></table></div>`
}

/** As a figure is written: four digits, nothing where there is none. */
export function figureText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return Math.abs(value) >= 1e15 ? 'none' : String(Number(value.toPrecision(4)))
}

/** The touch as two steps, orders as lines from their entry to their end, executions as triangles. */
function drawing(alert: SurveillanceAlert, report: SurveillanceReport): Html | undefined {
  const { evidence, path, fromNanos, noticedNanos } = alert
  const priced = evidence.filter(({ priceTicks }) => Math.abs(priceTicks) < 2 ** 31 - 1)
  const prices = [
    ...priced.map(({ priceTicks }) => priceTicks),
    ...path.flatMap(({ bidTicks, askTicks }) => [bidTicks, askTicks]),
  ].filter((price) => Number.isFinite(price))
  if (prices.length === 0) return undefined
  const low = prices.reduce((least, price) => Math.min(least, price))
  const high = prices.reduce((most, price) => Math.max(most, price))
  const first = Math.min(fromNanos, path[0]?.nanos ?? fromNanos)
  const time = new TimeAxis(first, Math.max(noticedNanos, first + 1), BigInt(report.epochNanos))
  const step = report.instruments[alert.instrument]?.tick.step ?? 1
  const values = new ValueAxis((low - 1) * step, (high + 1) * step, 4)
  const x = (nanos: number) => round(Math.min(100, Math.max(0, time.percent(nanos))) * 10)
  const y = (price: number) => round(100 - values.percent(price * step))
  return html`<p class="legend">${legend('best bid', 'maker')}${legend('best ask', 'taker')}${legend('own bids', 'buy')}${legend('own asks', 'sell')}<span>triangles: executions</span></p>
<div class="frame"><div class="y-axis">${valueLabels(values)}</div><div class="plot" role="img" aria-label="${alert.text}">
<svg><svg viewBox="0 0 1000 100" preserveAspectRatio="none">${gridLines(values)}
<path class="line maker" d="${steps(path, 'bidTicks', noticedNanos, x, y)}"/><path class="line taker" d="${steps(path, 'askTicks', noticedNanos, x, y)}"/>
${lives(priced, noticedNanos).map(({ from, to, side, priceTicks }) => html`<path class="line life ${side === 1 ? 'buy' : 'sell'}" d="M${x(from)} ${y(priceTicks)}H${Math.max(x(from) + 1, x(to))}"/>`)}</svg>
${priced.filter(({ kind }) => kind === 'made' || kind === 'took').map((fill) => html`<svg x="${x(fill.nanos) / 10}%" y="${y(fill.priceTicks)}%" overflow="visible"><path class="${fill.side === 1 ? 'buy' : 'sell'}" fill="currentColor" d="${fill.side === 1 ? 'M0 0L5 9H-5Z' : 'M0 0L5 -9H-5Z'}"><title>${fill.kind} ${fill.lots} lots at ${priceText(report.instruments[alert.instrument], fill.priceTicks)}</title></path></svg>`)}</svg>
</div><div class="x-axis">${time.marks(TIME_MARKS).map(({ percent, text }) => html`<span style="left:${round(percent)}%">${text}</span>`)}</div></div>`
}

function steps(
  path: readonly TouchPoint[],
  key: 'bidTicks' | 'askTicks',
  untilNanos: number,
  x: (nanos: number) => number,
  y: (price: number) => number,
): string {
  let drawn = ''
  let isDown = false
  for (const [place, point] of path.entries()) {
    const price = point[key]
    const until = path[place + 1]?.nanos ?? untilNanos
    if (Number.isNaN(price)) isDown = false
    else {
      drawn += `${isDown ? 'V' : `M${x(point.nanos)} `}${y(price)}H${x(until)}`
      isDown = true
    }
  }
  return drawn
}

/** From when to when each order of the evidence stood, as far as the evidence tells. */
export function lives(evidence: readonly EvidenceRecord[], untilNanos: number) {
  const entered = evidence.filter(({ kind }) => kind === 'entered')
  return entered.map((record) => {
    const end = evidence.find(
      ({ orderId, kind, sequence }) =>
        orderId === record.orderId && kind !== 'cancel asked' && sequence > record.sequence,
    )
    const { nanos: from, side, priceTicks } = record
    return { from, to: end?.nanos ?? untilNanos, side, priceTicks }
  })
}

const round = (value: number): number => Math.round(value * 100) / 100
