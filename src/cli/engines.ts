/** The engines that `t2t backtest --engine` can choose, and what each of them runs. */
import { InputError } from '../core/index.ts'
import type { LoadedRun } from './config/load-run.ts'
import { runVectorisedCommand } from './vectorised-backtest.ts'

/** What every engine is told by the command line beside the run itself. */
export interface EngineRequest {
  readonly loaded: LoadedRun
  readonly fills: string | undefined
  readonly equity: string | undefined
  readonly isJson: boolean
}

/** Engines beside the event engine: each runs, prints and writes by itself. */
const OTHER_ENGINES = {
  vectorised: runVectorisedCommand,
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

/** Options that only the event engine understands are a mistake with another, not a silent no-op. */
export function checkEngineOptions(engine: string, given: Readonly<Record<string, unknown>>): void {
  const wrong = ['report', 'save', 'band', 'memory'].filter((name) => given[name] !== undefined)
  if (engine === 'event' || wrong.length === 0) return
  throw new InputError(
    `${wrong.length === 1 ? 'needs' : 'need'} the event engine`,
    { field: wrong.map((name) => `--${name}`).join(', ') },
    `Leave out --engine ${engine}, or ${wrong.length === 1 ? 'this option' : 'these options'}.`,
  )
}
