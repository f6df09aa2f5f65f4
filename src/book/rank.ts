/**
 * Rank: a price seen from its side, so that greater is always better.
 *
 * A bid's rank is its price, an ask's the negated price. Structures that hold one side count in
 * ranks and never branch on the side again: the best level is the highest rank, "behind" is below.
 * Bits negate: a minus sign brings a check for -0, and `Math.imul` a way round through doubles.
 */
import { type Side, type Ticks, ticks } from '../core/index.ts'

/** The rank of nothing. It is `NO_PRICE` seen from either side. */
export const NO_RANK = -0x8000_0000
export const LOWEST_RANK = -0x7fff_ffff
export const HIGHEST_RANK = 0x7fff_ffff

export const rankOf = (side: Side, price: Ticks): number =>
  ((price ^ (side >> 31)) - (side >> 31)) | 0
export const priceOf = (side: Side, rank: number): Ticks =>
  ticks(((rank ^ (side >> 31)) - (side >> 31)) | 0)
