/**
 * Surveillance on the labelled set: how many planted patterns each rule finds, and what else it raises.
 *
 * No speed, but quality: each row is one rule's recall or precision, a value for each seed.
 */
import { RULE_NAMES } from '../../src/risk/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, machine } from '../bench.ts'
import {
  type ActorOutcome,
  labelledSet,
  precisionOf,
  type RuleScore,
  recallOf,
  scores,
} from './labelled-set.ts'

const SEEDS = 10

export function run({ tiny }: BenchOptions): BenchResult {
  const seeds = Array.from({ length: tiny ? 1 : SEEDS }, (_, k) => k + 1)
  const outcomes = seeds.map((seed) => labelledSet([seed], tiny ? ['strong', 'faint'] : undefined))
  const all = outcomes.flat()
  const total = scores(all)
  const bySeed = outcomes.map((one) => scores(one))
  const rows = RULE_NAMES.flatMap((rule, place): BenchRow[] => [
    rowOf(`${rule}: recall`, recallOf, total[place]!, bySeed, place),
    rowOf(`${rule}: precision`, precisionOf, total[place]!, bySeed, place),
  ])
  return {
    name: 'surveillance: planted patterns found',
    unit: 'share',
    rows,
    notes: [machine(), ...total.map(note), benignNote(all)],
  }
}

/** Over all seeds; beside it, of each seed that has one. */
function rowOf(
  label: string,
  share: (score: RuleScore) => number,
  total: RuleScore,
  bySeed: readonly (readonly RuleScore[])[],
  place: number,
): BenchRow {
  const rounds = bySeed.map((score) => share(score[place]!)).filter((one) => !Number.isNaN(one))
  return { label, median: share(total), rounds: rounds.length === 0 ? [Number.NaN] : rounds }
}

function note({ rule, planted, found, falseOnBenign, falseOnOthers }: RuleScore): string {
  const of = (strength: 'strong' | 'moderate' | 'faint') =>
    `${strength} ${found[strength]} of ${planted[strength]}`
  return `${rule}: ${of('strong')}, ${of('moderate')}, ${of('faint')}; false alerts: ${falseOnBenign} on honest flows, ${falseOnOthers} on others`
}

function benignNote(outcomes: readonly ActorOutcome[]): string {
  const honest = outcomes.filter(({ planted }) => planted === undefined)
  const quiet = honest.filter(({ alerts }) => alerts.length === 0)
  return `honest flows without any alert: ${quiet.length} of ${honest.length} sessions of four minutes`
}
