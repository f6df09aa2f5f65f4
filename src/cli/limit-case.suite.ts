/** What a limit of the gate is tried with: a script at the limit, and one beyond it. */
import type { Side } from '../core/index.ts'
import type { ScriptedRun, Step } from './scripted-run.suite.ts'

export type Given = Omit<ScriptedRun, 'side'>

export interface LimitCase {
  readonly name: string
  readonly reason: number
  /** Configuration of both runs. */
  readonly given?: Partial<Given>
  /** At the limit: everything leaves. */
  readonly within: Partial<Given>
  /** One beyond: the last step is refused. */
  readonly beyond: Partial<Given>
  /** Where a limit has one side only. */
  readonly sides?: readonly Side[]
  /** The kill switch is on then, for this reason. */
  readonly trips?: boolean
}

export const steps = (...list: Step[]): Pick<Given, 'steps'> => ({ steps: list })
export const at100 = (size: number, more: Partial<Step> = {}): Step => ({
  price: 100,
  size,
  ...more,
})

/** The same order, as large as may be, and a lot larger. */
export const sized = (
  name: string,
  reason: number,
  given: Partial<Given>,
  script: (size: number) => Step[],
): LimitCase => ({
  name,
  reason,
  given,
  within: steps(...script(10)),
  beyond: steps(...script(11)),
})

/** So many orders at once, and one more. */
export const counted = (
  name: string,
  reason: number,
  given: Partial<Given>,
  most = 3,
): LimitCase => ({
  name,
  reason,
  given,
  within: steps(...Array.from({ length: most }, () => at100(1))),
  beyond: steps(...Array.from({ length: most + 1 }, () => at100(1))),
})

/** An order at a price, and one a tick farther away. */
export const priced = (
  name: string,
  reason: number,
  given: Partial<Given>,
  [within, beyond]: readonly [number, number],
): LimitCase => ({
  name: `${name}, at ${within}`,
  reason,
  given,
  within: steps({ price: within, size: 1 }),
  beyond: steps({ price: beyond, size: 1 }),
})

/** A second order after so long, and a millisecond earlier. */
export const spaced = (
  name: string,
  reason: number,
  given: Partial<Given>,
  millis: number,
  first: Step,
): LimitCase => ({
  name,
  reason,
  given,
  within: steps(first, { ...first, at: 5 + millis }),
  beyond: steps(first, { ...first, at: 4 + millis }),
})

export const rates = (kind: 'orders' | 'messages', burst: number) => ({
  [`${kind}PerSecondMax`]: 10,
  [`${kind}BurstMax`]: burst,
})
export const grouped = (limits: object): Partial<Given> => ({
  account: { groups: { both: limits } },
  market: { group: 'both' },
})
/** In one market, then in the other. */
export const spread = (size: number): Step[] => [at100(4), at100(size - 4, { market: 1 })]
/** Buys five at 101: at the mid of 100 that has cost five. */
export const held: Step = { size: 5 }
