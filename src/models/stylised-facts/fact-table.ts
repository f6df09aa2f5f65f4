/**
 * The table of facts: what was measured, which band a real market would fall into, and the verdict.
 *
 * Bands are wide, and models are meant to fail some: independent arrivals cannot cluster, unit
 * orders of nobody in particular have no memory of sign. What cannot be measured (too few samples,
 * nothing moved) is `unclear`, never a pass.
 */
import { log } from '../../core/index.ts'
import { lineThrough } from './autocorrelation.ts'
import type { MarketStatistics } from './stylised-facts.ts'

export type FactVerdict = 'pass' | 'fail' | 'unclear'

export interface StylisedFact {
  /** Its row in the table of facts. */
  readonly number: number
  readonly name: string
  readonly measured: string
  readonly band: string
  readonly verdict: FactVerdict
}

/** Fewer changes of a minute than this say nothing about their correlation. */
const MINUTES_MIN = 30
const CHANGES_MIN = 200
const ORDERS_MIN = 200
const WINDOWS_MIN = 100
/** Spreads and depths of less time than this are those of a moment. */
const SECONDS_MIN = 100
/** Index of a span in `scales`. */
const SECOND = 1
const TEN_SECONDS = 2
const MINUTE = 3
const FINEST = 0

export function judgeFacts(statistics: MarketStatistics): readonly StylisedFact[] {
  const judges = [
    noMemory,
    bounce,
    clustering,
    fatTails,
    tailIndex,
    plateau,
    signMemory,
    spreadShape,
    depthHump,
    volumeVolatility,
    concaveImpact,
    burstiness,
    dayShape,
    flowExplains,
  ]
  return judges.flatMap((judge) => judge(statistics) ?? [])
}

function noMemory({ scales }: MarketStatistics): StylisedFact {
  const { autocorrelation, changes } = scales[MINUTE]!
  const band = 2 / Math.sqrt(changes)
  return {
    number: 1,
    name: 'returns of a minute do not remember',
    measured: `autocorrelation ${signed(autocorrelation)}`,
    band: changes > 0 ? `within ±${band.toFixed(3)}` : 'within two errors',
    verdict: judged(changes >= MINUTES_MIN, autocorrelation, Math.abs(autocorrelation) <= band),
  }
}

function bounce({ moveAutocorrelation, midMoves }: MarketStatistics): StylisedFact {
  const isInside = moveAutocorrelation <= -0.05 && moveAutocorrelation >= -0.5
  return {
    number: 1,
    name: 'moves of a tick bounce',
    measured: `autocorrelation ${signed(moveAutocorrelation)}`,
    band: '-0.5 to -0.05',
    verdict: judged(midMoves >= CHANGES_MIN, moveAutocorrelation, isInside),
  }
}

const CLUSTER_LAGS = 10

function clustering({ scales }: MarketStatistics): StylisedFact {
  const { sizeAutocorrelations, changes } = scales[TEN_SECONDS]!
  const near = sizeAutocorrelations.slice(0, CLUSTER_LAGS)
  const exponent = decayExponent(sizeAutocorrelations)
  const isInside = near.every((value) => value > 0) && exponent >= 0.2 && exponent <= 0.4
  const lowest = near.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  return {
    number: 2,
    name: 'volatility clusters (10 s)',
    measured: `lag 1 ${signed(near[0]!)}, lowest of ten ${signed(lowest)}, exponent ${fixed(exponent)}`,
    band: 'ten lags above 0, exponent 0.2 to 0.4',
    verdict: judged(changes >= CHANGES_MIN, near[0]!, isInside),
  }
}

function fatTails({ scales }: MarketStatistics): StylisedFact {
  const fine = scales[SECOND]!
  const coarse = scales[TEN_SECONDS]!
  const isInside =
    fine.excessKurtosis > 0 &&
    scales[FINEST]!.excessKurtosis > fine.excessKurtosis &&
    fine.excessKurtosis > coarse.excessKurtosis
  const values = scales.slice(0, MINUTE).map(({ excessKurtosis }) => fixed(excessKurtosis, 1))
  return {
    number: 3,
    name: 'fat tails that thin out',
    measured: `excess kurtosis ${values.join(', ')} at 0.1, 1, 10 s`,
    band: 'above 0, falling',
    verdict: judged(coarse.changes >= CHANGES_MIN, fine.excessKurtosis, isInside),
  }
}

function tailIndex({ tail }: MarketStatistics): StylisedFact {
  return {
    number: 3,
    name: 'tail index',
    measured: `Hill ${fixed(tail.index)} on the top 5 % at ${tail.seconds} s`,
    band: '2 to 5',
    verdict: judged(tail.changes >= CHANGES_MIN, tail.index, tail.index >= 2 && tail.index <= 5),
  }
}

function plateau({ scales }: MarketStatistics): StylisedFact {
  const ratio = scales[FINEST]!.signature / scales[MINUTE]!.signature
  const values = scales.map(({ signature }) =>
    Number.isNaN(signature) ? 'unknown' : signature.toPrecision(3),
  )
  return {
    number: 4,
    name: 'signature plot falls to a plateau',
    measured: `${values.join(', ')} ticks²/s at 0.1, 1, 10, 60 s; ratio ${fixed(ratio)}`,
    band: 'ratio 1.1 to 3',
    verdict: judged(scales[MINUTE]!.changes >= MINUTES_MIN, ratio, ratio >= 1.1 && ratio <= 3),
  }
}

function signMemory({ signAutocorrelations, marketOrders }: MarketStatistics): StylisedFact {
  const noise = 2 / Math.sqrt(marketOrders)
  const first = signAutocorrelations[0]!
  const tenth = signAutocorrelations[9]!
  const exponent = decayExponent(signAutocorrelations)
  const isInside = first > noise && tenth > noise && exponent >= 0.2 && exponent <= 1
  return {
    number: 5,
    name: 'signs of market orders remember',
    measured: `lag 1 ${signed(first)}, lag 10 ${signed(tenth)}, exponent ${fixed(exponent)}`,
    band: `${aboveNoise(noise)} at both, exponent 0.2 to 1`,
    verdict: judged(marketOrders >= ORDERS_MIN, first, isInside),
  }
}

/** Spreads with less of the time than this are chance. */
const SHARE_MIN = 0.005

function spreadShape(statistics: MarketStatistics): StylisedFact {
  const { spreadShares, meanSpreadTicks, seconds } = statistics
  const peak = spreadShares.indexOf(Math.max(...spreadShares))
  const falling = spreadShares.slice(peak).filter((share) => share > SHARE_MIN)
  const isFalling = falling.every((share, k) => k === 0 || share < falling[k - 1]!)
  const shown = spreadShares.slice(0, 4).map((share) => fixed(100 * share, 0))
  return {
    number: 6,
    name: 'spreads fall off geometrically',
    measured: `mean ${fixed(meanSpreadTicks)} ticks; ${shown.join(', ')} % at 1, 2, 3, 4`,
    band: 'each wider spread rarer from the commonest on, two or more',
    verdict: judged(seconds >= SECONDS_MIN, meanSpreadTicks, isFalling && falling.length >= 2),
  }
}

function depthHump({ depthLots, seconds }: MarketStatistics): StylisedFact {
  const highest = Math.max(...depthLots)
  const behind = depthLots.indexOf(highest)
  return {
    number: 6,
    name: 'depth has a hump behind the best',
    measured: Number.isNaN(highest)
      ? 'unknown'
      : `deepest ${behind} ticks behind the tightest place, ${highest.toPrecision(3)} lots`,
    band: '1 to 3 ticks',
    verdict: judged(seconds >= SECONDS_MIN && highest > 0, highest, behind >= 1 && behind <= 3),
  }
}

function volumeVolatility(statistics: MarketStatistics): StylisedFact {
  const { volumeVolatilityCorrelation, windows } = statistics
  const noise = 2 / Math.sqrt(windows)
  return {
    number: 7,
    name: 'volume goes with volatility (10 s)',
    measured: `correlation ${signed(volumeVolatilityCorrelation)}`,
    band: aboveNoise(noise),
    verdict: judged(
      windows >= WINDOWS_MIN,
      volumeVolatilityCorrelation,
      volumeVolatilityCorrelation > noise,
    ),
  }
}

function concaveImpact({ impactExponent, windows }: MarketStatistics): StylisedFact {
  return {
    number: 8,
    name: 'impact of net volume is concave (10 s)',
    measured: `exponent ${fixed(impactExponent)}`,
    band: '0.3 to 0.7',
    verdict: judged(
      windows >= WINDOWS_MIN,
      impactExponent,
      impactExponent >= 0.3 && impactExponent <= 0.7,
    ),
  }
}

function burstiness({ waitVariation, marketOrders }: MarketStatistics): StylisedFact {
  const band = 1 + 2 / Math.sqrt(marketOrders)
  return {
    number: 9,
    name: 'market orders come in bursts',
    measured: `coefficient of variation ${fixed(waitVariation)}`,
    band: aboveNoise(band, 2),
    verdict: judged(marketOrders >= ORDERS_MIN, waitVariation, waitVariation > band),
  }
}

function dayShape({ day, marketOrders }: MarketStatistics): StylisedFact | undefined {
  if (day === undefined) return undefined
  return {
    number: 10,
    name: 'a day is busy at its ends',
    measured: `curvature ${signed(day.curvature)} of mean volume`,
    band: 'above 0',
    verdict: judged(marketOrders >= ORDERS_MIN, day.curvature, day.curvature > 0),
  }
}

function flowExplains({ flowDetermination, windows }: MarketStatistics): StylisedFact {
  return {
    number: 11,
    name: 'flow at the touch explains moves (10 s)',
    measured: `R² ${fixed(flowDetermination)}`,
    band: 'above 0.3',
    verdict: judged(windows >= WINDOWS_MIN, flowDetermination, flowDetermination > 0.3),
  }
}

/** The exponent with which correlations fall in their lag, over those above zero; NaN for few. */
function decayExponent(correlations: readonly number[]): number {
  const lags: number[] = []
  const values: number[] = []
  correlations.forEach((value, k) => {
    if (!(value > 0)) return
    lags.push(log(k + 1))
    values.push(log(value))
  })
  return lags.length < 5 ? Number.NaN : -lineThrough(lags, values).slope
}

function judged(isEnough: boolean, value: number, isInside: boolean): FactVerdict {
  if (!isEnough || Number.isNaN(value)) return 'unclear'
  return isInside ? 'pass' : 'fail'
}

const fixed = (value: number, digits = 2): string =>
  Number.isFinite(value) ? value.toFixed(digits) : 'unknown'
/** A band that begins where chance ends, which only data can tell. */
const aboveNoise = (noise: number, digits = 3): string =>
  Number.isFinite(noise) ? `above ${noise.toFixed(digits)}` : 'above what chance makes'
const signed = (value: number): string =>
  Number.isNaN(value) ? 'unknown' : `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`
