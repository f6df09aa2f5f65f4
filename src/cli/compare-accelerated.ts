/** `t2t compare-engines` for a book of levels: accelerated against event by event, and why they part. */
import {
  type AcceleratedExtras,
  type BacktestOptions,
  compareEngines,
  type Divergence,
  type EngineComparison,
  type EngineFigure,
  marketsOf,
  type OnProgress,
  type RowDecision,
  surveyMarkets,
} from '../backtest/index.ts'
import { sideName } from '../core/index.ts'
import { FILL_CAUSE_NAMES } from '../exchange/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { withIntervalOption } from './interval-option.ts'
import { grouped } from './number-text.ts'
import { ProgressBar, Turns } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { spanText, timestampText } from './time-text.ts'

export async function compareAccelerated(
  options: BacktestOptions,
  { intervalNanos, hasResponse }: Pick<AcceleratedExtras, 'intervalNanos' | 'hasResponse'>,
): Promise<EngineComparison> {
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const onProgress: OnProgress = ({ phase, records, fraction }) => {
    bar.update(phase === 'survey' ? 'reading' : 'running', fraction, records)
    return turns.take()
  }
  try {
    const [surveyed] = await surveyMarkets(options, onProgress)
    return await withIntervalOption(() =>
      compareEngines(options, surveyed!, { intervalNanos, extras: { hasResponse } }, onProgress),
    )
  } finally {
    bar.done()
  }
}

/** What a comparison says as data: the runs' own logs stay out. */
export function comparisonJson(comparison: EngineComparison): unknown {
  const { accelerated, event, ...rest } = comparison
  const { fills: _log, slicePnl: _slices, ...facts } = accelerated
  return { ...rest, accelerated: facts, event }
}

export function acceleratedComparisonText(
  comparison: EngineComparison,
  options: BacktestOptions,
  terminal: Terminal,
): string {
  const { feed } = marketsOf(options)[0]!
  const { rows, intervalNanos, unqueued, equalDecisions, divergence, figures } = comparison
  const count = (value: number) => grouped(value, 0)
  const same =
    unqueued.divergence === undefined
      ? terminal.green(
          `Without queues both engines do the same: ${count(unqueued.decisions)} decisions, ` +
            `${count(unqueued.fills)} fills.`,
        )
      : terminal.red('Without queues the engines differ, which is a mistake of one of them.')
  const lines = [same, `  ${count(rows)} rows of ${spanText(intervalNanos)}`]
  if (unqueued.divergence !== undefined)
    lines.push(...divergenceLines(unqueued.divergence, feed.info))
  lines.push('')
  const looks = 'With queues and late answers, at the same looks'
  if (divergence === undefined) lines.push(`${looks}: no difference either.`)
  else {
    lines.push(
      `${looks}: ${count(equalDecisions)} equal decisions, then ` +
        `${divergence.cause === 'unexplained' ? terminal.red('unexplained') : divergence.cause}.`,
      ...divergenceLines(divergence, feed.info),
    )
  }
  lines.push('', 'As t2t backtest runs it, looking whenever something happens:')
  lines.push(...figureLines(figures))
  return `${lines.join('\n')}\n`
}

function divergenceLines({ accelerated, event, fill }: Divergence, info: FeedInfo): string[] {
  const lines = [
    `  accelerated   ${decisionText(accelerated, info)}`,
    `  event         ${decisionText(event, info)}`,
  ]
  if (fill === undefined) return lines
  const { side, size, priceTicks, cause, leaves } = fill
  const rest = leaves === 0 ? '' : `, ${leaves} left`
  lines.push(
    `  fill          ${timestampText(fill.at, info)}  ${sideName(side)} ${size} lots at ` +
      `${info.instruments[0]!.tick.format(priceTicks)}, ${FILL_CAUSE_NAMES[cause]}${rest}`,
  )
  return lines
}

function decisionText(decision: RowDecision | undefined, info: FeedInfo): string {
  if (decision === undefined) return 'no decision any more'
  const { row, atNanos, position, openBidLots, openAskLots } = decision
  const { tick } = info.instruments[0]!
  const quote = (price: number, lots: number) =>
    lots === 0 ? 'nothing' : `${lots} at ${tick.format(price)}`
  return (
    `${timestampText(atNanos, info)}  row ${row}, position ${position}, open ${openBidLots} and ` +
    `${openAskLots}, wants ${quote(decision.wantedBid, decision.wantedBidLots)} and ` +
    `${quote(decision.wantedAsk, decision.wantedAskLots)}`
  )
}

function figureLines(figures: readonly EngineFigure[]): string[] {
  const rows = [
    ['', 'accelerated', 'event', 'differs by'],
    ...figures.map(({ name, accelerated, event, relative }) => [
      `  ${name}`,
      shortNumber(accelerated),
      shortNumber(event),
      Number.isFinite(relative) ? `${(100 * relative).toFixed(1)} %` : '–',
    ]),
  ]
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)))
  return rows.map((row) =>
    row
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join('   '),
  )
}

const shortNumber = (value: number): string =>
  Math.abs(value) >= 1 || value === 0 ? grouped(value, 2) : value.toPrecision(4)
