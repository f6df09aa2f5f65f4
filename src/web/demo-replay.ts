/**
 * Drives a demo anew: the same session from its seed, and at the same points of the simulation what came
 * from outside. Where its records go, another journal compares them.
 *
 * ```
 * journal --> actions, in their order --> DemoSession --> RunJournal --> comparing sink
 * ```
 *
 * Actions of people lie between ticks, so a tick says where. A stop by another thread may lie within one:
 * there the look that saw it first says where, and the run's own switch sees it again at that look.
 */
import { jsonOf, type RunJournalOptions } from '../backtest/index.ts'
import {
  InputError,
  OPERATOR_KILL,
  OPERATOR_PAUSED,
  OPERATOR_REARM_ASKED,
  OPERATOR_REARMED,
  OPERATOR_RESTARTED,
  OPERATOR_RESUMED,
  OPERATOR_STEPPED,
  OPERATOR_STRATEGY_REARMED,
  OPERATOR_TUNED,
} from '../core/index.ts'
import { type KillRecord, KillSwitch } from '../risk/index.ts'
import { DemoJournal } from './demo-journal.ts'
import { DemoSession, type DemoSessionOptions } from './demo-session.ts'
import { MODE_NAMES } from './mode-words.ts'
import type { OutsideAction } from './outside-action.ts'
import { MODE_ACTIONS } from './trading-controls.ts'

/** What a journal says of a demo. */
export interface DemoStory {
  readonly setup: Pick<
    DemoSessionOptions,
    'feed' | 'dictionary' | 'seed' | 'ticks' | 'breaker' | 'accountLimits'
  >
  readonly actions: readonly OutsideAction[]
  /** Ticks of the last run when it ended; undefined when the journal does not have its end. */
  readonly ticks: number | undefined
  /** Of the newest record. */
  readonly lastNanos: number
}

export class DemoReplay {
  readonly session: DemoSession
  readonly journal: DemoJournal
  readonly #story: DemoStory
  readonly #shared = new KillSwitch()

  /** `journal`: as the demo's own, but for where the records go. */
  constructor(story: DemoStory, journal: RunJournalOptions) {
    this.#story = story
    this.journal = new DemoJournal(journal)
    this.session = new DemoSession({
      ...story.setup,
      journal: this.journal,
      killSwitch: this.#shared,
      outside: stopsByLook(story.actions),
    })
  }

  /**
   * Does everything again. `onProgress` is told after each piece, with the simulated time of the run.
   * @throws InputError for an action that could not have been.
   */
  async toEnd(piece: number, onProgress: (nanos: number) => void | Promise<void>): Promise<void> {
    const advance = async (ticks: number) => {
      while (this.session.engine.ticks < ticks) {
        const { engine } = this.session
        const done = this.session.advance(Math.min(piece, ticks - engine.ticks))
        if (done === 0) return
        await onProgress(engine.run.now)
      }
    }
    for (const action of this.#story.actions) {
      if (typeof action.place.look === 'number') continue
      await advance(action.place.tick)
      this.#act(action)
    }
    await advance(this.#story.ticks ?? this.#ticksAtLast())
    if (this.#story.ticks !== undefined) this.journal.end(this.session.engine.ticks)
    // What waits for a decision of the demo may stand in its journal already.
    else this.journal.commit()
  }

  /** The first tick that is over after the newest record. */
  #ticksAtLast(): number {
    const { engine, scene } = this.session
    const tickNanos = Math.round(scene.tickSeconds * 1e9)
    return Math.ceil((this.#story.lastNanos - engine.beginNanos) / tickNanos) + 1
  }

  #act({ action, who, why, place, sequence }: OutsideAction): void {
    const { session } = this
    const { tick, look, atNanos, seed, feed, market } = place
    const mode = MODE_NAMES.find((name) => MODE_ACTIONS[name] === action)
    const isHere = session.engine.ticks === tick
    if (isHere && action === OPERATOR_PAUSED) session.pause()
    else if (isHere && action === OPERATOR_RESUMED) session.resume()
    else if (isHere && action === OPERATOR_STEPPED) session.step()
    else if (isHere && action === OPERATOR_TUNED) session.tune(changesIn(why, sequence))
    else if (isHere && action === OPERATOR_REARM_ASKED) session.rearmAsked(who, why)
    else if (isHere && action === OPERATOR_REARMED) session.rearm(who, why)
    else if (isHere && action === OPERATOR_STRATEGY_REARMED) session.rearmStrategy(who, why)
    else if (isHere && mode !== undefined) session.setMode(mode, who, why, market)
    else if (isHere && action === OPERATOR_RESTARTED && seed !== undefined) {
      session.restart(seed, feed)
    } else if (isHere && action === OPERATOR_KILL && look === undefined) session.kill(why, who)
    else if (isHere && action === OPERATOR_KILL) {
      this.#shared.trip(why, atNanos)
      session.noticeStop()
    } else throw cannotBe(sequence)
  }
}

function stopsByLook(actions: readonly OutsideAction[]): ReadonlyMap<number, KillRecord> {
  const stops = new Map<number, KillRecord>()
  for (const { action, why, place } of actions) {
    const { look, atNanos = Number.NaN } = place
    if (action === OPERATOR_KILL && typeof look === 'number') {
      stops.set(look, { reason: why, atNanos })
    }
  }
  return stops
}

function changesIn(text: string, sequence: number): Readonly<Record<string, unknown>> {
  const changes = jsonOf(text)
  if (typeof changes === 'object' && changes !== null) return { ...changes }
  throw cannotBe(sequence)
}

const cannotBe = (sequence: number): InputError =>
  new InputError(
    `tells of an action that could not have been, at sequence ${sequence}`,
    {},
    'It was not written by this version of t2t demo.',
  )
