/**
 * The desk, the gate and the venue of a strategy that only takes at the quote: an order is judged by
 * the same risk gate as everywhere, and trades whole at the quote in force when it arrives.
 */
import {
  BUY,
  ENTER_ORDER,
  type Instrument,
  IOC,
  type Lots,
  lots,
  MARKET,
  NO_PRICE,
  nanos,
  opposite,
  RunHash,
  type Side,
  ticks,
} from '../../core/index.ts'
import { type FeeSchedule, feeOf } from '../../exchange/index.ts'
import { Portfolio } from '../../execution/index.ts'
import { type Exposure, KillSwitch, LimitGate, OrderIntent, reasonText } from '../../risk/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type { MarketOptions } from '../market.ts'
import { feesOf } from '../run-warnings.ts'
import { InFlight } from './in-flight.ts'
import { RowQuote } from './row-quote.ts'
import { TakerFills } from './taker-fills.ts'
import type { TickColumns } from './tick-columns.ts'

export class TakerDesk implements Exposure {
  readonly portfolio: Portfolio
  readonly gate: LimitGate
  readonly killSwitch = new KillSwitch()
  readonly fills = new TakerFills()
  /** Of every fill. */
  readonly hash = new RunHash()
  readonly flight: InFlight
  ordersEntered = 0
  orderedLots = 0
  /** Withdrawals of orders that were on their way when the kill switch tripped: all come too late. */
  cancels = 0
  /** Set before anything is judged. */
  equity = Number.NaN
  readonly #instrument: Instrument
  readonly #fees: FeeSchedule
  readonly #slippageTicks: number
  readonly #intent = new OrderIntent()
  /** What the desk sees and what the venue has, for the one row that matters at the moment. */
  readonly #here: RowQuote
  readonly #there: RowQuote
  #openBuyLots = 0
  #openSellLots = 0
  #nextId = 1
  /** Of the newest execution. */
  #fee = 0

  constructor(options: MarketOptions, instrument: Instrument, latency: LatencyModel) {
    const cash = options.cash ?? 0
    this.#instrument = instrument
    this.#fees = feesOf(options, 'series')
    this.#slippageTicks = options.slippageTicks ?? 0
    this.#here = new RowQuote(instrument)
    this.#there = new RowQuote(instrument)
    this.portfolio = new Portfolio({ instrument, cash })
    this.gate = new LimitGate({ limits: options.limits, instrument, killSwitch: this.killSwitch })
    this.gate.openDay(cash)
    this.flight = new InFlight(latency)
    const intent = this.#intent
    intent.action = ENTER_ORDER
    intent.price = NO_PRICE
    intent.orderType = MARKET
    intent.timeInForce = IOC
  }

  get position(): Lots {
    return this.portfolio.position
  }

  openLots(side: Side): Lots {
    return lots(side === BUY ? this.#openBuyLots : this.#openSellLots)
  }

  /** Wants to take at the quote of this row. Answers whether the gate approved. */
  order(columns: TickColumns, row: number, now: number, side: Side, size: Lots): boolean {
    // A strategy knows that trading is stopped, and wants nothing then.
    if (this.killSwitch.isTripped) return false
    this.#here.see(columns, row)
    const intent = this.#intent
    intent.orderId = this.#nextId++
    intent.side = side
    intent.size = size
    intent.growth = size
    if (this.gate.approve(intent, this, this.#here, nanos(now)) === undefined) return false
    this.ordersEntered++
    this.orderedLots += size
    return true
  }

  /** The order that was just approved leaves. */
  send(now: number): void {
    const { side, size, orderId } = this.#intent
    this.#open(side, size)
    this.flight.send(now, side, size, orderId)
  }

  /** The order that was just approved trades at the quote that it saw, in no time. */
  takeHere(now: number): void {
    const { side, size, orderId } = this.#intent
    const price = this.#trade(this.#here, now, orderId, side, size)
    if (!Number.isNaN(price)) this.portfolio.fill(side, size, price, this.#fee, false)
  }

  /** The order at the head of the line meets the quote of a row. */
  execute(columns: TickColumns, row: number): void {
    const { flight } = this
    const side: Side = flight.orderSide > 0 ? 1 : -1
    this.#there.see(columns, row)
    const size = lots(flight.orderSize)
    const price = this.#trade(this.#there, flight.orderAt, flight.orderId, side, size)
    flight.answer(price, this.#fee)
  }

  /** The report at the head of the line has arrived. */
  takeReport(): void {
    const { flight } = this
    const side: Side = flight.reportSide > 0 ? 1 : -1
    const size = lots(flight.reportSize)
    this.#open(side, -size)
    if (this.killSwitch.isTripped) this.cancels++
    const price = flight.reportPrice
    if (!Number.isNaN(price)) this.portfolio.fill(side, size, price, flight.reportFee, false)
    flight.dropReport()
  }

  get refusals(): Readonly<Record<string, number>> {
    const byReason: Record<string, number> = {}
    for (const [code, count] of this.gate.refusals.entries()) {
      if (count > 0) byReason[reasonText(code)] = (byReason[reasonText(code)] ?? 0) + count
    }
    return byReason
  }

  /** Writes down an execution at the quote and answers its price; NaN when nobody is there. */
  #trade(quote: RowQuote, at: number, orderId: number, side: Side, size: Lots): number {
    const far = opposite(side)
    const level = quote.best(far)
    this.#fee = 0
    if (level === NO_PRICE) return Number.NaN
    const slipped = ticks(level + side * this.#slippageTicks)
    const price = this.#price(quote.bestPrice(far), slipped, side)
    const fee = feeOf(this.#fees, this.#instrument, size, price, false)
    this.#fee = fee
    this.fills.add(at, orderId, side, slipped, size, price, fee)
    this.hash.addFloat64(at)
    this.hash.addFloat64(price)
    this.hash.addInt32(side * size)
    return price
  }

  /** A continuous quote keeps its exact digits. */
  #price(exact: number, slipped: number, side: Side): number {
    const { isContinuous, tick } = this.#instrument
    if (!isContinuous) return this.#instrument.price(ticks(slipped))
    const slip = side * this.#slippageTicks * tick.step
    return this.#slippageTicks === 0 ? exact : exact + slip
  }

  #open(side: Side, size: number): void {
    if (side === BUY) this.#openBuyLots += size
    else this.#openSellLots += size
  }
}
