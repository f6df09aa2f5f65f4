/**
 * Equity must cover the margin of the worst case, over all instruments of the account.
 *
 * The margin of an instrument is a share of the value of its worst case. An order that does not raise
 * it passes. Without a price there is no equity, and nothing that needs margin leaves.
 */
import { EQUITY, MARGIN } from '../exposure-columns.ts'
import { MARGIN as MARGIN_REASON, NO_REASON } from '../reason.ts'
import { moneyLimit } from './money-limit.ts'

export class MarginCheck {
  judge(growth: Float64Array, totals: Float64Array): number {
    const grown = growth[MARGIN]!
    if (!(grown > 0)) return NO_REASON
    return totals[MARGIN]! + grown <= moneyLimit(totals[EQUITY]!) ? NO_REASON : MARGIN_REASON
  }
}
