/** Ordinary least squares through points, with the standard errors of independent residuals. */

export interface StraightLine {
  readonly slope: number
  readonly intercept: number
  readonly slopeError: number
  readonly interceptError: number
  readonly rSquared: number
}

/** At least three points, not all at one x. */
export function straightLine(
  points: readonly { readonly x: number; readonly y: number }[],
): StraightLine {
  const count = points.length
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count
  let squaresX = 0
  let squaresY = 0
  let products = 0
  for (const { x, y } of points) {
    squaresX += (x - meanX) * (x - meanX)
    squaresY += (y - meanY) * (y - meanY)
    products += (x - meanX) * (y - meanY)
  }
  const slope = products / squaresX
  const residual = Math.max(0, squaresY - slope * products)
  const variance = residual / (count - 2)
  return {
    slope,
    intercept: meanY - slope * meanX,
    slopeError: Math.sqrt(variance / squaresX),
    interceptError: Math.sqrt(variance * (1 / count + (meanX * meanX) / squaresX)),
    rSquared: squaresY === 0 ? 1 : 1 - residual / squaresY,
  }
}
