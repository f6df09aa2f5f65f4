/**
 * The walk over the columns: a strategy looks at a row, its requests travel, what rests may fill.
 *
 * ```
 * row t: fills arrive -> losses judged -> strategy -> requests through the gate
 *          nothing sent   -> the interval to row t + 1 passes
 *          something sent -> old orders until it arrives, new ones from there to the next look
 * ```
 *
 * Nothing is allocated per row. Between two looks only fills and the curve go on.
 */
import { BUY, InputError, type Nanos, nanos, RunHash, SELL } from '../../core/index.ts'
import { Portfolio } from '../../execution/index.ts'
import { KillSwitch, LimitGate } from '../../risk/index.ts'
import { FillLog, FundingSchedule, type LatencyModel } from '../../simulation/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import type { EquitySample } from '../equity-recorder.ts'
import { resolveParams } from '../resolve-params.ts'
import { feesOf } from '../run-warnings.ts'
import { SliceCurve } from '../slice-curve.ts'
import type {
  AcceleratedExtras,
  AcceleratedOptions,
  AcceleratedRun,
  RowDecision,
} from './accelerated-result.ts'
import { ExchangeTape } from './exchange-tape.ts'
import { FillColumns } from './fill-columns.ts'
import { FillReports, responseOf } from './fill-reports.ts'
import type { LatencyColumns } from './latency-columns.ts'
import {
  checkPrepared,
  latencyOf,
  type PreparedMarket,
  preparedInstrument,
} from './prepared-market.ts'
import { QuoteDesk } from './quote-desk.ts'
import { QuoteVenue } from './quote-venue.ts'
import { RowBook } from './row-book.ts'
import { AccountStanding, gridIntervalOf, RowStrategy } from './row-strategy.ts'
import { acceleratedWarnings, Drawdown, metricsOf, refusalsByReason } from './run-metrics.ts'
import { reconcile } from './wanted-quotes.ts'

/**
 * Runs a strategy over prepared columns, which it leaves as they are. Synchronous.
 * @throws InputError for parameters, limits or a strategy that do not fit.
 */
export function runAccelerated(
  options: AcceleratedOptions,
  prepared: PreparedMarket,
  extras: AcceleratedExtras = {},
): AcceleratedRun {
  checkPrepared(prepared, options)
  const params = resolveParams(options.strategy, options.params ?? {})
  const { intervalNanos } = prepared.columns
  const wanted = gridIntervalOf(options.strategy, params, extras.intervalNanos, intervalNanos)
  if (wanted !== intervalNanos) throw otherGrid(wanted, intervalNanos)
  const walk = new Walk(options, params, prepared, extras)
  walk.toEnd()
  return walk.result()
}

class Decision implements RowDecision {
  row = 0
  atNanos = 0
  position = 0
  openBidLots = 0
  openAskLots = 0
  wantedBid = 0
  wantedBidLots = 0
  wantedAsk = 0
  wantedAskLots = 0
}

class Walk {
  readonly #options: AcceleratedOptions
  readonly #params: StrategyParams
  readonly #prepared: PreparedMarket
  readonly #extras: AcceleratedExtras
  readonly #latency: LatencyColumns
  readonly #response: LatencyModel | undefined
  readonly #book: RowBook
  readonly #portfolio: Portfolio
  readonly #killSwitch: KillSwitch
  readonly #gate: LimitGate
  readonly #log = new FillLog()
  readonly #venue: QuoteVenue
  readonly #reports: FillReports
  readonly #desk: QuoteDesk
  readonly #strategy: RowStrategy
  readonly #funding: FundingSchedule | undefined
  readonly #drawdown: Drawdown
  readonly #slices: SliceCurve
  readonly #hash = new RunHash()
  readonly #decision = new Decision()
  #rowsSeen = 0

  constructor(
    options: AcceleratedOptions,
    params: StrategyParams,
    prepared: PreparedMarket,
    extras: AcceleratedExtras,
  ) {
    this.#options = options
    this.#params = params
    this.#prepared = prepared
    this.#extras = extras
    const { columns, firstNanos, lastNanos } = prepared
    const { cash = 0, slices = 0, limits, funding } = options
    const fees = feesOf(options, 'levels')
    const instrument = preparedInstrument(prepared)
    const fills = new FillColumns()
    const log = this.#log
    const { tape } = prepared
    const hash = this.#hash
    this.#latency = latencyOf(prepared, options.latency)
    this.#response = extras.hasResponse === true ? responseOf(options.latency) : undefined
    const book = new RowBook(columns, instrument)
    const portfolio = new Portfolio({ instrument, cash })
    const killSwitch = options.killSwitch ?? new KillSwitch()
    const gate = new LimitGate({ limits, instrument, killSwitch })
    gate.openDay(cash)
    const { strategy } = options
    const { hasTrades } = prepared
    const standing = new AccountStanding(portfolio, killSwitch)
    this.#strategy = new RowStrategy({ strategy, params, instrument, book, standing, hasTrades })
    const venue = new QuoteVenue({
      columns,
      latency: this.#latency,
      tape: new ExchangeTape(tape),
      fills,
      wanted: this.#strategy.quotes,
      style: extras.style ?? 'replace',
      capacity: extras.capacity ?? 'whole',
    })
    const response = this.#response
    this.#reports = new FillReports({
      ...{ fills, instrument, fees, portfolio, venue, hash, response, tape, log },
    })
    this.#desk = new QuoteDesk({ venue, gate, portfolio, book, hash })
    this.#funding = funding === undefined ? undefined : new FundingSchedule(funding)
    this.#slices = new SliceCurve({ slices, firstNanos, lastNanos, openingEquity: cash })
    this.#drawdown = new Drawdown(cash)
    this.#book = book
    this.#portfolio = portfolio
    this.#killSwitch = killSwitch
    this.#gate = gate
    this.#venue = venue
  }

  toEnd(): void {
    const { rows, times } = this.#prepared.columns
    const untilNanos = this.#extras.untilNanos ?? Number.POSITIVE_INFINITY
    let row = 0
    while (row < rows && times[row]! <= untilNanos) {
      const isSent = this.#look(row)
      const next = isSent ? this.#travel(row) : row + 1
      if (!isSent) this.#venue.wait(next)
      this.#reports.send()
      for (let passed = row + 1; passed < next; passed++) this.#pass(passed)
      row = next
    }
    this.#book.row = row
    this.#reports.learn(Number.POSITIVE_INFINITY)
    this.#sample(times[row]!)
  }

  /** The strategy looks at a row; answers whether it sent anything. */
  #look(row: number): boolean {
    const now = nanos(this.#prepared.columns.times[row]!)
    this.#pass(row)
    this.#rowsSeen++
    this.#reports.tell(this.#strategy, now)
    this.#strategy.look(now)
    if (this.#extras.onDecision !== undefined) this.#report(row, now)
    const { quotes } = this.#strategy
    this.#desk.now = now
    let isSent = false
    if (!this.#killSwitch.isTripped) isSent = reconcile(quotes, this.#desk)
    // Asked again: judging a quote may have found the loss that trips the switch.
    if (!this.#killSwitch.isTripped) return isSent
    quotes.clearAll()
    return reconcile(quotes, this.#desk) || isSent
  }

  /** Requests travel from this row; answers the row at which they are answered. */
  #travel(row: number): number {
    const { rows, times } = this.#prepared.columns
    const { ackTimes, nextRows, isLost } = this.#latency
    this.#venue.travel(row)
    let next = nextRows[row]!
    if (this.#response === undefined || isLost[row] === 1) return next
    const arrived = nanos(ackTimes[row]!)
    const answered = arrived + this.#response.response(arrived)
    while (next < rows && times[next]! < answered) this.#venue.wait(++next)
    return next
  }

  /** What happens at an instant whether the strategy looks or not. */
  #pass(row: number): void {
    const now = nanos(this.#prepared.columns.times[row]!)
    if (this.#funding !== undefined) this.#fund(this.#funding, now)
    this.#book.row = row
    this.#reports.learn(now)
    this.#sample(now)
    // A flat account cannot lose by a move of the market.
    if (this.#portfolio.position !== 0) this.#gate.isLossBeyondLimit(this.#desk, now)
  }

  #sample(now: number): void {
    const equity = this.#desk.mark()
    this.#drawdown.add(equity)
    if (Number.isNaN(equity)) return
    if (this.#slices.slices > 0) this.#slices.add(now, equity)
    if (this.#options.onSample !== undefined) this.#show(this.#options.onSample, now, equity)
  }

  #show(onSample: (sample: EquitySample) => void, atNanos: number, equity: number): void {
    const price = this.#book.midPrice
    const equityBeforeFees = this.#portfolio.equityBeforeFees(price)
    const { position } = this.#portfolio
    onSample({ atNanos, equity, equityBeforeFees, markets: [{ position, price }] })
  }

  /** Charges every funding instant that has passed, at the price of the row before. */
  #fund(funding: FundingSchedule, now: number): void {
    while (funding.dueNanos <= now) {
      const rate = funding.take()
      const price = this.#book.midPrice
      if (!Number.isNaN(price)) this.#portfolio.fund(rate, price)
    }
  }

  #report(row: number, now: Nanos): void {
    const decision = this.#decision
    const { bid, ask } = this.#strategy.quotes
    decision.row = row
    decision.atNanos = now
    decision.position = this.#portfolio.position
    decision.openBidLots = this.#desk.openLots(BUY)
    decision.openAskLots = this.#desk.openLots(SELL)
    decision.wantedBid = bid.price
    decision.wantedBidLots = bid.wantedLots
    decision.wantedAsk = ask.price
    decision.wantedAskLots = ask.wantedLots
    this.#extras.onDecision?.(decision)
  }

  result(): AcceleratedRun {
    const portfolio = this.#portfolio
    const desk = this.#desk
    const { rows, intervalNanos } = this.#prepared.columns
    const { cash = 0, strategy } = this.#options
    const hash = this.#hash
    hash.addFloat64(portfolio.position)
    hash.addFloat64(portfolio.cash)
    hash.addFloat64(portfolio.fees)
    const seen = this.#slices.pnl(this.#slicesSeen())
    const slicePnl = new Float64Array(this.#slices.slices).fill(Number.NaN)
    slicePnl.set(seen)
    const finalEquity = desk.equity
    return {
      strategy: strategy.name,
      params: this.#params,
      rowsSeen: this.#rowsSeen,
      rows,
      intervalNanos,
      metrics: metricsOf({
        portfolio,
        desk,
        pnlAfterFees: finalEquity - cash,
        pnlBeforeFees: portfolio.equityBeforeFees(this.#book.midPrice) - cash,
        maxDrawdown: this.#drawdown.max,
        slicePnl: seen,
      }),
      fills: this.#log,
      slicePnl,
      finalInventory: portfolio.position,
      finalCash: portfolio.cash - portfolio.fees,
      finalEquity,
      tradedLots: portfolio.tradedLots,
      ordersEntered: desk.entered,
      replaces: desk.replaces,
      cancels: desk.cancels,
      rejectedByVenue: this.#venue.refusals,
      refusals: refusalsByReason(this.#gate),
      killSwitch: this.#killSwitch.record ?? null,
      warnings: acceleratedWarnings(this.#options, this.#extras),
      runHash: hash.digest(),
    }
  }

  #slicesSeen(): number {
    const { firstNanos, lastNanos } = this.#prepared
    const { slices } = this.#slices
    const { untilNanos = lastNanos } = this.#extras
    const share = lastNanos > firstNanos ? (untilNanos - firstNanos) / (lastNanos - firstNanos) : 1
    return Math.max(0, Math.min(slices, Math.round(share * slices)))
  }
}

const otherGrid = (wanted: number, prepared: number): InputError =>
  new InputError(
    `is ${wanted} ns, but the market was prepared for a grid of ${prepared} ns`,
    { field: 'intervalNanos' },
    'Prepare the market once for each interval.',
  )
