/**
 * The shape of a run record in a file. JSON knows no NaN: it stands as null there, and comes back.
 *
 * Everything is checked before anything is believed: a file may be old, cut short or made by hand.
 */
import { z } from 'zod'
import type { RunRecord } from '../backtest/index.ts'

/** Numbers, and null for those that are none. */
const number = z.union([z.number(), z.null()]).transform((value) => value ?? Number.NaN)
const count = z.number().min(0)
const text = z.string()
const numbers = z
  .custom<readonly (number | null)[]>(isNumberList, { error: 'expected a list of numbers' })
  .transform((list): readonly number[] => list.map((value) => value ?? Number.NaN))
const wholes = z.custom<readonly number[]>((list) => isNumberList(list) && !list.includes(null), {
  error: 'expected a list of numbers',
})

const counts = z.record(z.string(), count)
const ratio = z.object({
  perSample: number,
  annualised: number,
  samples: count,
  intervalNanos: number,
})

const bar = z.object({ from: number, to: number, count })
const distribution = z.object({
  count,
  mean: number,
  lowest: number,
  p50: number,
  p90: number,
  p99: number,
  p999: number,
  highest: number,
  bars: z.array(bar),
})

const markoutMean = z.object({
  fills: count,
  ticks: number,
  ticksHalf: number,
  bps: number,
  bpsHalf: number,
})

const marketAnalytics = z.object({
  symbol: text,
  tickStep: number,
  pnl: z.object({
    spread: number,
    inventory: number,
    adverseSelection: number,
    adverseNanos: number,
    carry: number,
    fees: number,
    funding: number,
    total: number,
    isExact: z.boolean(),
  }),
  fillRatio: z.object({ lots: number, orders: number }),
  causes: z.array(z.object({ cause: text, fills: count, lots: count, share: number })),
  queue: z.object({
    filledAfter: distribution,
    canceledAfter: distribution,
    aheadAtEntry: distribution,
    filledAheadAtEntry: distribution,
    aheadAtFill: distribution,
    fillShareByAhead: z.array(
      z.object({ fromLots: number, toLots: number, restedLots: number, filledLots: number }),
    ),
  }),
  spreads: z.array(
    z.object({
      role: z.enum(['maker', 'taker']),
      horizonNanos: number,
      fills: count,
      effectiveBps: number,
      realisedBps: number,
      impactBps: number,
    }),
  ),
  markouts: z.array(
    z.object({
      horizonNanos: number,
      dropped: count,
      groups: z.object({
        all: markoutMean,
        buy: markoutMean,
        sell: markoutMean,
        maker: markoutMean,
        taker: markoutMean,
      }),
    }),
  ),
  unpricedFills: count,
  shortfall: z.object({
    orders: count,
    filledLots: number,
    unfilledLots: number,
    delay: number,
    trading: number,
    opportunity: number,
    total: number,
    unpriced: count,
  }),
  races: z.object({ cancels: count, lateCancels: count, replaces: count, lateReplaces: count }),
  orderToTrade: z.object({ byNumber: number, byVolume: number }),
  latency: z.object({ feed: distribution, entry: distribution, response: distribution }),
  inventory: z.object({
    meanAbsoluteLots: number,
    shareAtLimit: number,
    shareFlat: number,
    bars: z.array(z.object({ from: number, to: number, nanos: number })),
  }),
  volume: z.object({
    takenLots: number,
    displayedLots: number,
    takenShare: number,
    passiveLots: number,
    reachedLots: number,
    passiveShare: number,
    marketLots: number,
    marketShare: number,
    warnings: z.array(text),
  }),
})

const account = z.object({
  ratios: z.array(
    z.object({ intervalNanos: number, windows: count, sharpe: number, sortino: number }),
  ),
  drawdown: z.object({
    depth: number,
    peakNanos: number,
    troughNanos: number,
    recoveredNanos: number,
    longestNanos: number,
    underwaterShare: number,
  }),
  returnOverDrawdown: number,
  calmar: number,
  returnOverTradeBps: number,
  turnoverPerDay: number,
  fillsPerDay: number,
  positionValueMax: number,
  positionValueMean: number,
  leverageMax: number,
  capital: number,
  daily: z
    .object({ days: count, annualReturn: number, sharpe: number, sortino: number, calmar: number })
    .nullable(),
})

const inventory = z.object({
  meanAbsoluteLots: number,
  lowestLots: number,
  highestLots: number,
  limitLots: number,
  shareAtLimit: number,
  zeroCrossings: count,
})

const summary = z.object({
  strategy: text,
  symbol: text,
  feed: text,
  records: count,
  events: count,
  firstNanos: number,
  lastNanos: number,
  pnlAfterFees: number,
  pnlBeforeFees: number,
  fees: number,
  funding: number,
  finalCash: number,
  finalInventory: number,
  finalEquity: number,
  maxDrawdown: number,
  fills: count,
  makerFills: count,
  tradedLots: count,
  tradedValue: number,
  ordersEntered: count,
  replaces: count,
  cancels: count,
  lateRequests: count,
  expired: count,
  rejectedByVenue: count,
  fillRatio: number,
  orderToTradeRatio: number,
  sharpe: ratio,
  sortino: ratio,
  inventory,
  markets: z.array(
    z.object({
      market: count,
      symbol: text,
      pnlAfterFees: number,
      fees: number,
      funding: number,
      fills: count,
      tradedLots: count,
      tradedValue: number,
      finalInventory: number,
      inventory,
    }),
  ),
  refusals: counts,
  killSwitch: z.object({ reason: text, atNanos: number }).nullable(),
  /** Files of earlier versions have none. */
  throttle: z
    .object({
      limit: text,
      trips: count,
      sinceNanos: number,
      isDisabled: z.boolean(),
      refusals: count,
    })
    .nullable()
    .default(null),
  data: z.object({
    gaps: count,
    clockShiftNanos: number,
    exchangeDisorderNanos: number,
    notices: counts,
  }),
  runHash: text,
  /** Files of earlier versions have none. */
  warnings: z.array(text).default([]),
  analytics: z.object({ account, markets: z.array(marketAnalytics).min(1) }),
})

/** All columns of a table are equally long. */
const isEven = (columns: object): boolean =>
  new Set(Object.values(columns).map((column: readonly unknown[]) => column.length)).size === 1

const curve = z
  .object({ low: numbers, high: numbers, last: numbers })
  .refine(isEven, { error: 'expected columns of equal length' })

const fills = z
  .object({
    market: wholes,
    atNanos: wholes,
    orderId: wholes,
    side: wholes,
    price: wholes,
    lots: wholes,
    fee: wholes,
    cause: wholes,
  })
  .refine(isEven, { error: 'expected columns of equal length' })

const interval = z.object({
  pessimistic: number,
  chosen: number,
  optimistic: number,
  isOutside: z.boolean(),
})
const edges = z.object({ pessimistic: text, chosen: text, optimistic: text })

const band = z.object({
  models: edges,
  pnlAfterFees: interval,
  pnlBeforeFees: interval,
  fees: interval,
  maxDrawdown: interval,
  fills: interval,
  tradedLots: interval,
  fillRatio: interval,
  runHashes: edges,
})

const impactMean = z.object({
  fills: count,
  moved: number,
  wouldHave: number,
  impact: number,
  impactHalf: number,
})
const impact = z.object({
  curve: z.array(
    z.object({
      horizonNanos: number,
      dropped: count,
      all: impactMean,
      maker: impactMean,
      taker: impactMean,
    }),
  ),
  path: z.object({ meanAbsoluteTicks: number, largestTicks: number, finalTicks: number }),
  shortfalls: z.array(
    z.object({
      name: text,
      delay: number,
      trading: number,
      opportunity: number,
      fees: number,
      total: number,
    }),
  ),
  tickStep: number,
})

export const runRecordSchema: z.ZodType<RunRecord> = z
  .object({
    product: text,
    command: text,
    configuration: z.array(z.object({ key: text, value: text, isGiven: z.boolean() })),
    epochNanos: z.string().regex(/^-?\d{1,30}$/),
    data: z.array(z.object({ name: text, symbol: text, records: count, hash: text })).min(1),
    summary,
    band: band.nullable(),
    impact: impact.optional(),
    curves: z.object({
      startNanos: number,
      intervalNanos: z.number().positive(),
      equity: curve,
      equityBeforeFees: curve,
      drawdown: curve,
      markets: z.array(z.object({ price: curve, position: curve })),
    }),
    fills,
  })
  .refine(
    ({ data, curves, summary: { analytics } }) =>
      curves.markets.length === data.length && analytics.markets.length === data.length,
    { error: 'expected data, curves and analytics of the same markets' },
  )

function isNumberList(value: unknown): value is (number | null)[] {
  return Array.isArray(value) && value.every((each) => each === null || typeof each === 'number')
}
