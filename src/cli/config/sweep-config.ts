/** The `sweep` section of a configuration: which keys vary, how, and how trials are judged. */
import { z } from 'zod'
import {
  designProblems,
  SWEEP_ENGINES,
  SWEEP_SAMPLINGS,
  TRIAL_METRICS,
} from '../../backtest/index.ts'
import { byForm, duration, wholePositive } from './schema-terms.ts'

const AXIS_EXPECTED =
  'expected a list of values, or a range such as { from: 1, to: 10, step: 1 } or ' +
  '{ from: 0.1, to: 10, count: 5, scale: log }'

const range = z.strictObject({
  from: z.number().finite(),
  to: z.number().finite(),
  step: z.number().finite().optional(),
  count: z.number().finite().optional(),
  scale: z.enum(['linear', 'log']).optional(),
})
const value = z.union([z.number(), z.string(), z.boolean()], {
  error: 'expected a number, a text or a boolean',
})
const axis = byForm((given) =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
    ? range
    : z.array(value, { error: AXIS_EXPECTED }),
)
const share = z
  .number()
  .refine((given) => given > 0 && given < 1, { error: 'expected a share between 0 and 1' })

const SHAPE = {
  parameters: z.record(z.string(), axis),
  sampling: z.enum(SWEEP_SAMPLINGS).default('grid'),
  trials: wholePositive.optional(),
  halving: z.strictObject({ keep: share, start: share }).optional(),
  objective: z.enum(TRIAL_METRICS).default('sharpe'),
  minimise: z.boolean().default(false),
  slices: z.int().min(2).max(100_000).default(240),
  seed: z.union([z.int(), z.string().min(1)]).default(1),
  engine: z.enum(SWEEP_ENGINES).default('event'),
  interval: duration.optional(),
}

export const sweep = z.strictObject(SHAPE).superRefine((design, context) => {
  const known = new Set(context.issues.map(({ path = [] }) => path.join('.')))
  for (const { keys, problem } of designProblems(design)) {
    // What a key's own rule has found is told once.
    if (!known.has(keys.join('.')))
      context.addIssue({ code: 'custom', path: [...keys], message: problem })
  }
})

/** For finding out what a wrong key may have meant. */
export const SWEEP_KEYS: readonly string[] = [
  ...Object.keys(SHAPE),
  ...Object.keys(range.shape),
  'keep',
  'start',
]
