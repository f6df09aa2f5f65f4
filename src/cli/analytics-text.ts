/** Execution analytics for the terminal: a few lines, the report has the rest. */
import {
  bpsText,
  countText,
  type MarketAnalytics,
  marketLabel,
  moneyText,
  percentText,
  type RunSummary,
  spanText,
} from '../backtest/index.ts'
import type { Terminal } from './terminal.ts'

/** The horizon that realised spreads are told at. */
const REALISED_NANOS = 1e9

export function analyticsRows(
  { analytics }: RunSummary,
  row: (label: string, value: string) => string,
  terminal: Terminal,
): string[] {
  if (analytics === undefined) return []
  const isOnly = analytics.markets.length === 1
  return analytics.markets.flatMap((market, k) => [
    '',
    ...(isOnly ? [] : [terminal.bold(`  ${marketLabel(analytics.markets, k)}`)]),
    row('PnL split', plain(profitText(market))),
    ...spreadTexts(market).map((text) => row('spread', plain(text))),
    row('markouts, bps', plain(markoutText(market))),
    row('queue', queueText(market)),
    row('filled because', causeText(market)),
    ...market.volume.warnings.map((warning) => row('own volume', terminal.yellow(warning))),
  ])
}

/** A terminal writes its minus with the hyphen, as the rest of the summary does. */
const plain = (text: string): string => text.replaceAll('\u2212', '-')

function profitText({ pnl }: MarketAnalytics): string {
  const parts = [`spread ${moneyText(pnl.spread)}`]
  if (Number.isNaN(pnl.adverseSelection)) parts.push(`inventory ${moneyText(pnl.inventory)}`)
  else {
    parts.push(`adverse selection ${moneyText(pnl.adverseSelection)}`)
    parts.push(`carry ${moneyText(pnl.carry)}`)
  }
  parts.push(`${pnl.fees < 0 ? 'rebates' : 'fees'} ${moneyText(-pnl.fees)}`)
  if (pnl.funding !== 0) parts.push(`funding ${moneyText(-pnl.funding)}`)
  return `${parts.join(', ')}: together ${moneyText(pnl.total)}`
}

function spreadTexts({ spreads }: MarketAnalytics): string[] {
  return spreads
    .filter(({ horizonNanos, fills }) => horizonNanos === REALISED_NANOS && fills > 0)
    .map(({ role, effectiveBps, realisedBps, impactBps }) => {
      const verb = role === 'maker' ? 'earned as maker' : 'paid as taker'
      const after = spanText(REALISED_NANOS)
      return `${verb}: effective ${bpsText(effectiveBps)}, after ${after} realised ${bpsText(realisedBps)}, impact ${bpsText(impactBps)} bps`
    })
}

function markoutText({ markouts }: MarketAnalytics): string {
  const measured = markouts.filter(({ groups }) => groups.all.fills > 0)
  if (measured.length === 0) return '–'
  return measured
    .map(({ horizonNanos, groups }) => {
      const when = horizonNanos === 0 ? 'fill' : spanText(horizonNanos)
      return `${when} ${bpsText(groups.all.bps)}`
    })
    .join('  ')
}

function queueText({ queue, races }: MarketAnalytics): string {
  const parts: string[] = []
  if (queue.aheadAtEntry.count > 0) {
    parts.push(`median ${countText(queue.aheadAtEntry.p50)} lots ahead at entry`)
  }
  if (queue.filledAfter.count > 0) {
    parts.push(`${countText(queue.filledAheadAtEntry.p50)} where filled`)
    parts.push(`filled after ${spanText(queue.filledAfter.p50)}`)
  }
  if (races.cancels > 0) {
    parts.push(`${countText(races.lateCancels)} of ${countText(races.cancels)} cancels too late`)
  }
  return parts.length === 0 ? 'no order rested' : parts.join(', ')
}

function causeText({ causes }: MarketAnalytics): string {
  const known = causes.filter(({ fills }) => fills > 0)
  if (known.length === 0) return '–'
  return known.map(({ cause, share }) => `${cause} ${percentText(share)}`).join(', ')
}
