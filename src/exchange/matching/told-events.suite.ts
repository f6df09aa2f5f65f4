/** Events of an engine in words, one line each, so that a test compares what happened as it reads. */
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BAND_CHANGED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_INDICATIVE,
  ENGINE_KIND_NAMES,
  ENGINE_MASS_CANCELED,
  ENGINE_PARKED,
  ENGINE_PHASE_CHANGED,
  ENGINE_REJECTED,
  ENGINE_REPLACED,
  ENGINE_TIME_REACHED,
  ENGINE_TRADE,
  ENGINE_TRIGGERED,
  ENGINE_UNCROSSED,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_A,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_KEPT,
  FLAG_SELLER_HIDDEN,
  flagsOf,
  I_DETAIL,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  NO_PRICE,
  sideOf,
} from '../../core/index.ts'
import { PHASE_NAMES, type Phase } from './phase.ts'
import {
  BOOK_REASON_NAMES,
  type BookReason,
  CANCEL_REASON_NAMES,
  type CancelReason,
  REJECT_REASON_NAMES,
  type RejectReason,
} from './reason.ts'

/** How a test looks at a market: as it is, or with buyers and sellers exchanged around a price. */
export interface Frame {
  /** 1, or -1 when buyers are sellers. */
  readonly sign: 1 | -1
  /** The price that stays where it is. */
  readonly axis: number
}

export const priceIn = ({ sign, axis }: Frame, price: number): number =>
  price === NO_PRICE ? NO_PRICE : axis + sign * (price - axis)

/** All records of a tape in words. */
export function told(tape: EventTape, frame: Frame): string[] {
  return Array.from({ length: tape.length }, (_, index) => line(tape, index, frame))
}

function line({ f64, i32 }: EventTape, index: number, frame: Frame): string {
  const f = index * EVENT_F64
  const i = index * EVENT_I32
  const meta = i32[i + I_META]!
  const flags = flagsOf(meta)
  const detail = i32[i + I_DETAIL]!
  const [left, shown, size] = [i32[i + I_LEFT]!, i32[i + I_SHOWN]!, i32[i + I_SIZE]!]
  const price = priceIn(frame, i32[i + I_PRICE]!)
  const lots = price === NO_PRICE ? `${size}` : `${size}@${price}`
  const side = sideName(sideOf(meta) * frame.sign)
  const id = `#${f64[f + F_ORDER]}`
  const other = `#${f64[f + F_A]}`
  const name = ENGINE_KIND_NAMES[engineKindOf(meta)]
  const shows = shown === size ? '' : shown === 0 ? ', hidden' : `, shows ${shown}`
  switch (engineKindOf(meta)) {
    case ENGINE_ACCEPTED:
      return `${name} ${id} ${side} ${lots}${(flags & FLAG_BOOKED) !== 0 ? `, booked${shows}` : ''}`
    case ENGINE_REJECTED:
      return `${name} ${id}: ${REJECT_REASON_NAMES[detail as RejectReason]}`
    case ENGINE_BOOKED:
      return `${name} ${id} ${lots}${shows} (${BOOK_REASON_NAMES[detail as BookReason]})`
    case ENGINE_PARKED:
    case ENGINE_TRIGGERED:
      return `${name} ${id} ${lots}`
    case ENGINE_TRADE: {
      if ((flags & FLAG_AUCTION) === 0) {
        return `trade ${lots}: ${other} takes ${(flags & FLAG_HIDDEN) !== 0 ? 'hidden ' : ''}${id}`
      }
      const isMirrored = frame.sign < 0
      const hidden = (flags & (FLAG_HIDDEN | FLAG_SELLER_HIDDEN)) !== 0 ? ' (hidden)' : ''
      return `auction ${lots}: ${isMirrored ? other : id} from ${isMirrored ? id : other}${hidden}`
    }
    case ENGINE_CANCELED: {
      const rest = left === 0 ? '' : `, ${left} left`
      return `${name} ${id} ${size}${rest} (${CANCEL_REASON_NAMES[detail as CancelReason]})`
    }
    case ENGINE_REPLACED: {
      const place = (flags & FLAG_KEPT) !== 0 ? ', kept its place' : ''
      return `${name} ${id} ${lots}${place}${(flags & FLAG_BOOKED) !== 0 ? `, booked${shows}` : ''}`
    }
    case ENGINE_MASS_CANCELED:
    case ENGINE_TIME_REACHED:
      return `${name}: ${size}`
    case ENGINE_PHASE_CHANGED:
      return `${PHASE_NAMES[detail as Phase]}${left === 1 ? ' by the market' : ''}`
    case ENGINE_BAND_CHANGED:
      return name
    case ENGINE_INDICATIVE:
    case ENGINE_UNCROSSED:
      return `${name} ${lots}${left === 0 ? '' : `, ${left} more to ${side}`}`
    default:
      return `unknown ${meta & 0xff}`
  }
}

const sideName = (side: number): string => (side === 0 ? '-' : side === BUY ? 'buy' : 'sell')
