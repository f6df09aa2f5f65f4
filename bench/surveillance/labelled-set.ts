/**
 * The labelled set: simulated markets with planted and honest actors, each watched on its own.
 *
 * Everything comes from a seed: who plants what, how strongly, when. The result says for each rule how
 * many planted patterns it found, and for each alert whether it was asked for.
 */
import { nanos, RandomStream } from '../../src/core/index.ts'
import { RULE_NAMES, type RuleName, Surveillance } from '../../src/risk/index.ts'
import { MarketRun, type PopulationName } from '../../src/simulation/index.ts'
import { BENIGN_FLOWS, follower } from './benign-flows.ts'
import { ALSO, plantedBehaviour, STRENGTHS, type Strength } from './planted-patterns.ts'
import { WatchedActor } from './watched-actor.ts'

const SECOND = 1e9
const POPULATIONS: readonly PopulationName[] = ['santa-fe', 'hawkes']
/** Long enough for two minutes of quiet, a pattern, and a close. */
const SESSION_NANOS = 240 * SECOND
const PLANT_FROM_NANOS = 90 * SECOND
const PLANT_SPREAD_NANOS = 60 * SECOND

/** What came of one actor. */
export interface ActorOutcome {
  readonly seed: number
  readonly population: PopulationName
  readonly name: string
  /** Undefined for an honest one. */
  readonly planted: RuleName | undefined
  readonly strength: Strength | undefined
  /** The pattern was carried out. */
  readonly isCompleted: boolean
  readonly alerts: readonly { readonly rule: RuleName; readonly text: string }[]
}

export interface RuleScore {
  readonly rule: RuleName
  readonly planted: Readonly<Record<Strength, number>>
  readonly found: Readonly<Record<Strength, number>>
  /** Alerts of this rule on actors that did something else, and on honest ones. */
  readonly falseOnOthers: number
  readonly falseOnBenign: number
}

/** One market for each pattern, strength and seed, with all honest flows beside the planted one. */
export function labelledSet(
  seeds: readonly number[],
  strengths: readonly Strength[] = STRENGTHS,
): ActorOutcome[] {
  return seeds.flatMap((seed) =>
    RULE_NAMES.flatMap((rule) =>
      strengths.flatMap((strength) => {
        const turn = seed + STRENGTHS.indexOf(strength)
        const population = POPULATIONS[turn % POPULATIONS.length]!
        return market(seed, population, rule, strength)
      }),
    ),
  )
}

function market(
  seed: number,
  population: PopulationName,
  rule: RuleName,
  strength: Strength,
): ActorOutcome[] {
  const random = RandomStream.named(seed, `${rule} ${strength}`)
  let actors: WatchedActor[] = []
  const run = new MarketRun({
    population,
    seed: `${seed} ${rule} ${strength}`,
    span: nanos(SESSION_NANOS),
    scenarios: (startNanos) => {
      actors = cast(startNanos, random, rule, strength)
      return actors
    },
    listener: {
      event: (tape, index) => {
        for (const actor of actors) actor.event(tape, index)
      },
      touch: (_now, book) => {
        for (const actor of actors) actor.touch(book)
      },
    },
  })
  for (const actor of actors) actor.market = run.simulation
  while (!run.advance(1_000_000));
  return actors.slice(1).map((actor, place) => {
    actor.surveillance.finish()
    return {
      seed,
      population,
      name: actor.name,
      planted: place === 0 ? rule : undefined,
      strength: place === 0 ? strength : undefined,
      isCompleted: actor.completed > 0,
      alerts: actor.surveillance.alerts.map(({ rule, text }) => ({ rule, text })),
    }
  })
}

/** The follower, the planted actor, and one honest flow, in turn another one. */
function cast(
  startNanos: number,
  random: RandomStream,
  rule: RuleName,
  strength: Strength,
): WatchedActor[] {
  const closeNanos = startNanos + SESSION_NANOS
  const actor = (name: string, fromNanos: number, behaviour: WatchedActor['act'] | unknown) =>
    new WatchedActor({
      name,
      startNanos: startNanos + fromNanos,
      behaviour: behaviour as ReturnType<typeof plantedBehaviour>,
      random: random.split(name),
      surveillance: new Surveillance({ isOwnInTape: true }),
    })
  const plantNanos = PLANT_FROM_NANOS + random.uniform() * PLANT_SPREAD_NANOS
  const isWholeSession = rule === 'order-to-trade'
  const flows = Object.entries(BENIGN_FLOWS)
  const honest = [0, 1].map(() => flows[random.integer(0, flows.length - 1)]!)
  return [
    actor('follower', 5 * SECOND, follower),
    actor(
      `planted ${rule}`,
      isWholeSession ? 5 * SECOND : plantNanos,
      plantedBehaviour(rule, strength, closeNanos),
    ),
    ...honest.map(([name, behaviour]) =>
      actor(name, 5 * SECOND + random.uniform() * 1e9, behaviour),
    ),
  ]
}

export function scores(outcomes: readonly ActorOutcome[]): RuleScore[] {
  return RULE_NAMES.map((rule) => {
    const planted = { strong: 0, moderate: 0, faint: 0 }
    const found = { strong: 0, moderate: 0, faint: 0 }
    let falseOnOthers = 0
    let falseOnBenign = 0
    for (const outcome of outcomes) {
      const alerts = outcome.alerts.filter((alert) => alert.rule === rule).length
      if (outcome.planted === undefined) falseOnBenign += alerts
      else if (outcome.planted !== rule) {
        if (ALSO[outcome.planted]?.includes(rule) !== true) falseOnOthers += alerts
      } else if (outcome.isCompleted) {
        planted[outcome.strength!]++
        if (alerts > 0) found[outcome.strength!]++
      }
    }
    return { rule, planted, found, falseOnOthers, falseOnBenign }
  })
}

const sum = (counts: Readonly<Record<Strength, number>>, of: readonly Strength[]): number =>
  of.reduce((total, strength) => total + counts[strength], 0)

/** Of the strong and moderate ones; what is faint lies below the thresholds. */
export const recallOf = ({ planted, found }: RuleScore): number =>
  sum(found, ['strong', 'moderate']) / sum(planted, ['strong', 'moderate'])

/** Of all actors that this rule raised an alert for, those that did plant it. */
export function precisionOf({ found, falseOnBenign, falseOnOthers }: RuleScore): number {
  const right = sum(found, STRENGTHS)
  return right / (right + falseOnBenign + falseOnOthers)
}
