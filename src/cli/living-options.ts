/** What makes no sense on a living exchange is refused by name, not ignored. */
import { marketsOf } from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { LivingFeed } from '../simulation/index.ts'
import type { LoadedRun } from './config/load-run.ts'

/** Whether the market of a run is made by the run itself. */
export const isLiving = ({ options }: Pick<LoadedRun, 'options'>): boolean =>
  marketsOf(options)[0]?.feed instanceof LivingFeed

const REASONS: Readonly<Record<string, readonly [option: string, problem: string]>> = {
  band: ['--band', 'asks how queues were, and on a living exchange they are real'],
  memory: ['--memory', 'keeps recorded data, and there are none'],
}

/** @throws InputError for options that a living market, or a recorded one, does not have. */
export function checkLivingOptions(
  loaded: LoadedRun,
  engine: string,
  given: Readonly<Record<string, unknown>>,
): void {
  if (!isLiving(loaded)) {
    if (given.impact === undefined) return
    throw new InputError(
      'needs a market that can answer, and a recorded one cannot',
      { field: '--impact' },
      'Place the strategy among agents: say venue: matching in the configuration.',
    )
  }
  if (engine !== 'event') throw recordedOnly(`--engine ${engine}`)
  for (const [name, [field, problem]] of Object.entries(REASONS)) {
    if (given[name] !== undefined) throw new InputError(problem, { field }, 'Leave it out.')
  }
}

/** @throws InputError for a run on a living exchange. */
export function needsRecording(loaded: Pick<LoadedRun, 'options'>, command: string): void {
  if (isLiving(loaded)) throw recordedOnly(command)
}

const recordedOnly = (field: string): InputError =>
  new InputError(
    'needs recorded data, but this market is made while the run goes on',
    { field },
    'Leave venue out of the configuration and name a feed.',
  )
