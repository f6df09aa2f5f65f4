/**
 * The book of the exchange as a ladder: a row a price, bids to the left of it and asks to the right,
 * our orders outside with the lots that trade before them; below, the tape of trades.
 */
import type { Ladder, LadderOrder, Setup, TradeRow } from '../protocol.ts'
import { narrowClock, short, whole } from './format.ts'
import { digitsOf } from './price-text.ts'
import { ladder } from './state.ts'

/** A bar is as long as its share of the largest size in sight, which is this at least. */
const LARGEST_LOTS_MIN = 8

export function LadderPanel({ setup }: { setup: Setup }) {
  const now = ladder.value
  if (now === undefined) return null
  const digits = digitsOf(setup.tickStep)
  const price = (ticks: number) => (ticks * setup.tickStep).toFixed(digits)
  return (
    <section class="panel market" aria-label="Order book and trades">
      <h2>
        Book <span class="unit">lots a price, {setup.quote}</span>
      </h2>
      <Rows now={now} price={price} />
      <h2>
        Trades <span class="unit">{short(now.tradesInAll)} in all</span>
      </h2>
      <Tape trades={now.trades} price={price} />
    </section>
  )
}

type PriceText = (ticks: number) => string

function Rows({ now, price }: { now: Ladder; price: PriceText }) {
  const { topTicks, bids, asks, orders, lastTicks } = now
  if (bids.length === 0) return <p class="nothing">Nobody has quoted yet.</p>
  const largest = Math.max(LARGEST_LOTS_MIN, ...bids, ...asks)
  return (
    <table class="ladder" data-ladder={topTicks}>
      <colgroup>
        <col class="ours" />
        <col class="size" />
        <col class="price" />
        <col class="size" />
        <col class="ours" />
      </colgroup>
      <thead class="unseen">
        <tr>
          <th scope="col">Our bids</th>
          <th scope="col">Bids, lots</th>
          <th scope="col">Price</th>
          <th scope="col">Asks, lots</th>
          <th scope="col">Our asks</th>
        </tr>
      </thead>
      <tbody>
        {bids.map((bid, row) => {
          const ticks = topTicks - row
          const ask = asks[row]!
          const ours = orders.filter(({ priceTicks }) => priceTicks === ticks)
          const isLast = ticks === lastTicks
          return (
            // Rows are places, not prices: nothing moves when the ladder does not.
            <tr key={`row ${row}`} class={isLast ? 'is-last' : ''} data-ours={ours.length}>
              <Ours orders={ours.filter(({ side }) => side === 1)} />
              <Size lots={bid} largest={largest} side="bid" />
              <th scope="row" class="price">
                {price(ticks)}
              </th>
              <Size lots={ask} largest={largest} side="ask" />
              <Ours orders={ours.filter(({ side }) => side === -1)} />
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface SizeProps {
  readonly lots: number
  readonly largest: number
  readonly side: 'bid' | 'ask'
}

function Size({ lots, largest, side }: SizeProps) {
  return (
    <td class={`size is-${side}`}>
      {lots > 0 && (
        <>
          <i style={{ width: `${(100 * lots) / largest}%` }} aria-hidden="true" />
          <b>{whole(lots)}</b>
        </>
      )}
    </td>
  )
}

/** What is ours at a price: its lots, and how many others trade first. */
function Ours({ orders }: { orders: readonly LadderOrder[] }) {
  const [first] = orders
  if (first === undefined) return <td class="ours" />
  const lots = orders.reduce((sum, order) => sum + order.lots, 0)
  const ahead = Math.min(...orders.map(({ aheadLots }) => aheadLots))
  const side = first.side === 1 ? 'buy' : 'sell'
  return (
    <td class="ours">
      <span
        class={`own-order is-${side}`}
        title={`Ours: ${side} ${lots} lots; ${ahead} lots are ahead in the queue`}
      >
        <b>{whole(lots)}</b> {ahead === 0 ? 'next' : `${whole(ahead)} ahead`}
      </span>
    </td>
  )
}

function Tape({ trades, price }: { trades: readonly TradeRow[]; price: PriceText }) {
  if (trades.length === 0) return <p class="nothing">No trade yet.</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keys
    <section class="scroll tape" tabIndex={0} aria-label="List of trades">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col" class="taker">
              Taker
            </th>
            <th scope="col">Lots</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          {trades.map(({ number, atSeconds, side, lots, priceTicks, isOwn }) => (
            <tr key={number} class={isOwn ? 'is-own' : ''}>
              <td>{narrowClock(atSeconds)}</td>
              <td class={`taker ink-${side === 1 ? 'buy' : 'sell'}`}>
                {side === 1 ? '▲ buys' : '▼ sells'}
                {isOwn && <span class="own-mark">ours</span>}
              </td>
              <td>{whole(lots)}</td>
              <td>{price(priceTicks)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
