/**
 * The journal of a demo: its runs one after the other in one journal, with what came from outside.
 *
 * A run that begins anew ends the one before it. Where the disk takes no more the kill switch trips,
 * and the demo stands still once only what a stop brings has room.
 */
import { type HeldState, RunJournal, type RunJournalOptions } from '../backtest/index.ts'
import { RUN_STOPPED } from '../core/index.ts'
import { type ActionPlace, placeText } from './outside-action.ts'

export class DemoJournal {
  /** Told what a disk has refused; whoever owns the session stops trading from outside of the run. */
  onHalt: (problem: string) => void = () => {}
  readonly #options: RunJournalOptions
  #run: RunJournal | undefined

  /** `open` is called for every run, and answers the same sink each time. */
  constructor(options: RunJournalOptions) {
    const onHalt = (problem: string) => this.onHalt(problem)
    this.#options = { ...options, open: (start) => options.open({ ...start, onHalt }) }
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

  /** Of the run that is on. */
  get states(): readonly HeldState[] {
    return this.#run?.states ?? []
  }

  /** `action`: OPERATOR_... */
  acted(action: number, who: string, why: string, place: ActionPlace): void {
    if (!this.isFull) this.#run?.operator(action, who, why, placeText(place))
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
