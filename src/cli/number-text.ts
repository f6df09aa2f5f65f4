/** Numbers for people: counts in groups, money with as many digits as it needs. */

/** Thousands separated by thin commas, at most `decimals` digits after the point. */
export function grouped(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals })
}

/**
 * Two digits after the point, four where there are more, eight for amounts below one (contracts that
 * settle in bitcoin). What rounds to nothing has no sign.
 */
export function money(value: number): string {
  const digits = Math.abs(value) < 1 ? 8 : 4
  const rounded = Number(value.toFixed(digits)) || 0
  return rounded.toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  })
}
