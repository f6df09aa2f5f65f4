/** The twin of `probabilityOfOverfitting` that is obviously right: every half slice by slice. */

export interface SlowOverfitting {
  readonly probability: number
  readonly logits: number[]
  readonly rankTenths: number[]
  readonly lossProbability: number
}

/** Choices in no particular order. */
export function slowOverfitting(
  rows: readonly (readonly number[])[],
  blocks: number,
  performanceOf: (profits: readonly number[]) => number,
): SlowOverfitting {
  const length = Math.floor(rows[0]!.length / blocks)
  const dropped = rows[0]!.length - length * blocks
  const part = (row: readonly number[], chosen: readonly number[]): number[] =>
    chosen.flatMap((block) => row.slice(dropped + block * length, dropped + (block + 1) * length))

  const logits: number[] = []
  const shares: number[] = []
  let losses = 0
  for (let mask = 0; mask < 2 ** blocks; mask++) {
    const all = Array.from({ length: blocks }, (_, block) => block)
    const inSample = all.filter((block) => (mask >> block) & 1)
    const outOfSample = all.filter((block) => !((mask >> block) & 1))
    if (inSample.length !== outOfSample.length) continue
    const here = rows.map((row) => performanceOf(part(row, inSample)))
    const there = rows.map((row) => performanceOf(part(row, outOfSample)))
    const chosen = there[here.indexOf(Math.max(...here))]!
    const ranks = there.flatMap((each, i) => (each === chosen ? [rankOf(there, i)] : []))
    const share = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length / (rows.length + 1)
    shares.push(share)
    logits.push(Math.log(share / (1 - share)))
    if (chosen < 0) losses++
  }
  const low = logits.filter((logit) => logit <= 0).length
  return {
    probability: low / logits.length,
    logits,
    rankTenths: Array.from({ length: 10 }, (_, tenth) => {
      const within = shares.filter((share) => share >= tenth / 10 && share < (tenth + 1) / 10)
      return within.length / shares.length
    }),
    lossProbability: losses / logits.length,
  }
}

/** From 1; equals in the order they stand. */
function rankOf(values: readonly number[], at: number): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  return order.indexOf(at) + 1
}
