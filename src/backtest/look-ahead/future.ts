/**
 * The futures that a check puts behind a cut: what could have come instead of what came.
 *
 * None of them is a market that anybody expects. They need only be other than the true one, in
 * different ways, so that whatever looks ahead sees something else in at least one of them.
 */

export type Future = (typeof FUTURES)[number]

export const FUTURES = [
  'silence',
  'shifted',
  'reflected',
  'shuffled',
  'resized',
  'thinned',
] as const

/** What each of them does to what comes after the cut. */
export const FUTURE_SENTENCES: Readonly<Record<Future, string>> = {
  silence: 'nothing more comes',
  shifted: 'all prices are higher',
  reflected: 'prices move the other way',
  shuffled: 'prices come in another order',
  resized: 'all sizes are others',
  thinned: 'trades are missing',
}
