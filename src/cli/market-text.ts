/** A simulated market as text: the facts with their bands, the path of the price, the book, counts. */
import { BUY, SELL } from '../core/index.ts'
import type { FactVerdict, StylisedFact } from '../models/index.ts'
import type { MarketResult } from '../simulation/index.ts'
import { short } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { textPlot } from './text-plot.ts'

const PLOT_COLUMNS = 64
const PLOT_ROWS = 12
const BAR_COLUMNS = 24

export function marketText(result: MarketResult, terminal: Terminal): string {
  return [
    ...headLines(result, terminal),
    '',
    terminal.bold('stylised facts'),
    ...factLines(result.facts, terminal),
    '',
    terminal.bold('price'),
    ...pathLines(result),
    '',
    terminal.bold('book at the end'),
    ...bookLines(result),
    '',
    terminal.bold('response to a market order, ticks'),
    `  ${responseText(result)}`,
    '',
    `hash ${result.hash}`,
    '',
  ].join('\n')
}

/** Everything but the path point by point. */
export function marketJson(result: MarketResult): string {
  return `${JSON.stringify(result, null, 2)}\n`
}

/** Which population passes which fact. */
export function factMatrixText(results: readonly MarketResult[], terminal: Terminal): string {
  const names = results[0]?.facts.map(({ name }) => name) ?? []
  const all = [...new Set([...names, ...results.flatMap(({ facts }) => facts.map((f) => f.name))])]
  const width = Math.max(...all.map((name) => name.length))
  const columns = results.map(({ population }) => Math.max(population.length, 7))
  const head = results.map(({ population }, k) => population.padStart(columns[k]!)).join('  ')
  const rows = all.map((name) => {
    const cells = results.map(({ facts }, k) => {
      const verdict = facts.find((fact) => fact.name === name)?.verdict
      return painted(verdict, (verdict ?? '-').padStart(columns[k]!), terminal)
    })
    return `${name.padEnd(width)}  ${cells.join('  ')}`
  })
  const spans = results.map(
    ({ population, spanNanos, events, seed, hash }) =>
      `${population}: ${minutesText(spanNanos)}, ${short(events)} events, seed ${seed}, hash ${hash}`,
  )
  return [terminal.bold(`${''.padEnd(width)}  ${head}`), ...rows, '', ...spans, ''].join('\n')
}

function headLines(result: MarketResult, terminal: Terminal): string[] {
  const { population, agents, spanNanos, counts, events } = result
  const who = population === 'rmsc04' ? `${agents} agents` : 'one flow at the venue'
  return [
    `${terminal.bold(population)}  ${who}, ${minutesText(spanNanos)} lived, seed ${result.seed}`,
    `  ${short(events)} events of the venue: ${short(counts.orders)} orders taken, ` +
      `${short(counts.canceled)} cancels, ${short(counts.refused)} refused, ` +
      `${short(counts.executions)} executions, ${short(counts.tradedLots)} lots traded`,
  ]
}

function factLines(facts: readonly StylisedFact[], terminal: Terminal): string[] {
  const nameWidth = Math.max(...facts.map(({ name }) => name.length))
  const measuredWidth = Math.max(...facts.map(({ measured }) => measured.length))
  return facts.map(
    ({ number, name, measured, band, verdict }) =>
      `${String(number).padStart(3)} ${name.padEnd(nameWidth)}  ` +
      `${painted(verdict, verdict.padEnd(7), terminal)}  ` +
      `${measured.padEnd(measuredWidth)}  ${terminal.dim(band)}`,
  )
}

function painted(verdict: FactVerdict | undefined, text: string, terminal: Terminal): string {
  if (verdict === 'pass') return terminal.green(text)
  return verdict === 'fail' ? terminal.red(text) : terminal.dim(text)
}

function pathLines({ path, startNanos }: MarketResult): string[] {
  const points = path.map(({ nanos, midTicks }) => ({
    x: (nanos - startNanos) / 60e9,
    y: midTicks,
  }))
  if (points.length === 0) return ['  there was never a price']
  return textPlot([{ mark: '*', points }], {
    columns: PLOT_COLUMNS,
    rows: PLOT_ROWS,
    xLabel: 'minutes',
    yLabel: 'mid, ticks',
    formatX: (minutes) => minutes.toFixed(0),
    formatY: (ticks) => ticks.toFixed(1),
  }).map((line) => `  ${line}`)
}

function bookLines({ book }: MarketResult): string[] {
  if (book.length === 0) return ['  empty']
  const most = Math.max(...book.map(({ lots }) => lots))
  const bar = (lots: number) => '█'.repeat(Math.max(1, Math.round((lots / most) * BAR_COLUMNS)))
  const row = ({ price, lots }: (typeof book)[number], name: string) =>
    `  ${name} ${String(price).padStart(9)} ${String(lots).padStart(9)}  ${bar(lots)}`
  return [
    ...book
      .filter(({ side }) => side === SELL)
      .reverse()
      .map((level) => row(level, 'ask')),
    ...book.filter(({ side }) => side === BUY).map((level) => row(level, 'bid')),
  ]
}

function responseText({ statistics }: MarketResult): string {
  return statistics.responses
    .map(({ orders, moveTicks }) => {
      const move = Number.isNaN(moveTicks) ? 'unknown' : moveTicks.toFixed(3)
      return `after ${orders}: ${move}`
    })
    .join('   ')
}

const minutesText = (nanos: number): string => `${Number((nanos / 60e9).toFixed(3))} min`
