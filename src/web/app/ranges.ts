/** From where to where a pane reaches, around what it shows. */

/** A share of the values' span beyond both ends; around a single value a thousandth of it. */
export function padded(lowest: number, highest: number, share: number): [number, number] {
  const span = highest - lowest
  // Nothing to see yet is seen around 0, in figures that have room beside the pane.
  const padding = span > 0 ? span * share : Math.abs(highest) * 0.001 || 1
  return [lowest - padding, highest + padding]
}

/** As far below zero as above it, and so far at least. */
export function symmetric(lowest: number, highest: number, least: number): [number, number] {
  const reach = Math.max(least, Math.abs(lowest), Math.abs(highest)) * 1.15
  return [-reach, reach]
}
