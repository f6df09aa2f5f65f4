/** Prices as text: to half a tick where they lie on a grid, to six figures where they do not. */
import { fixed, priceText } from './format.ts'
import { setup } from './state.ts'

export function shownPrice(price: number | null): string {
  const { tickStep = 0 } = setup.peek() ?? {}
  // The middle between two ticks has a digit more than they.
  return tickStep > 0 ? fixed(price, digitsOf(tickStep) + 1) : priceText(price)
}

/** Digits after the point that show every tick. */
export function digitsOf(step: number): number {
  let digits = 0
  while (digits < 10 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-9) {
    digits++
  }
  return digits
}
