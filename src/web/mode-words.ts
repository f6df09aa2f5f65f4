/** The modes of trading in words, for the page, the terminal and the journal alike. */
import type { ModeName } from './protocol.ts'

/** From the mildest to the strictest. */
export const MODE_NAMES = ['trading', 'reduce-only', 'halted'] as const satisfies ModeName[]

/** What follows from a mode, and for what works already. */
export const MODE_EFFECTS: Readonly<Record<ModeName, string>> = {
  trading: 'the strategy may send what it wants',
  'reduce-only': 'only orders that reduce the position pass, and others that work are withdrawn',
  halted: 'no new order leaves, and all that work are withdrawn',
}
