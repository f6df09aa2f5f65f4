/** The numbers of a sweep in one word and one sentence, for a reader who wants to believe. */
import type { Overfitting } from './overfitting.ts'

/**
 * - `edge`: the best is better than luck, and being best on one half of the data carries over to the
 *   other, or nearly always earns there.
 * - `doubtful`: one of the two says yes, the other no.
 * - `noise`: neither does.
 * - `undecided`: too little to judge by.
 */
export type SweepVerdict = 'edge' | 'doubtful' | 'noise' | 'undecided'

export interface VerdictNumbers {
  readonly trials: number
  readonly luckySharpe: number
  readonly chosen: {
    readonly sharpe: number
    readonly deflated: number
    readonly moments: { readonly count: number }
  } | null
  readonly overfitting: Overfitting | null
}

/** Fewer observations say nothing about skewness and tails, and the tests build on both. */
const SLICES_MIN = 30
/** Above this share, being the best in-sample is no reason to expect anything. */
const OVERFITTING_MAX = 0.2
/** Where nearly all that is chosen earns elsewhere, it does not matter which one it is. */
const LOSS_MAX = 0.05

export function verdictOf(numbers: VerdictNumbers, confidence: number): SweepVerdict {
  const { chosen, overfitting } = numbers
  if (chosen === null || Number.isNaN(chosen.sharpe)) return 'undecided'
  if (chosen.moments.count < SLICES_MIN) return 'undecided'
  const isAboveLuck = chosen.sharpe > 0 && chosen.deflated >= confidence
  const carriesOver =
    overfitting === null ||
    overfitting.probability <= OVERFITTING_MAX ||
    overfitting.lossProbability <= LOSS_MAX
  if (isAboveLuck) return carriesOver ? 'edge' : 'doubtful'
  return overfitting !== null && carriesOver && chosen.sharpe > 0 ? 'doubtful' : 'noise'
}

export function verdictSentence(
  numbers: VerdictNumbers,
  verdict: SweepVerdict,
  confidence: number,
): string {
  const { chosen, overfitting, trials, luckySharpe } = numbers
  if (chosen === null) return 'Undecided: no trial was completed.'
  if (Number.isNaN(chosen.sharpe)) {
    return 'Undecided: the profit of the best trial never varies, so it has no Sharpe ratio.'
  }
  const { count } = chosen.moments
  if (verdict === 'undecided') {
    return `Undecided: ${count} slices are too few to judge by; ${SLICES_MIN} are the least.`
  }
  const best =
    trials === 1
      ? `the only trial has a Sharpe ratio of ${ratio(chosen.sharpe)} a slice`
      : `the best of ${whole(trials)} trials has a Sharpe ratio of ${ratio(chosen.sharpe)} a ` +
        `slice, and luck alone would give the best of so many ${ratio(luckySharpe)}`
  const deflated =
    `its deflated Sharpe ratio is ${ratio(chosen.deflated)}, ` +
    `where ${confidence} ${chosen.deflated >= confidence ? 'is' : 'would be'} the least to believe`
  return `${OPENINGS[verdict]}: ${best}; ${deflated}${carriedOver(overfitting)}.`
}

const OPENINGS: Readonly<Record<Exclude<SweepVerdict, 'undecided'>, string>> = {
  edge: 'An edge, as far as this data can tell',
  doubtful: 'Doubtful',
  noise: 'Noise',
}

function carriedOver(overfitting: Overfitting | null): string {
  if (overfitting === null) return ''
  const { probability, lossProbability } = overfitting
  return (
    `; what is best on one half of the data is in the lower half on the other in ` +
    `${percent(probability)} of the cases, and loses there in ${percent(lossProbability)}`
  )
}

const ratio = (value: number): string => value.toFixed(3)
const percent = (share: number): string => `${Math.round(share * 100)} %`
const whole = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
