/** A ladder as one page that needs nothing but itself: the sentence, four drawings, the table. */
import {
  bpsText,
  countText,
  fixedText,
  type Html,
  html,
  instantText,
  moneyText,
  percentText,
  REPORT_STYLES,
  spanText,
  wholePage,
} from '../report/index.ts'
import { type LadderPoint, ladderChart } from './ladder-chart.ts'
import { ladderNotes } from './ladder-notes.ts'
import { LatencyAxis } from './latency-axis.ts'
import type { LadderMarkout, LadderRung, LatencyLadder } from './latency-ladder.ts'
import { breakEvenSentence, pricesOfSlowness, slownessSentence } from './price-of-slowness.ts'
import { bandAt } from './rungs.ts'

/** Bands behind the lines, names above them, drawings side by side. */
const STYLES = `${REPORT_STYLES}
.sentence { font-size: 17px; line-height: 1.4; margin: 14px 0 2px; max-width: 62em; }
.ladder-charts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; margin-top: 12px; }
.ladder.wide { grid-column: 1 / -1; }
.ladder.wide .plot { height: 260px; } .ladder .plot { height: 190px; }
.ladder .frame { padding-top: 22px; }
@media (min-width: 1101px) { .ladder:not(.wide) figcaption { min-height: 42px; align-content: flex-start; } }
.ladder .x-axis { font-size: 11px; }
.band { fill: var(--raised); }
.band-name { position: absolute; bottom: 100%; transform: translateX(-50%); padding-bottom: 6px;
  font-size: 11px; color: var(--soft); white-space: nowrap; }
.rungs th.text { text-align: left; } .rungs td.text { white-space: nowrap; }
.line.broken { stroke-dasharray: 1.5 4; }
.notes { padding-left: 18px; max-width: 90em; color: var(--soft); font-size: 13px; }
.notes li { margin-top: 6px; }
@media (max-width: 1100px) { .ladder-charts { grid-template-columns: 1fr; } }
@media (max-width: 620px) {
  .sentence { font-size: 15px; }
  .ladder.wide .plot { height: 200px; } .ladder .plot { height: 160px; }
  .ladder .x-axis, .band-name { font-size: 9.5px; }
}
`

/** `command`: what to type for the same page. */
export function ladderPage(ladder: LatencyLadder, command: string): string {
  const { strategy, symbol } = ladder
  return wholePage(
    `Price of latency: ${strategy} on ${symbol}`,
    STYLES,
    html`${pageHead(ladder)}
<p class="sentence">${slownessSentence(ladder)}</p><p class="lead">${breakEvenSentence(ladder)}</p>
<div class="ladder-charts">${charts(ladder)}</div>
<h2>Every rung</h2>
<div class="panel scroll rungs">${rungTable(ladder)}</div>
<h2>What this cannot say</h2>
<ul class="notes">${ladderNotes(ladder).map((note) => html`<li>${note}</li>`)}</ul>
<h2>Run it again</h2>
<pre><code>${command}</code></pre>
<footer>A simulation. Past prices, guessed queues and assumed latencies; no investment advice.</footer>`,
  )
}

function pageHead(ladder: LatencyLadder): Html {
  const { strategy, symbol, feed, firstNanos, lastNanos } = ladder
  const epoch = BigInt(ladder.epochNanos)
  const span = spanText(lastNanos - firstNanos)
  return html`<header><h1>The price of latency: ${strategy} on ${symbol}</h1>
<p class="lead">${feed}</p>
<p class="lead">${instantText(firstNanos, epoch)} to ${instantText(lastNanos, epoch)} (${span}), ${countText(ladder.rungs.length)} runs over the same data</p></header>`
}

function charts({ rungs }: LatencyLadder): Html[] {
  const axis = new LatencyAxis(rungs.map(({ roundTripNanos }) => roundTripNanos))
  const points = (read: (rung: LadderRung) => Omit<LadderPoint, 'roundTripNanos'>) =>
    rungs.map((rung) => ({ roundTripNanos: rung.roundTripNanos, ...read(rung) }))
  const money = (value: number) => ({ value, text: moneyText(value) })
  const share = (value: number) => ({ value: 100 * value, text: percentText(value) })
  const markout = ({ bps, bpsHalf, fills }: LadderMarkout) => ({
    value: bps,
    half: bpsHalf,
    text: `${bpsText(bps)} bps, ${countText(fills)} fills`,
  })
  return [
    ladderChart({
      title: 'Profit',
      unit: 'account currency, against round-trip latency',
      axis,
      isLarge: true,
      lines: [
        {
          name: 'before fees',
          kind: 'gross',
          points: points(({ pnlBeforeFees }) => money(pnlBeforeFees)),
        },
        {
          name: 'after fees',
          kind: 'equity',
          points: points(({ pnlAfterFees }) => money(pnlAfterFees)),
        },
      ],
    }),
    ladderChart({
      title: 'Fill ratio',
      unit: '% of ordered lots',
      axis,
      lines: [
        { name: 'filled', kind: 'inventory', points: points(({ fillRatio }) => share(fillRatio)) },
      ],
    }),
    ladderChart({
      title: 'Adverse selection',
      unit: 'bps of the mid, + is good for us',
      axis,
      lines: [
        { name: 'at the fill', kind: 'gross', points: points(({ captured }) => markout(captured)) },
        {
          name: 'one second later',
          kind: 'all',
          points: points((rung) => markout(rung.markout)),
        },
      ],
    }),
    ladderChart({
      title: 'Lost races',
      unit: '% of cancels and replaces',
      axis,
      lines: [
        { name: 'too late', kind: 'drawdown', points: points((rung) => share(lostShare(rung))) },
      ],
    }),
  ]
}

/** NaN where nothing was withdrawn. */
export const lostShare = ({ lateRequests, requests }: LadderRung): number =>
  requests === 0 ? Number.NaN : lateRequests / requests

function rungTable(ladder: LatencyLadder): Html {
  const prices = pricesOfSlowness(ladder)
  return html`<table><thead><tr><th>Round trip</th><th class="text">Stands</th><th>PnL after fees</th><th>before fees</th><th>Fills</th><th>Fill ratio</th><th>At the fill</th><th>After 1 s</th><th>Lost races</th><th>Costs a day</th><th>per million</th></tr></thead><tbody>${ladder.rungs.map(
    (rung, k) => {
      const { overData, perDay, perMillion } = prices[k]!
      const band = bandAt(rung.roundTripNanos)
      const name = rung.roundTripNanos === 0 ? '0' : spanText(rung.roundTripNanos)
      const price = (value: number) => (k === 0 ? '' : moneyText(overData === 0 ? 0 : value))
      return html`<tr><th>${name}</th><td class="text">${band?.key === 'zero' ? 'nowhere' : (band?.name ?? '')}</td><td class="${colour(rung.pnlAfterFees)}">${moneyText(rung.pnlAfterFees)}</td><td>${moneyText(rung.pnlBeforeFees)}</td><td>${countText(rung.fills)}</td><td>${percentText(rung.fillRatio)}</td><td>${markoutText(rung.captured)}</td><td>${markoutText(rung.markout)}</td><td>${raceText(rung)}</td><td>${price(perDay)}</td><td>${price(perMillion)}</td></tr>`
    },
  )}</tbody></table>`
}

const colour = (value: number): string => (value < 0 ? 'loss-text' : value > 0 ? 'gain-text' : '')

const markoutText = ({ bps, bpsHalf }: LadderMarkout): string =>
  Number.isFinite(bpsHalf) ? `${bpsText(bps)} ± ${bpsText(bpsHalf)} bps` : `${bpsText(bps)} bps`

const raceText = (rung: LadderRung): string =>
  rung.requests === 0
    ? '–'
    : `${countText(rung.lateRequests)} of ${countText(rung.requests)} (${fixedText(100 * lostShare(rung), 1)} %)`
