/**
 * Who owes what after the trades: position, cash and fees of every participant, from events alone.
 *
 * Money is counted in whole numbers: cash in ticks times lots, fees in millionths of that. So nothing
 * rounds below 2^53, and what all participants own and paid sums to zero to the last millionth.
 *
 * ```ts
 * const fees = new FeeTiers([
 *   { fromLots: 0, maker: { perLotMicros: -200_000 }, taker: { perLotMicros: 300_000 } },
 *   { fromLots: 1_000_000, maker: { perLotMicros: -300_000 }, taker: { perLotMicros: 250_000 } },
 * ])
 * const clearing = new Clearing(participants, instruments, fees)
 * clearing.read(engine.events)
 * clearing.moneyMicrosOf(7)
 * ```
 */
import {
  assert,
  ENGINE_TRADE,
  EVENT_I32,
  type EventTape,
  FLAG_AUCTION,
  flagsOf,
  I_INCOMING_PARTICIPANT,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_RESTING_PARTICIPANT,
  I_SIZE,
  InputError,
  sideOf,
} from '../../core/index.ts'

/** What a fill costs; negative pays a rebate. Both parts add up. */
export interface FeeRate {
  /** Millionths of a tick for each lot. */
  readonly perLotMicros?: number
  /** Of the traded value. */
  readonly partsPerMillion?: number
}

export interface FeeTier {
  /** Holds from the lot on that a participant trades after so many. */
  readonly fromLots: number
  readonly maker: FeeRate
  readonly taker: FeeRate
  /** For both sides of an auction's trade; the taker's rate without. */
  readonly auction?: FeeRate
}

/** A schedule of fees by the volume a participant has traded. */
export class FeeTiers {
  readonly #tiers: readonly FeeTier[]

  /** @throws InputError for tiers that make no schedule. */
  constructor(tiers: readonly FeeTier[]) {
    const [first] = tiers
    if (first === undefined || first.fromLots !== 0) {
      throw new InputError('a fee schedule begins with a tier from 0 lots', { field: 'fees' })
    }
    for (const [k, tier] of tiers.entries()) {
      if (k > 0 && !(tier.fromLots > tiers[k - 1]!.fromLots)) {
        throw new InputError('the tiers of a fee schedule ascend', { field: 'fees' })
      }
      for (const rate of [tier.maker, tier.taker, tier.auction ?? {}]) mustBeWhole(rate)
    }
    this.#tiers = tiers
  }

  /** The tier of a participant who has traded so many lots. */
  tierAfter(lots: number): FeeTier {
    let k = this.#tiers.length - 1
    while (this.#tiers[k]!.fromLots > lots) k--
    return this.#tiers[k]!
  }
}

export class Clearing {
  /** Paid by all participants together, less rebates. */
  feesMicros = 0
  readonly #fees: FeeTiers | undefined
  readonly #instruments: number = 0
  readonly #positions: Float64Array = new Float64Array(0)
  readonly #cash: Float64Array = new Float64Array(0)
  readonly #paid: Float64Array = new Float64Array(0)
  readonly #traded: Float64Array = new Float64Array(0)

  constructor(participants: number, instruments: number, fees?: FeeTiers) {
    this.#fees = fees
    this.#instruments = instruments
    this.#positions = new Float64Array(participants * instruments)
    this.#cash = new Float64Array(participants)
    this.#paid = new Float64Array(participants)
    this.#traded = new Float64Array(participants)
  }

  positionOf(participant: number, instrument: number): number {
    assert(instrument < this.#instruments, 'an instrument of the engine')
    return this.#positions[participant * this.#instruments + instrument]!
  }
  /** In ticks times lots, before fees. */
  cashOf(participant: number): number {
    return this.#cash[participant]!
  }
  feesMicrosOf(participant: number): number {
    return this.#paid[participant]!
  }
  tradedLotsOf(participant: number): number {
    return this.#traded[participant]!
  }
  /** Cash after fees, in millionths of a tick times lot. */
  moneyMicrosOf(participant: number): number {
    return this.cashOf(participant) * 1e6 - this.feesMicrosOf(participant)
  }

  /** Takes in all events of an engine's tape. */
  read({ i32, length }: EventTape): void {
    for (let i = 0; i < length * EVENT_I32; i += EVENT_I32) {
      const meta = i32[i + I_META]!
      if ((meta & 0xff) !== ENGINE_TRADE) continue
      const isAuction = (flagsOf(meta) & FLAG_AUCTION) !== 0
      const [price, size, instrument] = [
        i32[i + I_PRICE]!,
        i32[i + I_SIZE]!,
        i32[i + I_INSTRUMENT]!,
      ]
      const resting = i32[i + I_RESTING_PARTICIPANT]!
      const incoming = i32[i + I_INCOMING_PARTICIPANT]!
      // An auction names the buyer where other trades name the resting order.
      const side = isAuction ? -1 : sideOf(meta)
      this.#settle(resting, instrument, -side * size, price)
      this.#settle(incoming, instrument, side * size, price)
      this.#charge(resting, price, size, isAuction ? 'auction' : 'maker')
      this.#charge(incoming, price, size, isAuction ? 'auction' : 'taker')
    }
  }

  #settle(participant: number, instrument: number, lots: number, price: number): void {
    this.#positions[participant * this.#instruments + instrument]! += lots
    this.#cash[participant]! -= lots * price
  }

  #charge(participant: number, price: number, size: number, role: 'maker' | 'taker' | 'auction') {
    const tier = this.#fees?.tierAfter(this.#traded[participant]!)
    this.#traded[participant]! += size
    if (tier === undefined) return
    const { perLotMicros = 0, partsPerMillion = 0 } = tier[role] ?? tier.taker
    const fee = size * (perLotMicros + Math.abs(price) * partsPerMillion)
    this.#paid[participant]! += fee
    this.feesMicros += fee
  }
}

function mustBeWhole({ perLotMicros = 0, partsPerMillion = 0 }: FeeRate): void {
  if (Number.isSafeInteger(perLotMicros) && Number.isSafeInteger(partsPerMillion)) return
  throw new InputError('fees are whole numbers of millionths', { field: 'fees' })
}
