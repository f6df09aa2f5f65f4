/**
 * The units every number carries, as nominal types.
 *
 * A brand costs nothing at run time. It stops a price from being passed where a quantity is meant,
 * at every function boundary; inside a kernel plain `number` with the unit in its name is fine.
 */
declare const unit: unique symbol
type Unit<Name extends string> = number & { readonly [unit]: Name }

/** A price, counted in the instrument's minimum increments. Always an integer. */
export type Ticks = Unit<'ticks'>
/** A quantity, counted in the instrument's minimum trade size. Always an integer. */
export type Lots = Unit<'lots'>
/**
 * Whole nanoseconds: an instant since the session's epoch, or a span. Exact in a double for 104
 * days.
 */
export type Nanos = Unit<'nanos'>

export const ticks = (count: number): Ticks => count as Ticks
export const lots = (count: number): Lots => count as Lots
export const nanos = (count: number): Nanos => count as Nanos

// Rounded, because 1.001 * 1e3 is 1000.9999999999999 and times are whole.
export const micros = (count: number): Nanos => nanos(Math.round(count * 1e3))
export const millis = (count: number): Nanos => nanos(Math.round(count * 1e6))
export const seconds = (count: number): Nanos => nanos(Math.round(count * 1e9))

/** Rounds a fractional price down to the grid: the passive direction for a buyer. */
export const floorTicks = (fractional: number): Ticks => Math.floor(fractional) as Ticks
/** Rounds a fractional price up to the grid: the passive direction for a seller. */
export const ceilTicks = (fractional: number): Ticks => Math.ceil(fractional) as Ticks
/** Rounds to the nearest tick, halves up. */
export const roundTicks = (fractional: number): Ticks => Math.round(fractional) as Ticks

/**
 * The price of an empty side, and of an order without a price. Not a price: it is the most negative
 * int32, far from any tick, so that spreads with negative prices stay representable.
 */
export const NO_PRICE = ticks(-0x8000_0000)

/** An instant after every other: what a queue with nothing in it answers. */
export const NEVER = nanos(Number.POSITIVE_INFINITY)
