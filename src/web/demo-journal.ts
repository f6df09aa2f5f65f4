/**
 * The journal of a demo: its runs one after the other in one journal, with what people did to them.
 *
 * A run that begins anew ends the one before it. Where the disk takes no more the kill switch trips,
 * and the demo stands still once only what a stop brings has room.
 */
import { RunJournal, type RunJournalOptions } from '../backtest/index.ts'
import { RUN_STOPPED } from '../core/index.ts'

export class DemoJournal {
  readonly #options: RunJournalOptions
  #run: RunJournal | undefined

  /** `open` is called for every run, and answers the same sink each time. */
  constructor(options: RunJournalOptions) {
    this.#options = options
  }

  /** A journal for the next run of the demo; ends that of the one before. */
  begin(description: Readonly<Record<string, unknown>>, ticksBefore: number): RunJournal {
    this.#run?.end(ticksBefore, RUN_STOPPED, 'begun anew')
    const told = { ...this.#options.description, ...description }
    this.#run = new RunJournal({ ...this.#options, description: told })
    return this.#run
  }

  /** Nothing should happen until the disk takes records again. */
  get isFull(): boolean {
    return this.#run?.isFull === true
  }
  get problem(): string {
    return this.#run?.problem ?? ''
  }

  /** `action`: OPERATOR_... */
  acted(action: number, who: string, why: string, ...more: readonly string[]): void {
    if (!this.isFull) this.#run?.operator(action, who, why, ...more)
  }

  /** Every value that is another one now. */
  changed(
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
    who: string,
  ): void {
    for (const [key, value] of Object.entries(after)) {
      if (before[key] !== value && !this.isFull) this.#run?.parameter(key, before[key], value, who)
    }
  }

  /** Everything so far onto the disk, the market as far as it is known. */
  commit(): boolean {
    this.#run?.flushMarket()
    return this.#run?.commit() ?? true
  }

  /** The demo is over. */
  end(ticks: number): void {
    this.#run?.end(ticks, RUN_STOPPED, 'the demo has ended')
  }
}
