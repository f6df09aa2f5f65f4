/**
 * What a venue does when an incoming order would meet a resting order of the same owner.
 *
 * | mode          | the incoming order      | the resting order       |
 * |---------------|-------------------------|-------------------------|
 * | allow         | stays                   | stays                   |
 * | cancel-newest | lapses                  | stays                   |
 * | cancel-oldest | stays                   | lapses                  |
 * | cancel-both   | lapses                  | lapses                  |
 * | decrement     | shrinks by the smaller  | shrinks by the smaller  |
 */
export type SelfTradePrevention =
  | 'allow'
  | 'cancel-newest'
  | 'cancel-oldest'
  | 'cancel-both'
  | 'decrement'

export const SELF_TRADE_MODES: readonly SelfTradePrevention[] = [
  'allow',
  'cancel-newest',
  'cancel-oldest',
  'cancel-both',
  'decrement',
]
