/**
 * What comes into a demo from outside, as its journal tells it: enough to do the same again at the same
 * point of the simulation.
 *
 * An operator record has who and why as every one has; its third text says where, as JSON: the ticks
 * that were over, and what else the action needs.
 */
import { z } from 'zod'
import { type JournalEntry, jsonOf } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'

const whole = z.number().int().min(0)
const placeSchema = z.strictObject({
  /** Ticks of the run that were over. */
  tick: whole,
  /** Of a stop from outside: at which look of the run it was seen, null between two. */
  look: whole.nullable().optional(),
  /** Of a stop that has an instant of its own. */
  atNanos: z.number().optional(),
  /** Of a mode that is for one market. */
  market: z.string().optional(),
  /** Of a run that begins anew. */
  seed: z.union([z.number(), z.string()]).optional(),
  feed: z.enum(['exchange', 'gbm']).optional(),
})

export type ActionPlace = z.output<typeof placeSchema>

export interface OutsideAction {
  /** In the journal. */
  readonly sequence: number
  /** OPERATOR_... */
  readonly action: number
  readonly who: string
  readonly why: string
  readonly place: ActionPlace
}

export const placeText = (place: ActionPlace): string => JSON.stringify(place)

/** What an operator record of a demo tells. @throws InputError when it does not say where. */
export function outsideAction(entry: JournalEntry): OutsideAction {
  const [who = '', why = '', place] = entry.text
  const found = placeSchema.safeParse(jsonOf(place))
  if (found.success) {
    return { sequence: entry.sequence, action: entry.grade, who, why, place: found.data }
  }
  throw new InputError(
    `does not say when somebody acted, at sequence ${entry.sequence}`,
    {},
    'It was not written by t2t demo, or by an older version, and cannot be driven anew.',
  )
}
