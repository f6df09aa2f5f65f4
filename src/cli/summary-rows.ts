/** What the summaries of all engines have alike: how a row stands, and the rows of money and refusals. */
import type { FeedInfo } from '../market-data/index.ts'
import { grouped, money } from './number-text.ts'
import type { Terminal } from './terminal.ts'
import { instantText } from './time-text.ts'

const LABEL_WIDTH = 22

export type Row = (label: string, value: string) => string

export interface ProfitFigures {
  readonly pnlAfterFees: number
  readonly pnlBeforeFees: number
  readonly fees: number
  readonly finalEquity: number
  readonly maxDrawdown: number
}

export interface Refusals {
  /** How often, by the reason in words. */
  readonly refusals: Readonly<Record<string, number>>
  readonly killSwitch: { readonly reason: string; readonly atNanos: number } | null
}

export const rowsOf =
  (terminal: Terminal): Row =>
  (label, value) =>
    `  ${terminal.dim(label.padEnd(LABEL_WIDTH))}${value}`

export function profitRows(figures: ProfitFigures, row: Row, terminal: Terminal): string[] {
  const { pnlAfterFees, pnlBeforeFees, fees, finalEquity, maxDrawdown } = figures
  const profit = money(pnlAfterFees)
  const coloured =
    pnlAfterFees < 0 ? terminal.red(profit) : pnlAfterFees > 0 ? terminal.green(profit) : profit
  return [
    row('PnL after fees', coloured),
    row('PnL before fees', money(pnlBeforeFees)),
    row('fees', money(fees)),
    row('final equity', money(finalEquity)),
    row('max drawdown', money(maxDrawdown)),
  ]
}

/** What risk kept from leaving, and whether it stopped everything. */
export function refusalRows(
  { refusals, killSwitch }: Refusals,
  info: FeedInfo,
  row: Row,
  terminal: Terminal,
): string[] {
  const rows = Object.entries(refusals).map(([reason, count]) =>
    row('refused by risk', terminal.yellow(`${grouped(count, 0)}  ${reason}`)),
  )
  if (killSwitch === null) return rows
  const { reason, atNanos } = killSwitch
  return [...rows, row('KILL SWITCH', terminal.red(`${reason}, ${instantText(atNanos, info)}`))]
}

export const fillRatioText = (ratio: number): string =>
  Number.isNaN(ratio) ? '–' : `${(ratio * 100).toFixed(1)} % of ordered lots`
