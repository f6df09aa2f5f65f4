/**
 * A limit in money, with room for the rounding of sums of decimals: 0.1 + 0.2 is not beyond 0.3.
 * One part in 10^12 is far below the smallest coin of every amount that a double holds to a coin.
 */
export const moneyLimit = (limit: number): number => limit + Math.abs(limit) * 1e-12
