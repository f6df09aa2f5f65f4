/** Limits for runs that are about something else: an order of a strategy under test is within them. */
export const ROOMY_LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 100,
  orderValueMax: 1e6,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 1_000,
  dailyLossMax: 1e6,
}
