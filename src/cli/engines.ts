/** The engines that `t2t backtest --engine` can choose, and what each of them runs. */
import type { AcceleratedExtras } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { runAcceleratedCommand } from './accelerated-backtest.ts'
import type { LoadedRun } from './config/load-run.ts'
import { runVectorisedCommand } from './vectorised-backtest.ts'

/** What every engine is told by the command line beside the run itself. */
export interface EngineRequest {
  readonly loaded: LoadedRun
  readonly fills: string | undefined
  readonly equity: string | undefined
  readonly isJson: boolean
  /** Between two looks of a strategy without a timer. */
  readonly intervalNanos?: number | undefined
  readonly accelerated?: Pick<AcceleratedExtras, 'hasResponse' | 'capacity'>
}

/** Engines beside the event engine: each runs, prints and writes by itself. */
const OTHER_ENGINES = {
  vectorised: runVectorisedCommand,
  accelerated: runAcceleratedCommand,
} as const satisfies Readonly<Record<string, (request: EngineRequest) => Promise<void>>>

export const ENGINE_NAMES = ['event', ...Object.keys(OTHER_ENGINES)] as readonly string[]

/**
 * What runs the engine of this name; undefined for the event engine.
 * @throws InputError for a name that none has.
 */
export function engineNamed(name: string): ((request: EngineRequest) => Promise<void>) | undefined {
  if (name === 'event') return undefined
  if (Object.hasOwn(OTHER_ENGINES, name)) return OTHER_ENGINES[name as keyof typeof OTHER_ENGINES]
  throw new InputError(
    `no engine is called ${JSON.stringify(name)}`,
    { field: '--engine' },
    `Known: ${ENGINE_NAMES.join(', ')}.`,
  )
}

/** Options that the chosen engine does not understand are a mistake, not a silent no-op. */
export function checkEngineOptions(engine: string, given: Readonly<Record<string, unknown>>): void {
  const isGiven = (name: string) => given[name] !== undefined
  const eventOnly = ['report', 'save', 'band', 'memory', 'journal'].filter(isGiven)
  if (engine !== 'event' && eventOnly.length > 0) throw needs('event', engine, eventOnly)
  const gridOnly = ['interval', 'lateAnswers', 'capFills'].filter(isGiven)
  if (engine !== 'accelerated' && gridOnly.length > 0) throw needs('accelerated', engine, gridOnly)
}

function needs(needed: string, engine: string, names: readonly string[]): InputError {
  const options = names.map(
    (name) => `--${name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`)}`,
  )
  const isOne = names.length === 1
  return new InputError(
    `${isOne ? 'needs' : 'need'} the ${needed} engine`,
    { field: options.join(', ') },
    needed === 'event'
      ? `Leave out --engine ${engine}, or ${isOne ? 'this option' : 'these options'}.`
      : `Say --engine ${needed}, or leave ${isOne ? 'it' : 'them'} out.`,
  )
}
