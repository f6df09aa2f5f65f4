/** Choices of k out of n, counted, listed in order, or drawn. */
import { assert, type RandomStream } from '../../core/index.ts'

/** How many there are; exact as long as a double can count them. */
export function combinationCount(of: number, chosen: number): number {
  if (chosen < 0 || chosen > of) return 0
  let count = 1
  // Divides evenly at every step: the product of the last i numbers holds every factor up to i.
  for (let i = 1; i <= Math.min(chosen, of - chosen); i++) count = (count * (of - i + 1)) / i
  return count
}

/**
 * Every choice as rising places, in dictionary order: 01, 02, 03, 12, 13, 23 of four. The array
 * that is given out is written over by the next.
 */
export function* combinations(of: number, chosen: number): Generator<Int32Array> {
  assert(chosen >= 0 && chosen <= of, 'a choice is of at most all')
  const places = Int32Array.from({ length: chosen }, (_, i) => i)
  for (;;) {
    yield places
    let at = chosen - 1
    while (at >= 0 && places[at] === of - chosen + at) at--
    if (at < 0) return
    places[at] = places[at]! + 1
    for (let next = at + 1; next < chosen; next++) places[next] = places[next - 1]! + 1
  }
}

/** One choice, all equally likely, as rising places; written into `places`. */
export function drawCombination(stream: RandomStream, of: number, places: Int32Array): void {
  let missing = places.length
  // Each place is taken with the share of choices that hold it: A. Fan et al., JASA 57, 1962.
  for (let place = 0; place < of && missing > 0; place++) {
    if (stream.integer(1, of - place) > missing) continue
    places[places.length - missing] = place
    missing--
  }
}
