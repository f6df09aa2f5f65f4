/**
 * The book of a row: its touch, and the depth sums that were precomputed. Nothing behind the touch.
 *
 * A strategy that looks deeper is told so, instead of being shown a book that ends at the touch.
 */
import type { BookView, DepthSums, KnowsDepthSums } from '../../book/index.ts'
import {
  BUY,
  InputError,
  type Instrument,
  type Lots,
  lots,
  NO_PRICE,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { MarketColumns } from './market-columns.ts'

export class RowBook implements BookView, KnowsDepthSums {
  /** The row that is looked at. */
  row = 0
  readonly #columns: MarketColumns
  readonly #instrument: Instrument

  constructor(columns: MarketColumns, instrument: Instrument) {
    this.#columns = columns
    this.#instrument = instrument
  }

  best(side: Side): Ticks {
    const { bids, asks } = this.#columns
    return ticks(side === BUY ? bids[this.row]! : asks[this.row]!)
  }
  bestSize(side: Side): Lots {
    const { bidLots, askLots } = this.#columns
    return lots(side === BUY ? bidLots[this.row]! : askLots[this.row]!)
  }
  bestPrice(side: Side): number {
    const price = this.best(side)
    return price === NO_PRICE ? Number.NaN : this.#instrument.price(price)
  }

  get isTwoSided(): boolean {
    const { bids, asks } = this.#columns
    return bids[this.row] !== NO_PRICE && asks[this.row] !== NO_PRICE
  }
  get isCrossed(): boolean {
    return this.isTwoSided && this.spreadTicks < 0
  }
  get isLocked(): boolean {
    return this.isTwoSided && this.spreadTicks === 0
  }
  get spreadTicks(): number {
    return this.#columns.asks[this.row]! - this.#columns.bids[this.row]!
  }
  get midTicks(): number {
    if (!this.isTwoSided) return Number.NaN
    return (this.#columns.bids[this.row]! + this.#columns.asks[this.row]!) / 2
  }
  get microTicks(): number {
    if (!this.isTwoSided) return Number.NaN
    const { bids, asks, bidLots, askLots } = this.#columns
    const bidSize = bidLots[this.row]!
    const askSize = askLots[this.row]!
    return (bids[this.row]! * askSize + asks[this.row]! * bidSize) / (bidSize + askSize)
  }
  get midPrice(): number {
    if (!this.isTwoSided) return Number.NaN
    const bid = this.#instrument.price(ticks(this.#columns.bids[this.row]!))
    return (bid + this.#instrument.price(ticks(this.#columns.asks[this.row]!))) / 2
  }

  sizeAt(side: Side, price: Ticks): Lots {
    const best = this.best(side)
    if (best !== NO_PRICE && side * (best - price) > 0) throw noDepth('sizeAt, behind the touch')
    return price === best && best !== NO_PRICE ? this.bestSize(side) : lots(0)
  }
  nextBehind(_side: Side, _price: Ticks): Ticks {
    throw noDepth('nextBehind')
  }
  levelCount(_side: Side): number {
    throw noDepth('levelCount')
  }
  totalLots(_side: Side): Lots {
    throw noDepth('totalLots')
  }

  depthSumsInto(range: number, sums: DepthSums): void {
    const { depth } = this.#columns
    let k = 0
    while (k < depth.length && depth[k]!.range !== range) k++
    const known = depth[k]
    if (known === undefined) throw unknownRange(range, depth)
    sums.midTicks = this.midTicks
    sums.bidLots = known.bidLots[this.row]!
    sums.askLots = known.askLots[this.row]!
    sums.bidMoment = known.bidMoments[this.row]!
    sums.askMoment = known.askMoments[this.row]!
  }
}

const noDepth = (what: string): InputError =>
  new InputError(
    `the strategy asks its book for ${what}: the accelerated engine knows the touch only`,
    { field: 'strategy' },
    'Measure the depth with DepthSums over a range named in depthRanges, or use the event engine.',
  )

const unknownRange = (range: number, depth: MarketColumns['depth']): InputError =>
  new InputError(
    `the strategy measures the depth within ${range} of the mid, which was not precomputed`,
    { field: 'depthRanges' },
    depth.length === 0
      ? `Name it in depthRanges: [${range}].`
      : `Precomputed are ${depth.map((known) => known.range).join(', ')}: name it too.`,
  )
