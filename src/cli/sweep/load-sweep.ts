/** From a configuration with a `sweep` section to a plan, and to the options of each of its trials. */
import {
  type AxisValue,
  type BacktestOptions,
  planSweep,
  resolveParams,
  type SweepAxis,
  type SweepPlan,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import type { Feed } from '../../market-data/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import { type LoadedRun, loadConfig, type RunArguments, withArguments } from '../config/load-run.ts'
import { applyOverrides, withValue } from '../config/overrides.ts'
import { type ParsedFile, parseFile } from '../config/parsed-file.ts'
import { isOriginalDictionary } from '../config/run-config.ts'
import { checkSwept } from '../config/sweep-keys.ts'
import { type PlainRun, plainRun } from './plain-run.ts'

export interface SweepArguments extends RunArguments {
  readonly engine?: string | undefined
}

export interface LoadedSweep {
  readonly plan: SweepPlan
  /** The configuration as it stands, its feeds open. */
  readonly loaded: LoadedRun
  /** Plain data: what a thread needs to make the options of any trial. */
  readonly source: SweepSource
  /** The `sweep` section, for the record. */
  readonly section: unknown
}

export interface SweepSource {
  readonly path: string
  /** The file with the command line's options above it. */
  readonly value: Readonly<Record<string, unknown>>
  readonly given: RunArguments
  readonly axes: readonly SweepAxis[]
}

/** @throws InputError with everything that is wrong with the file, before anything runs. */
export async function loadSweep(path: string, given: SweepArguments): Promise<LoadedSweep> {
  const parsed = parseFile(path, 'sweep')
  const { engine, set = [], ...options } = given
  const engineSet = engine === undefined ? [] : [`sweep.engine=${engine}`]
  const overridden = applyOverrides(parsed.value, [...set, ...engineSet])
  if (isOriginalDictionary(overridden)) {
    throw new InputError(
      'is the original dictionary, which has no room for a sweep',
      { file: path },
      'Write it as a run configuration: see docs/configuration.md.',
    )
  }
  const value = withArguments(overridden, options)
  checkSwept(value, parsed)
  const loaded = await loadConfig(value, { parsed, given: options })
  const plan = planSweep(loaded.sweep!)
  const source = { path, value, given: options, axes: plan.axes }
  return { plan, loaded, source, section: value.sweep }
}

/** A trial as it is sent to a thread: equal runs are the same object. */
export interface PlainTrial {
  readonly run: PlainRun
  readonly params: StrategyParams
}

/** Makes the options of trials. What several trials share is read and checked once. */
export class TrialOptions {
  readonly #source: SweepSource
  readonly #feeds: readonly Feed[]
  /** By the values of everything but the strategy's parameters. */
  readonly #loaded = new Map<string, LoadedRun>()
  readonly #plain = new WeakMap<LoadedRun, PlainRun>()

  constructor(source: SweepSource, feeds: readonly Feed[]) {
    this.#source = source
    this.#feeds = feeds
  }

  /** What a thread is sent. @throws InputError for values that do not go together. */
  async plain(values: readonly AxisValue[]): Promise<PlainTrial> {
    const { loaded, params } = await this.#of(values)
    const run = this.#plain.get(loaded) ?? plainRun(loaded, this.#source.path)
    this.#plain.set(loaded, run)
    return { run, params }
  }

  /** @throws InputError for values that do not go together. */
  async of(values: readonly AxisValue[]): Promise<BacktestOptions> {
    const { loaded, params } = await this.#of(values)
    return { ...loaded.options, params }
  }

  async #of(values: readonly AxisValue[]): Promise<{ loaded: LoadedRun; params: StrategyParams }> {
    const params: Record<string, AxisValue> = {}
    const others: [key: string, value: AxisValue][] = []
    for (const [k, { key }] of this.#source.axes.entries()) {
      const name = paramName(key)
      if (name === undefined) others.push([key, values[k]!])
      else params[name] = values[k]!
    }
    const loaded = await this.#load(others)
    const { strategy, params: base } = loaded.options
    return { loaded, params: resolveParams(strategy, { ...base, ...params }) }
  }

  async #load(others: readonly [key: string, value: AxisValue][]): Promise<LoadedRun> {
    const name = JSON.stringify(others)
    const known = this.#loaded.get(name)
    if (known !== undefined) return known
    const { path, value, given } = this.#source
    let changed: unknown = value
    for (const [key, one] of others) changed = withValue(changed, key, one)
    const parsed: ParsedFile = { path, value: changed, placeOf: () => undefined }
    const loaded = await loadConfig(changed as Record<string, unknown>, {
      parsed,
      given,
      feeds: this.#feeds,
    })
    // Rows of latencies can be large: those of the last few are kept, not of all.
    if (this.#loaded.size >= LOADED_MAX) this.#loaded.delete(this.#loaded.keys().next().value!)
    this.#loaded.set(name, loaded)
    return loaded
  }
}

const LOADED_MAX = 16

const paramName = (key: string): string | undefined => /^params\.([^.]+)$/.exec(key)?.[1]
