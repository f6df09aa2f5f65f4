/**
 * Which requirement is met by what: the rules of SEC 15c3-5, MiFID II RTS 6 and, as context, RTS 7.
 *
 * Requirements are told in the project's own words. A place that was not looked up in the text of the
 * law says so, here and on every page made of it.
 */
export interface Requirement {
  readonly regime: string
  readonly place: string
  readonly isPlaceVerified: boolean
  readonly requirement: string
  readonly implementation: string
  readonly modules: readonly string[]
  /** `scope.name`, as in the list of a gate's controls. Empty for what has no limit. */
  readonly controls: readonly string[]
  /** Of a requirement without controls. */
  readonly otherwise?: 'built in' | 'venue side' | 'for people'
}

const RTS6 = 'MiFID II, RTS 6 (2017/589)'
const RTS7 = 'MiFID II, RTS 7 (2017/584), venue side'
const SEC = 'SEC Rule 15c3-5'

const of =
  (regime: string, isPlaceVerified = true) =>
  (
    place: string,
    requirement: string,
    by: Pick<Requirement, 'implementation' | 'modules'> & Partial<Requirement>,
  ): Requirement => ({ regime, place, isPlaceVerified, requirement, controls: [], ...by })

const rts6 = of(RTS6)
const rts6Unverified = of(RTS6, false)
const rts7 = of(RTS7)
const rts7Unverified = of(RTS7, false)
const sec = of(SEC)

const COLLARS = [
  'instrument.priceCollarBps',
  'instrument.priceMin',
  'instrument.priceMax',
  'instrument.touchCollarTicks',
  'instrument.lastTradeCollarTicks',
]
const SIZES = ['instrument.orderLotsMax', 'instrument.orderValueMax']
const MESSAGES = [
  'instrument.ordersPerSecondMax',
  'instrument.ordersBurstMax',
  'instrument.messagesPerSecondMax',
  'account.messagesPerSecondMax',
]
const EXPOSURES = [
  'instrument.positionLotsMax',
  'instrument.grossLotsMax',
  'instrument.positionValueMax',
  'instrument.grossValueMax',
  'instrument.openOrdersMax',
  'instrument.openValueMax',
  'account.creditMax',
  'account.positionValueMax',
  'account.openOrdersMax',
  'account.openValueMax',
  'account.capitalMin',
]
const LOSSES = [
  'instrument.dailyLossMax',
  'instrument.drawdownMax',
  'account.dailyLossMax',
  'account.drawdownMax',
]
const RESTRICTIONS = ['account.restricted', 'instrument.shortSales', 'instrument.locatedLots']
const MARKET_HEALTH = ['instrument.staleAfterNanos', 'instrument.crossedMarketBlock']

export const REQUIREMENTS: readonly Requirement[] = [
  rts6(
    'Art. 5 to 8',
    'test an algorithm in an environment apart from production before it is used',
    {
      implementation:
        'backtests, sweeps judged for luck, certification under stress, each with a hash',
      modules: ['src/backtest', 'src/simulation'],
      otherwise: 'built in',
    },
  ),
  rts6('Art. 9', 'assess and validate systems, algorithms and controls every year', {
    implementation: 'a template that fills in what is known and leaves questions for people',
    modules: ['src/backtest/register'],
    otherwise: 'for people',
  }),
  rts6('Art. 12', 'kill functionality: cancel any or all orders, knowing whose each order is', {
    implementation:
      'a latched switch read before anything else; withdraws all working orders; the id of the algorithm stands in every intent',
    modules: ['src/risk/kill-switch.ts', 'src/risk/breaker', 'src/execution/withdrawal.ts'],
    otherwise: 'built in',
  }),
  rts6('Art. 13', 'automated surveillance of own flow for market manipulation', {
    implementation: 'documented rules with thresholds over the journal, live or in batch',
    modules: ['src/risk/surveillance'],
    otherwise: 'built in',
  }),
  rts6('Art. 15(1)(a)', 'price collars, order by order and over a period', {
    implementation: 'collars from the mid, the touch and the last trade; a fixed band',
    modules: [
      'src/risk/limit-gate.ts',
      'src/risk/controls/price-collars.ts',
      'src/risk/controls/price-band.ts',
    ],
    controls: COLLARS,
  }),
  rts6('Art. 15(1)(b)', 'maximum order value', {
    implementation: 'value of each order at its price, a market order at the touch it takes',
    modules: ['src/risk/limit-gate.ts'],
    controls: ['instrument.orderValueMax'],
  }),
  rts6('Art. 15(1)(c)', 'maximum order volume', {
    implementation: 'lots of each order',
    modules: ['src/risk/limit-gate.ts'],
    controls: ['instrument.orderLotsMax'],
  }),
  rts6('Art. 15(1)(d)', 'maximum messages: orders entered, modified and cancelled in a period', {
    implementation:
      'token buckets on event time, per instrument and in all; withdrawals count and always pass',
    modules: ['src/risk/token-bucket.ts', 'src/risk/controls/message-rate.ts'],
    controls: MESSAGES,
  }),
  rts6('Art. 15(2)', 'every order that is sent counts into the limits at once', {
    implementation:
      'open lots are reserved when an order leaves, and released when it is refused, withdrawn or filled',
    modules: ['src/risk/open-exposure.ts'],
    otherwise: 'built in',
  }),
  rts6('Art. 15(3)', 'repeated automated execution throttle, re-armed by a designated person', {
    implementation:
      'executions within a window are counted; beyond the limit the strategy is disabled until somebody re-arms it',
    modules: ['src/risk/controls/execution-throttle.ts'],
    controls: ['account.executionsMax', 'account.executionsWindowNanos'],
  }),
  rts6Unverified(
    'Art. 15(4) and (5)',
    'market and credit limits by capital, instrument, trader and desk',
    {
      implementation:
        'limits of position, exposure, credit, capital and loss in the worst case of all open orders',
      modules: [
        'src/risk/controls/exposure-limits.ts',
        'src/risk/controls/capital-threshold.ts',
        'src/risk/controls/loss-limit.ts',
      ],
      controls: [...EXPOSURES, ...LOSSES, 'instrument.initialMarginRate'],
    },
  ),
  rts6Unverified('Art. 15(6)', 'a procedure for blocked orders that the firm still wants to send', {
    implementation:
      'none in the program: a blocked order stays blocked; a limit is changed by a person and the change is journalled',
    modules: ['src/backtest/run-journal'],
    otherwise: 'for people',
  }),
  rts6('Art. 16', 'real-time monitoring, alerts within 5 seconds of the event', {
    implementation:
      'alerts are records of the journal, with the instant of their cause and of their notice',
    modules: ['src/risk/alert-log.ts', 'src/core/alert.ts'],
    otherwise: 'built in',
  }),
  rts6(
    'Art. 28 and Annex II',
    'records of orders by firms that use a high-frequency technique, kept 5 years',
    {
      implementation:
        'an append-only journal under checksums and a chain of hashes; how long it is kept is for people',
      modules: ['src/journal'],
      otherwise: 'built in',
    },
  ),
  sec('(c)(1)(i)', 'pre-set credit or capital thresholds, in aggregate', {
    implementation:
      'credit over all instruments, capital below which only reductions pass, losses that trip the kill switch',
    modules: [
      'src/risk/account-risk.ts',
      'src/risk/controls/capital-threshold.ts',
      'src/risk/controls/loss-limit.ts',
    ],
    controls: ['account.creditMax', 'account.capitalMin', ...LOSSES],
  }),
  sec(
    '(c)(1)(ii)',
    'prevent erroneous orders by price or size, order by order or over a short time',
    {
      implementation:
        'collars, size and value of an order, orders a second, market data that are too old or crossed',
      modules: ['src/risk/limit-gate.ts', 'src/risk/controls/market-health.ts'],
      controls: [...COLLARS, ...SIZES, ...MESSAGES, ...MARKET_HEALTH],
    },
  ),
  sec('(c)(1)(ii)', 'prevent duplicative orders', {
    implementation: 'an order of the same side, price and size within a span is refused',
    modules: ['src/risk/controls/duplicate-window.ts'],
    controls: ['instrument.duplicateWindowNanos'],
  }),
  sec('(c)(2)', 'comply with what is required before entry: short sales, restricted lists, halts', {
    implementation:
      'a restricted list, short sales allowed, located or forbidden; halted and reduce-only states',
    modules: [
      'src/risk/controls/short-sale.ts',
      'src/risk/controls/trading-state.ts',
      'src/risk/account-risk.ts',
    ],
    controls: RESTRICTIONS,
  }),
  sec('(c)(2)', 'only authorised persons; execution reports to surveillance at once', {
    implementation:
      'the page and the drop copy need a token; a second party sees every order and report as it happens',
    modules: ['src/web/access.ts', 'src/web/drop-copy'],
    otherwise: 'built in',
  }),
  sec(
    '(d) and (e)',
    'direct and exclusive control of the limits; yearly review and certification',
    {
      implementation:
        'limits stand in the configuration, changes in the journal; review and certification are for people',
      modules: ['src/backtest/run-journal'],
      otherwise: 'for people',
    },
  ),
  rts7('Art. 20', 'venue-side limits: kill, throttles, collars, maximum value and volume', {
    implementation:
      'of the simulated exchange: largest order size, steps of price, mass cancel; no throttle of its own',
    modules: ['src/exchange/matching'],
    otherwise: 'venue side',
  }),
  rts7Unverified('Art. 18', 'venue-side kill functionality', {
    implementation: 'mass cancel by owner in the matching engine',
    modules: ['src/exchange/matching'],
    otherwise: 'venue side',
  }),
  rts7Unverified('Art. 19', 'volatility halts and constrained trading', {
    implementation: 'halts and auctions of the matching engine; nothing halts it by itself',
    modules: ['src/exchange/matching'],
    otherwise: 'venue side',
  }),
]

const MODULES: Readonly<Record<string, string>> = {
  priceMin: 'price-band.ts',
  priceMax: 'price-band.ts',
  touchCollarTicks: 'price-collars.ts',
  lastTradeCollarTicks: 'price-collars.ts',
  staleAfterNanos: 'market-health.ts',
  crossedMarketBlock: 'market-health.ts',
  messagesPerSecondMax: 'message-rate.ts',
  messagesBurstMax: 'message-rate.ts',
  orderToTradeMax: 'order-to-trade.ts',
  orderToTradeFreeMessages: 'order-to-trade.ts',
  duplicateWindowNanos: 'duplicate-window.ts',
  selfTradeBlock: 'own-order-cross.ts',
  shortSales: 'short-sale.ts',
  locatedLots: 'short-sale.ts',
  grossLotsMax: 'exposure-limits.ts',
  positionValueMax: 'exposure-limits.ts',
  grossValueMax: 'exposure-limits.ts',
  openOrdersMax: 'exposure-limits.ts',
  openValueMax: 'exposure-limits.ts',
  creditMax: 'exposure-limits.ts',
  initialMarginRate: 'margin-check.ts',
  drawdownMax: 'loss-limit.ts',
  dailyLossMax: 'loss-limit.ts',
  capitalMin: 'capital-threshold.ts',
  executionsMax: 'execution-throttle.ts',
  executionsWindowNanos: 'execution-throttle.ts',
}

/** The file that a control is built in. */
export function moduleOfControl(name: string): string {
  const file = MODULES[name]
  if (file !== undefined) return `src/risk/controls/${file}`
  if (name === 'restricted') return 'src/risk/account-risk.ts'
  return name.startsWith('orders') ? 'src/risk/token-bucket.ts' : 'src/risk/limit-gate.ts'
}
