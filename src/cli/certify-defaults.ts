/** The configuration of a built-in strategy that is certified by its name alone. */

const LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 40,
  orderValueMax: 100_000,
  priceCollarBps: 500,
  ordersPerSecondMax: 100,
  ordersBurstMax: 50,
  dailyLossMax: 1_000,
}

const BREAKER = {
  rejects: { shareMax: 0.5, answers: 20 },
  latency: { p99Max: '200ms', answers: 20 },
  data: { silenceMax: '5s', gaps: true },
  clock: { jumpMax: '1s' },
}

/** Defaults were chosen for markets of another size; these make each of them trade in this one. */
const PARAMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'skew-quoter': { orderValue: 500, positionValueMax: 5_000 },
  'spread-threshold': { openTicks: 2, closeTicks: 1 },
}

export const certifiedDefaults = (strategy: string): Record<string, unknown> => ({
  strategy,
  params: PARAMS[strategy] ?? {},
  venue: { matching: { population: 'santa-fe', duration: '2min' } },
  latency: { feed: '1ms', entry: '2ms', response: '1ms' },
  cash: 10_000,
  limits: LIMITS,
  breaker: BREAKER,
})
