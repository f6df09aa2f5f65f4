/**
 * A small plot for the terminal: measured points, and the fitted curve through them.
 *
 * ```
 *  0.155 |o
 *        |  *o
 *        |     *o o
 *  0.012 |          * * o
 *        +----------------
 *         50          1150   distance in ticks
 * ```
 */

export interface PlotSeries {
  readonly mark: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface PlotOptions {
  readonly columns: number
  readonly rows: number
  readonly xLabel: string
  readonly yLabel: string
  /** Distances between numbers on the axis stand for ratios. */
  readonly isLogX?: boolean
  readonly isLogY?: boolean
  readonly formatX: (x: number) => string
  readonly formatY: (y: number) => string
}

/** Later series are drawn over earlier ones. Lines without their ends; none without points. */
export function textPlot(series: readonly PlotSeries[], options: PlotOptions): string[] {
  const { columns, rows, isLogX = false, isLogY = false } = options
  const placed = series.map(({ mark, points }) => ({
    mark,
    points: points
      .map(({ x, y }) => ({ x: isLogX ? Math.log(x) : x, y: isLogY ? Math.log(y) : y }))
      .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  }))
  const all = placed.flatMap(({ points }) => points)
  if (all.length === 0) return []
  const horizontal = new Axis(all.map(({ x }) => x))
  const vertical = new Axis(all.map(({ y }) => y))
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '))
  for (const { mark, points } of placed) {
    for (const { x, y } of points) {
      const row = rows - 1 - vertical.place(y, rows)
      cells[row]![horizontal.place(x, columns)] = mark
    }
  }
  const back = (value: number, isLog: boolean) => (isLog ? Math.exp(value) : value)
  const top = options.formatY(back(vertical.high, isLogY))
  const bottom = options.formatY(back(vertical.low, isLogY))
  const left = options.formatX(back(horizontal.low, isLogX))
  const right = options.formatX(back(horizontal.high, isLogX))
  const margin = Math.max(top.length, bottom.length)
  const lines = cells.map((row, k) => {
    const label = k === 0 ? top : k === rows - 1 ? bottom : ''
    return `${label.padStart(margin)} |${row.join('')}`.trimEnd()
  })
  const gap = ' '.repeat(Math.max(1, columns - left.length - right.length))
  return [
    `${' '.repeat(margin)}  ${options.yLabel}`,
    ...lines,
    `${' '.repeat(margin)} +${'-'.repeat(columns)}`,
    `${' '.repeat(margin)}  ${left}${gap}${right}   ${options.xLabel}`,
  ]
}

class Axis {
  readonly low: number
  readonly high: number

  constructor(values: readonly number[]) {
    this.low = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
    this.high = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  }

  /** Which of `count` cells a value falls into. */
  place(value: number, count: number): number {
    if (this.high === this.low) return Math.floor(count / 2)
    return Math.round(((value - this.low) / (this.high - this.low)) * (count - 1))
  }
}
