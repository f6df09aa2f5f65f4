/** All Sharpe ratios of a sweep against what worthless trials would have shown, the best one marked. */
import { exp, log } from '../../core/index.ts'
import {
  fixedText,
  gridLines,
  type Html,
  html,
  legend,
  ValueAxis,
  valueLabels,
} from '../report/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import {
  deflatedTrial,
  normalCumulative,
  normalQuantile,
  type SweepSignificance,
} from '../validation/index.ts'
import { trialsText } from './trials-text.ts'

const BARS = 44
const CURVE_STEPS = 120

export function luckChart(record: SweepRecord, luck: SweepSignificance): Html {
  const sharpes = record.trials.map(({ metrics }) => metrics.sharpe)
  const measured = sharpes.filter((sharpe) => Number.isFinite(sharpe))
  const { trials } = luck
  const title = html`<h3>Sharpe ratios of all trials <span class="unit">per slice, ${trialsText(trials)}</span></h3>`
  if (measured.length === 0) {
    return html`<figure class="panel luck"><figcaption>${title}</figcaption><p class="empty">no trial has a Sharpe ratio: none was measured, or none of their profits varies</p></figure>`
  }
  const deviation = Math.sqrt(luck.sharpeVariance)
  const luckiest = luckiestRange(trials, deviation)
  const marks = marksOf(luck)
  const shown = [...measured, ...marks.map(({ sharpe }) => sharpe), -3 * deviation, luckiest[1]]
  const axis = new ValueAxis(...extremes(shown), 8)
  const bars = barCounts(measured, axis)
  const usual = usualCurve(measured.length, deviation, axis)
  const heights = new ValueAxis(0, Math.max(...bars, ...usual), 3)
  const { chosen } = luck
  const verb = chosen !== null && chosen.sharpe > luck.luckySharpe ? 'above' : 'below'
  const text =
    chosen === null
      ? 'No trial was completed.'
      : `The best is ${verb} what luck alone gives the best of ${trialsText(trials)}.`
  return html`<figure class="panel luck"><figcaption>${title}
<p class="legend"><span class="key"><i class="swatch bars"></i>trials</span>${deviation > 0 ? [legend('what trials without worth would show', 'gross'), html`<span class="key"><i class="swatch lucky"></i>where luck puts the best, 5 to 95 %</span>`] : undefined}</p></figcaption>
<div class="frame"><div class="y-axis">${valueLabels(heights)}</div>
<div class="plot" role="img" aria-label="${text}">
<svg><svg viewBox="0 0 1000 100" preserveAspectRatio="none">${gridLines(heights)}${luckiestBand(luckiest, axis)}${drawnBars(bars, heights)}${drawnCurve(usual, heights)}</svg></svg>
${drawnMarks(marks, axis)}</div>
<div class="x-axis">${axis.marks.map(({ percent, text: mark }) => html`<span style="left:${tenth(percent)}%">${mark}</span>`)}</div></div>${markWords(marks)}${highestNote(record, luck)}</figure>`
}

/** The sweep may want something else than the highest ratio, which is then told too. */
function highestNote({ trials }: SweepRecord, luck: SweepSignificance): Html | undefined {
  const measured = trials.filter(({ metrics }) => Number.isFinite(metrics.sharpe))
  const highest = measured.reduce((a, b) => (b.metrics.sharpe > a.metrics.sharpe ? b : a))
  if (highest.index === luck.chosen?.index) return undefined
  const { deflated } = deflatedTrial(highest, luck)
  return html`<p class="note">The highest of all is that of trial #${highest.index}: ${fixedText(highest.metrics.sharpe, 4)}, deflated ${fixedText(deflated, 3)} after ${trialsText(trials.length)}.</p>`
}

/** Between these the best of so many worthless trials lies in nine cases of ten. */
function luckiestRange(trials: number, deviation: number): readonly [number, number] {
  // The best of N is below x when all of them are: a share to the power of N.
  const at = (share: number) => deviation * normalQuantile(exp(log(share) / Math.max(1, trials)))
  return [at(0.05), at(0.95)]
}

function extremes(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

function barCounts(values: readonly number[], axis: ValueAxis): number[] {
  const counts = new Array<number>(BARS).fill(0)
  for (const value of values) {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor((axis.percent(value) / 100) * BARS)))
    counts[bar]!++
  }
  return counts
}

/** Trials that a bar would hold if none of them were worth anything. */
function usualCurve(count: number, deviation: number, axis: ValueAxis): number[] {
  if (!(deviation > 0)) return []
  const width = (axis.high - axis.low) / BARS
  return Array.from({ length: CURVE_STEPS + 1 }, (_, k) => {
    const at = axis.low + (k / CURVE_STEPS) * (axis.high - axis.low)
    const above = normalCumulative((at + width / 2) / deviation)
    return count * (above - normalCumulative((at - width / 2) / deviation))
  })
}

function drawnBars(bars: readonly number[], heights: ValueAxis): Html {
  const wide = 1000 / BARS
  return html`<g class="bars">${bars.map((bar, k) => {
    if (bar === 0) return undefined
    const high = Math.max(0.8, heights.percent(bar))
    return html`<rect x="${tenth(k * wide + 1)}" y="${tenth(100 - high)}" width="${tenth(wide - 2)}" height="${tenth(high)}"/>`
  })}</g>`
}

function drawnCurve(curve: readonly number[], heights: ValueAxis): Html | undefined {
  if (curve.length === 0) return undefined
  const points = curve.map(
    (value, k) => `${tenth((k / CURVE_STEPS) * 1000)} ${tenth(100 - heights.percent(value))}`,
  )
  return html`<path class="line gross" d="M${points.join('L')}"/>`
}

function luckiestBand([low, high]: readonly [number, number], axis: ValueAxis): Html | undefined {
  if (!(high > low)) return undefined
  const from = Math.max(0, axis.percent(low)) * 10
  return html`<rect class="lucky" x="${tenth(from)}" y="0" width="${tenth(axis.percent(high) * 10 - from)}" height="100"/>`
}

interface Mark {
  readonly kind: string
  readonly sharpe: number
  readonly words: string
}

/** The best and what luck expects of it, as far as there is either. */
function marksOf({ chosen, luckySharpe, trials, sharpeVariance }: SweepSignificance): Mark[] {
  const marks: Mark[] = []
  if (sharpeVariance > 0) {
    const words = `luck gives the best ${fixedText(luckySharpe, 4)}, deflated 0.5`
    marks.push({ kind: 'lucky', sharpe: luckySharpe, words })
  }
  if (chosen !== null && Number.isFinite(chosen.sharpe)) {
    const { index, sharpe, deflated } = chosen
    const left = `deflated ${fixedText(deflated, 3)} after ${trialsText(trials)}`
    marks.push({ kind: 'best', sharpe, words: `best, #${index}: ${fixedText(sharpe, 4)}, ${left}` })
  }
  return marks
}

/** Their words lie on two lines of the plot, so they never meet. */
const drawnMarks = (marks: readonly Mark[], axis: ValueAxis): Html[] =>
  marks.map(({ kind, sharpe, words }) => {
    const percent = axis.percent(sharpe)
    const side = percent > 50 ? `right:${tenth(100 - percent)}%` : `left:${tenth(percent)}%`
    return html`<i class="mark ${kind}" style="left:${tenth(percent)}%"></i><span class="mark-text ${kind}" style="${side}">${words}</span>`
  })

/** The same words where the plot has no room for them. */
const markWords = (marks: readonly Mark[]): Html =>
  html`<p class="mark-words">${marks.map(({ kind, words }) => html`<span class="${kind}">${words}</span>`)}</p>`

const tenth = (value: number): string => String(Math.round(value * 10) / 10)
