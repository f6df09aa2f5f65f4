/**
 * A latency ladder in the terminal: a bar of money at every rung, then how orders fared.
 *
 * ```
 *   round trip   stands      PnL after fees
 *   0            nowhere             125.30  ┃██████████████
 *   10 ms        cloud                12.01  ┃█
 *   170 ms       home                -44.10 ███████┃
 * ```
 */
import {
  bandAt,
  breakEvenSentence,
  type LadderRung,
  type LatencyLadder,
  ladderNotes,
  lostShare,
  pricesOfSlowness,
  slownessSentence,
} from '../backtest/index.ts'
import { money } from './number-text.ts'
import type { Terminal } from './terminal.ts'
import { spanText } from './time-text.ts'

/** What stands to the left of the bars of money; they get the rest of the line, within limits. */
const FIGURES_WIDTH = 62
const BAR_WIDTH_MIN = 16
const BAR_WIDTH_MAX = 48
const SMALL_BAR_WIDTH = 6

export function ladderText(ladder: LatencyLadder, terminal: Terminal): string {
  const { strategy, symbol, rungs } = ladder
  const notes = ladderNotes(ladder).flatMap((note) => wrapped(note, terminal))
  return `${[
    terminal.bold(`The price of latency: ${strategy} on ${symbol}`),
    '',
    ...profitLines(ladder, terminal),
    '',
    ...orderLines(rungs, terminal),
    '',
    terminal.bold(slownessSentence(ladder)),
    breakEvenSentence(ladder),
    '',
    ...notes.map((line) => terminal.dim(line)),
  ].join('\n')}\n`
}

const rungName = ({ roundTripNanos }: LadderRung): string =>
  roundTripNanos === 0 ? '0' : spanText(roundTripNanos)

const bandName = ({ roundTripNanos }: LadderRung): string =>
  roundTripNanos === 0 ? 'nowhere' : (bandAt(roundTripNanos)?.name ?? '')

const start = (rung: LadderRung): string =>
  `  ${rungName(rung).padEnd(10)} ${bandName(rung).padEnd(10)}`

function profitLines(ladder: LatencyLadder, terminal: Terminal): string[] {
  const { rungs } = ladder
  const prices = pricesOfSlowness(ladder)
  const range = rangeOf(rungs.map(({ pnlAfterFees }) => pnlAfterFees))
  const width = Math.max(BAR_WIDTH_MIN, Math.min(BAR_WIDTH_MAX, terminal.columns - FIGURES_WIDTH))
  const head = `  ${'round trip'.padEnd(10)} ${'stands'.padEnd(10)}${'PnL after fees'.padStart(14)}${'costs a day'.padStart(14)}${'per million'.padStart(13)}`
  return [
    terminal.dim(head),
    ...rungs.map((rung, k) => {
      const { perDay, perMillion } = prices[k]!
      const [day = '', million = ''] = k === 0 ? [] : [perDay, perMillion].map(short)
      const bar = barOf(rung.pnlAfterFees, range, width)
      const coloured = rung.pnlAfterFees < 0 ? terminal.red(bar) : terminal.green(bar)
      return `${start(rung)}${short(rung.pnlAfterFees).padStart(14)}${day.padStart(14)}${million.padStart(13)}  ${coloured}`.trimEnd()
    }),
  ]
}

function orderLines(rungs: readonly LadderRung[], terminal: Terminal): string[] {
  const head = `  ${'round trip'.padEnd(10)} ${'stands'.padEnd(10)}${'fills'.padStart(8)}  ${'fill ratio'.padEnd(15)}${'markout after 1 s'.padEnd(20)}${'lost races'}`
  const markouts = rangeOf(rungs.map(({ markout }) => markout.bps))
  const ratios = rangeOf(rungs.map(({ fillRatio }) => fillRatio))
  const races = rangeOf(rungs.map(lostShare))
  return [
    terminal.dim(head),
    ...rungs.map((rung) => {
      const { fills, fillRatio, markout } = rung
      const fill = `${percent(fillRatio).padStart(7)} ${barOf(fillRatio, ratios, SMALL_BAR_WIDTH)}`
      const after = `${bps(markout.bps).padStart(11)} ${barOf(markout.bps, markouts, SMALL_BAR_WIDTH)}`
      const lost = `${percent(lostShare(rung)).padStart(7)} ${barOf(lostShare(rung), races, SMALL_BAR_WIDTH)}`
      return `${start(rung)}${fills.toLocaleString('en-US').padStart(8)} ${fill} ${after} ${lost}`.trimEnd()
    }),
  ]
}

interface Range {
  readonly low: number
  readonly high: number
}

/** Always with zero in it: bars begin there. */
function rangeOf(values: readonly number[]): Range {
  const known = values.filter(Number.isFinite)
  return { low: Math.min(0, ...known), high: Math.max(0, ...known) }
}

/** From zero to the value, on a line of `width`; losses to the left of zero. */
function barOf(value: number, { low, high }: Range, width: number): string {
  if (!Number.isFinite(value) || high === low) return ' '.repeat(width + 1)
  const zero = Math.round((-low / (high - low)) * width)
  const size = Math.abs(value) / (high - low)
  // What is there at all is seen.
  const cells = value === 0 ? 0 : Math.max(1, Math.round(size * width))
  return value < 0
    ? `${'█'.repeat(Math.min(cells, zero)).padStart(zero)}┃${' '.repeat(width - zero)}`
    : `${' '.repeat(zero)}┃${'█'.repeat(Math.min(cells, width - zero)).padEnd(width - zero)}`
}

/** Money that fits a column. */
function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return Math.abs(value) >= 0.1 ? money(Math.round(value * 100) / 100) : money(value)
}

const percent = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–'

const bps = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(3)} bps` : '–')

/** A paragraph in lines, two spaces in. */
function wrapped(text: string, terminal: Terminal): string[] {
  const width = Math.min(terminal.columns, 110) - 2
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each, k) => (k === 0 ? `- ${each}` : `  ${each}`))
}

/** With the price of each rung, and the notes: figures without them mislead. */
export function ladderJson(ladder: LatencyLadder): string {
  const prices = pricesOfSlowness(ladder)
  const rungs = ladder.rungs.map((rung, k) => ({
    ...rung,
    band: bandAt(rung.roundTripNanos)?.key ?? null,
    slowness: prices[k],
  }))
  const report = {
    ...ladder,
    rungs,
    sentence: slownessSentence(ladder),
    notes: ladderNotes(ladder),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
