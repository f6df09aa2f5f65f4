/** Two runs side by side: numbers with their differences, and the first fill in which they part. */
import { FILL_CAUSE_NAMES, type FillCause } from '../../exchange/index.ts'
import { metricGroups } from './metric-tables.ts'
import { signedText } from './number-text.ts'
import type { FillTable, RunRecord } from './run-record.ts'

export interface ComparedMetric {
  readonly group: string
  readonly name: string
  readonly first: number
  readonly second: number
  readonly firstText: string
  readonly secondText: string
  /** Second less first; NaN when either is no number. */
  readonly delta: number
  readonly deltaText: string
}

export interface ComparedValue {
  readonly key: string
  readonly first: string
  readonly second: string
}

/** One fill, in words a person can look up. */
export interface FillFacts {
  readonly atNanos: number
  readonly market: number
  readonly order: number
  readonly side: 'BUY' | 'SELL'
  readonly price: number
  readonly lots: number
  readonly fee: number
  readonly cause: string
}

export interface FirstDifference {
  /** Counting from 1: the fills before it are equal. */
  readonly number: number
  /** Undefined where one run has no more fills. */
  readonly first: FillFacts | undefined
  readonly second: FillFacts | undefined
  readonly differing: readonly (keyof FillFacts)[]
}

export interface Comparison {
  /** The same hash: every intent, every report and the state at the end are equal. */
  readonly isSame: boolean
  readonly isSameData: boolean
  readonly metrics: readonly ComparedMetric[]
  readonly configuration: readonly ComparedValue[]
  /** Undefined when all fills are equal. */
  readonly firstDifference: FirstDifference | undefined
  readonly equalFills: number
}

export function compareRecords(first: RunRecord, second: RunRecord): Comparison {
  const firstDifference = differenceOf(first.fills, second.fills)
  const hashes = (record: RunRecord) => record.data.map(({ hash }) => hash).join(' ')
  return {
    isSame: first.summary.runHash === second.summary.runHash,
    isSameData: hashes(first) === hashes(second),
    metrics: comparedMetrics(first, second),
    configuration: comparedConfiguration(first, second),
    firstDifference,
    equalFills:
      firstDifference === undefined ? first.fills.side.length : firstDifference.number - 1,
  }
}

function comparedMetrics(first: RunRecord, second: RunRecord): ComparedMetric[] {
  const others = new Map(
    metricGroups(second).flatMap(({ title, metrics }) =>
      metrics.map((metric) => [`${title}: ${metric.name}`, metric] as const),
    ),
  )
  return metricGroups(first).flatMap(({ title, metrics }) =>
    metrics.map(({ name, value, text, format }) => {
      const other = others.get(`${title}: ${name}`)
      const delta = difference(value, other?.value ?? Number.NaN)
      return {
        group: title,
        name,
        first: value,
        second: other?.value ?? Number.NaN,
        firstText: text,
        secondText: other?.text ?? '–',
        delta,
        deltaText: delta === 0 ? '=' : signedText(delta, format(delta)),
      }
    }),
  )
}

/** Second less first; what only rounding tells apart is equal. */
function difference(first: number, second: number): number {
  const delta = second - first
  return Math.abs(delta) <= 1e-12 * Math.max(Math.abs(first), Math.abs(second)) ? 0 : delta
}

function comparedConfiguration(first: RunRecord, second: RunRecord): ComparedValue[] {
  const values = (record: RunRecord) =>
    new Map(record.configuration.map(({ key, value }) => [key, value]))
  const a = values(first)
  const b = values(second)
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((key) => ({ key, first: a.get(key) ?? '–', second: b.get(key) ?? '–' }))
    .filter((each) => each.first !== each.second)
}

function differenceOf(first: FillTable, second: FillTable): FirstDifference | undefined {
  const count = Math.max(first.side.length, second.side.length)
  for (let k = 0; k < count; k++) {
    const a = factsOf(first, k)
    const b = factsOf(second, k)
    const differing = FACTS.filter((fact) => a?.[fact] !== b?.[fact])
    if (differing.length > 0) return { number: k + 1, first: a, second: b, differing }
  }
  return undefined
}

const FACTS: readonly (keyof FillFacts)[] = [
  'atNanos',
  'market',
  'order',
  'side',
  'price',
  'lots',
  'fee',
  'cause',
]

function factsOf(fills: FillTable, k: number): FillFacts | undefined {
  if (k >= fills.side.length) return undefined
  return {
    atNanos: fills.atNanos[k]!,
    market: fills.market[k]!,
    order: fills.orderId[k]!,
    side: fills.side[k]! > 0 ? 'BUY' : 'SELL',
    price: fills.price[k]!,
    lots: fills.lots[k]!,
    fee: fills.fee[k]!,
    cause: FILL_CAUSE_NAMES[fills.cause[k]! as FillCause] ?? 'unknown',
  }
}
