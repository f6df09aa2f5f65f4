/** Fills as marks on a price chart: each its own while they are few, joined per column when many. */
import { FILL_CAUSE_NAMES, type FillCause } from '../../exchange/index.ts'
import { countText } from './number-text.ts'
import type { FillTable } from './run-record.ts'
import { instantText, type TimeAxis } from './time-axis.ts'
import type { FillMark } from './time-chart.ts'

/** So many marks are drawn one by one. */
const SINGLE_MAX = 240
/** Columns of joined marks, one of each side in each. */
const COLUMNS = 160

export function fillMarks(fills: FillTable, market: number, time: TimeAxis): FillMark[] {
  const own = [...fills.market.keys()].filter((k) => fills.market[k] === market)
  return own.length <= SINGLE_MAX
    ? own.map((k) => single(fills, k, time))
    : [1, -1].flatMap((side) =>
        joined(
          fills,
          own.filter((k) => fills.side[k] === side),
          time,
        ),
      )
}

function single(fills: FillTable, k: number, time: TimeAxis): FillMark {
  const side = fills.side[k]!
  const price = fills.price[k]!
  const atNanos = fills.atNanos[k]!
  const cause = FILL_CAUSE_NAMES[fills.cause[k]! as FillCause] ?? 'unknown cause'
  const what = `${side > 0 ? 'bought' : 'sold'} ${countText(fills.lots[k]!)} lots at ${price}`
  const when = instantText(atNanos, time.epochNanos)
  return { side, price, atNanos, text: `${what}, ${when}, order ${fills.orderId[k]}, ${cause}` }
}

/** One mark per column at the mean price of its lots. */
function joined(fills: FillTable, own: readonly number[], time: TimeAxis): FillMark[] {
  const columns = new Map<number, { lots: number; value: number; time: number; fills: number }>()
  for (const k of own) {
    const column = Math.floor((time.percent(fills.atNanos[k]!) * COLUMNS) / 100)
    const sum = columns.get(column) ?? { lots: 0, value: 0, time: 0, fills: 0 }
    const lots = fills.lots[k]!
    sum.lots += lots
    sum.value += lots * fills.price[k]!
    sum.time += lots * fills.atNanos[k]!
    sum.fills++
    columns.set(column, sum)
  }
  const side = fills.side[own[0] ?? 0] ?? 1
  return [...columns.values()].map((sum) => {
    const price = sum.value / sum.lots
    const what = `${side > 0 ? 'bought' : 'sold'} ${countText(sum.lots)} lots`
    return {
      side,
      price,
      atNanos: sum.time / sum.lots,
      text: `${what} in ${sum.fills} fills, mean price ${Number(price.toPrecision(9))}`,
    }
  })
}
