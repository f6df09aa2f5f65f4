/**
 * The lowest point of a function of one number, without derivatives.
 *
 * A grid finds the valley, since a loss over real data may have several; golden sections then halve
 * it, and some, at one evaluation a step.
 */

export interface Minimum {
  readonly at: number
  readonly value: number
  /** It is an end of the grid: the true one may lie beyond. */
  readonly isAtEdge: boolean
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Searches on an ascending grid of at least three points, and then to `tolerance` between them. */
export function minimise(
  loss: (at: number) => number,
  grid: readonly number[],
  tolerance: number,
): Minimum {
  const values = grid.map(loss)
  let lowest = 0
  for (const [k, value] of values.entries()) if (value < values[lowest]!) lowest = k
  const low = grid[Math.max(0, lowest - 1)]!
  const high = grid[Math.min(grid.length - 1, lowest + 1)]!
  const found = goldenSection(loss, { low, high, tolerance })
  // Between grid points a loss may be rougher than at them.
  const best =
    found.value <= values[lowest]! ? found : { at: grid[lowest]!, value: values[lowest]! }
  const fromEnd = Math.min(best.at - grid[0]!, grid[grid.length - 1]! - best.at)
  return { ...best, isAtEdge: fromEnd <= 2 * tolerance }
}

function goldenSection(
  loss: (at: number) => number,
  { low, high, tolerance }: { low: number; high: number; tolerance: number },
): { at: number; value: number } {
  let left = high - GOLDEN * (high - low)
  let right = low + GOLDEN * (high - low)
  let leftValue = loss(left)
  let rightValue = loss(right)
  while (high - low > tolerance) {
    if (leftValue <= rightValue) {
      high = right
      right = left
      rightValue = leftValue
      left = high - GOLDEN * (high - low)
      leftValue = loss(left)
    } else {
      low = left
      left = right
      leftValue = rightValue
      right = low + GOLDEN * (high - low)
      rightValue = loss(right)
    }
  }
  return leftValue <= rightValue ? { at: left, value: leftValue } : { at: right, value: rightValue }
}
