/**
 * One configuration through both engines, trade by trade.
 *
 * They share the risk gate, the quote and the money, but nothing of how a decision comes about: where
 * they agree, a strategy's callbacks and its vectorised form say the same.
 */
import type { LoggedFill } from '../../simulation/index.ts'
import { type BacktestOptions, backtest, type OnProgress } from '../backtest.ts'
import { backtestVectorised } from './run-vectorised.ts'

/** What is compared of a trade. */
export const TRADE_FACTS = ['at', 'orderId', 'side', 'size', 'priceTicks', 'price', 'fee'] as const
export type TradeFact = (typeof TRADE_FACTS)[number]

/** A figure of both runs. Those that are sums may differ in the last digits. */
export interface FigurePair {
  readonly name: string
  readonly event: number
  readonly vectorised: number
  readonly isSame: boolean
}

export interface DifferingTrade {
  /** Counting from 1. */
  readonly number: number
  /** Undefined where this engine has no trade of the number. */
  readonly event: LoggedFill | undefined
  readonly vectorised: LoggedFill | undefined
  /** All of them where one engine has no such trade. */
  readonly differing: readonly TradeFact[]
}

export interface VectorisedComparison {
  /** Every trade is the same, and every figure to a billionth. */
  readonly isSame: boolean
  readonly eventTrades: number
  readonly vectorisedTrades: number
  readonly firstDifference: DifferingTrade | undefined
  readonly figures: readonly FigurePair[]
}

const RELATIVE_MAX = 1e-9

/** @throws InputError for what the vectorised engine cannot run. */
export async function compareVectorised(
  options: BacktestOptions,
  onProgress?: OnProgress,
): Promise<VectorisedComparison> {
  // First the one that says what it cannot do.
  const vectorised = await backtestVectorised(options, onProgress)
  const event = await backtest(options, onProgress)
  const summary = event.summary()
  const { totals } = vectorised
  const figure = (name: string, mine: number, theirs: number): FigurePair => ({
    name,
    event: mine,
    vectorised: theirs,
    isSame: isClose(mine, theirs),
  })
  const figures = [
    figure('PnL after fees', summary.pnlAfterFees, totals.pnlAfterFees),
    figure('fees', summary.fees, totals.fees),
    figure('max drawdown', summary.maxDrawdown, totals.maxDrawdown),
    figure('final inventory', summary.finalInventory, totals.finalInventory),
    figure('orders entered', summary.ordersEntered, totals.ordersEntered),
    figure('Sharpe per sample', summary.sharpe.perSample, totals.sharpePerSample),
    figure('refused by risk', sum(summary.refusals), sum(totals.refusals)),
  ]
  const firstDifference = firstDifferenceOf([...event.fills], [...vectorised.fills])
  return {
    isSame: firstDifference === undefined && figures.every(({ isSame }) => isSame),
    eventTrades: event.fills.length,
    vectorisedTrades: vectorised.fills.length,
    firstDifference,
    figures,
  }
}

function firstDifferenceOf(
  event: readonly LoggedFill[],
  vectorised: readonly LoggedFill[],
): DifferingTrade | undefined {
  const trades = Math.max(event.length, vectorised.length)
  for (let index = 0; index < trades; index++) {
    const mine = event[index]
    const theirs = vectorised[index]
    const differing = TRADE_FACTS.filter((fact) => mine?.[fact] !== theirs?.[fact])
    if (differing.length === 0) continue
    return { number: index + 1, event: mine, vectorised: theirs, differing }
  }
  return undefined
}

const isClose = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= RELATIVE_MAX * Math.max(1, Math.abs(a), Math.abs(b))

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0)
