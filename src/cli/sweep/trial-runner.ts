/** Runs single trials over shared data, in whichever thread it lives: one runner, one engine. */
import {
  failedOutcome,
  runEventTrial,
  type SharedMarket,
  StoredFeed,
  type TrialOutcome,
  type TrialResult,
  type TrialTask,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { type SweepSource, TrialOptions } from './load-sweep.ts'

/** How much of the data the trials of a round see. */
export interface RoundData {
  readonly slicesSeen: number
  /** Of each market. */
  readonly records: readonly number[]
}

/** Plain data over shared memory: all that a thread needs. */
export interface TrialSetup {
  readonly source: SweepSource
  readonly markets: readonly SharedMarket[]
  readonly rounds: readonly RoundData[]
  readonly slices: number
}

/** What a thread says first: it waits for trials. */
export const READY = 'ready'

export class TrialRunner {
  readonly #setup: TrialSetup
  readonly #feeds: readonly StoredFeed[]
  readonly #options: TrialOptions

  constructor(setup: TrialSetup) {
    this.#setup = setup
    this.#feeds = setup.markets.map((market) => new StoredFeed(market))
    this.#options = new TrialOptions(setup.source, this.#feeds)
  }

  /** What is wrong with a trial ends the trial, not the sweep. */
  async run(task: TrialTask): Promise<TrialOutcome> {
    try {
      return { ...task, problem: null, ...(await this.#run(task)) }
    } catch (error) {
      return failedOutcome(task, problemOf(error))
    }
  }

  async #run({ values, round }: TrialTask): Promise<TrialResult> {
    const { markets, slices, rounds } = this.#setup
    const { slicesSeen, records } = rounds[round]!
    const options = await this.#options.of(values)
    return runEventTrial({
      options,
      markets,
      feeds: this.#feeds,
      records,
      slices: { seen: slicesSeen, all: slices },
    })
  }
}

/** One line, without a stack: the same on every machine. */
function problemOf(error: unknown): string {
  const text = error instanceof InputError ? error.problem : String(error)
  return text.replace(/\s+/g, ' ').slice(0, 500)
}
