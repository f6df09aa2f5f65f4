/**
 * What makes a run look better than trading is: costs that are off, lines that take no time, guesses
 * that favour us. Said beside the result, whoever switched it off and why.
 */
import {
  type FeeSchedule,
  NO_FEES,
  OptimisticQueue,
  type QueueModel,
  TYPICAL_FEES,
} from '../exchange/index.ts'
import type { DelaySpec, EntrySpec } from '../simulation/index.ts'
import type { MarketOptions } from './market.ts'
import type { MarketContent, Survey } from './survey.ts'

/** What is known of a market before it runs. */
export interface WarnedMarket {
  readonly options: MarketOptions
  readonly survey: Pick<Survey, 'content' | 'hasSpread'>
  /** The model in use, where none was chosen. */
  readonly queueModel?: QueueModel
}

/**
 * What a market charges. Where nothing is said a book has typical fees; a price series has none,
 * because the spread of its rows is paid on every trade.
 */
export function feesOf(options: Pick<MarketOptions, 'fees'>, content: MarketContent): FeeSchedule {
  return options.fees ?? (content === 'series' ? NO_FEES : TYPICAL_FEES)
}

/** One sentence for each thing; of several markets, with the symbol of those it is true of. */
export function runWarnings(markets: readonly WarnedMarket[]): string[] {
  const symbolsOf = new Map<string, string[]>()
  for (const market of markets) {
    const symbol = market.options.feed.info.instruments[0]?.symbol ?? ''
    for (const warning of marketWarnings(market)) {
      symbolsOf.set(warning, [...(symbolsOf.get(warning) ?? []), symbol])
    }
  }
  return [...symbolsOf].map(([warning, symbols]) =>
    markets.length === 1 ? warning : `${symbols.join(', ')}: ${warning}`,
  )
}

/** Of one market, whatever its data come from. */
export function marketWarnings(
  market: Omit<WarnedMarket, 'options'> & { readonly options: Omit<MarketOptions, 'feed'> },
): string[] {
  const { options, queueModel } = market
  const { content, hasSpread = true } = market.survey
  const warnings: string[] = []
  const { makerRate, takerRate } = feesOf(options, content)
  if (makerRate <= 0 && takerRate <= 0) {
    if (content !== 'series') warnings.push('costs are off: no fill pays a fee')
    else if (!hasSpread) warnings.push('costs are off: no fill pays a fee or a spread')
  }
  if (!takesTime(options.latency)) {
    warnings.push('latency is off: orders and their answers take no time')
  }
  if ((queueModel ?? options.queueModel) instanceof OptimisticQueue && content !== 'series') {
    warnings.push('the queue is optimistic: every order stands before all others at its price')
  }
  if (options.liquidity === 'unlimited' && content !== 'series') {
    warnings.push('liquidity is unlimited: an order of any size fills at one price')
  }
  return warnings
}

/** A ready model is believed to take time: it can only be asked once, by the run. */
function takesTime(latency: MarketOptions['latency']): boolean {
  if (latency === undefined) return false
  if (typeof latency.entry === 'function' || typeof latency.response === 'function') return true
  if ('recorded' in latency && latency.recorded !== undefined) return true
  return entryTakesTime(latency.entry) || delayTakesTime(latency.response)
}

function entryTakesTime(entry: DelaySpec | EntrySpec | undefined): boolean {
  if (typeof entry !== 'object' || !('new' in entry)) return delayTakesTime(entry)
  return [entry.new, entry.cancel, entry.replace].some(delayTakesTime)
}

function delayTakesTime(delay: DelaySpec | undefined): boolean {
  if (typeof delay !== 'object') return delay !== undefined && delay > 0
  return delay.model !== 'constant' || delay.latency > 0
}
