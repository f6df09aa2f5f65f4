/**
 * The side of an order, a level or an aggressor, as a sign.
 *
 * With +1 and -1 both sides of the market are written once: `side * (a - b) > 0` reads "price a is
 * better than price b" for a buyer and for a seller alike.
 */
export const BUY = 1
export const SELL = -1
export type Side = typeof BUY | typeof SELL

/** Events without a side (a gap, a halt) carry this. */
export const NO_SIDE = 0

export const SIDES: readonly Side[] = [BUY, SELL]

export const opposite = (side: Side): Side => (side === BUY ? SELL : BUY)

export const sideName = (side: Side): 'BUY' | 'SELL' => (side === BUY ? 'BUY' : 'SELL')
