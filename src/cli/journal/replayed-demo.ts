/** The journal of `t2t demo` read for a replay: what the session was, and what came from outside. */
import { z } from 'zod'
import {
  ComparingSink,
  DivergedRun,
  type InstrumentFacts,
  JournaledState,
  type RecordSink,
} from '../../backtest/index.ts'
import {
  InputError,
  Instrument,
  JOURNAL_OPERATOR,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
} from '../../core/index.ts'
import {
  type AccountLimits,
  accountLimitProblems,
  type BreakerLimits,
  breakerProblems,
} from '../../risk/index.ts'
import { DemoReplay, type DemoStory, type OutsideAction, outsideAction } from '../../web/index.ts'
import { originalDictionarySchema } from '../config/run-config.ts'
import { ProgressBar, Turns } from '../progress.ts'
import { entriesOf, type OpenedJournal, readerOf } from './open-journal.ts'
import type { ReplayOutcome, Story } from './replay-text.ts'

/** Ticks between looks at the progress. */
const TICKS_PER_TURN = 1_024

/** Limits against which nothing is to be said. */
const sound = <T extends object>(problemsOf: (limits: T) => readonly unknown[]) =>
  z.custom<T>(
    (value) => typeof value === 'object' && value !== null && problemsOf(value as T).length === 0,
  )
const demoSchema = z.object({
  demo: z.object({ feed: z.enum(['exchange', 'gbm']), seed: z.union([z.number(), z.string()]) }),
  session: z.strictObject({
    dictionary: originalDictionarySchema,
    ticks: z.int().min(1).optional(),
    breaker: sound<BreakerLimits>(breakerProblems).optional(),
    accountLimits: sound<AccountLimits>(accountLimitProblems).optional(),
  }),
})

export interface ReplayedDemo extends ReplayOutcome {
  readonly sink: ComparingSink
  /** Of the last run, as the journal has it; undefined when it does not have its end. */
  readonly hash: string | undefined
  /** Of the last run. */
  readonly instruments: readonly (InstrumentFacts | undefined)[]
}

/** @throws InputError for a journal that does not say what the demo was. */
export async function replayDemo(journal: OpenedJournal, story: Story): Promise<ReplayedDemo> {
  // What the demo says of itself it will say again.
  const { demo: _demo, session: _session, controls: _controls, ...description } = story.description
  const told = await tellDemo(journal, story)
  const isWhole = told.ticks !== undefined
  const goOn = (): RecordSink => {
    throw new JournalOver()
  }
  const known = told.runs === 1 ? told.instruments : []
  const sink = new ComparingSink(
    { reader: readerOf(journal), ...(isWhole ? {} : { goOn }) },
    new JournaledState(
      known.flatMap((facts) => (facts === undefined ? [] : new Instrument(facts))),
    ),
  )
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const { instruments, hash, ...demoStory } = told
  const outcome = { sink, hash, instruments, runHash: undefined, divergence: undefined }
  let replay: DemoReplay | undefined
  try {
    // A demo writes down what it is as soon as it is there, so it may differ already.
    replay = new DemoReplay(demoStory, { open: () => sink, market: story.level, description })
    await replay.toEnd(TICKS_PER_TURN, () => {
      bar.update('replaying', sink.compared / told.records, sink.compared)
      return turns.take()
    })
    sink.finish()
    const { states } = replay.journal
    const runHash = isWhole ? replay.session.engine.run.digest() : undefined
    return { ...outcome, runHash, isCutShort: !isWhole, states }
  } catch (error) {
    const states = replay?.journal.states ?? []
    if (error instanceof JournalOver) return { ...outcome, isCutShort: true, states }
    if (error instanceof DivergedRun) {
      return { ...outcome, divergence: error, isCutShort: false, states }
    }
    throw placed(error, journal)
  } finally {
    bar.done()
  }
}

/** The journal ends before its run did. */
class JournalOver extends Error {}

interface ToldDemo extends DemoStory {
  readonly hash: string | undefined
  readonly instruments: readonly (InstrumentFacts | undefined)[]
  readonly runs: number
  readonly records: number
}

/** Reads the journal once for what came from outside, and for where it ends. */
async function tellDemo(journal: OpenedJournal, story: Story): Promise<ToldDemo> {
  const found = demoSchema.safeParse(story.description)
  if (!found.success) {
    throw new InputError(
      'does not say what the demo was',
      { file: journal.path },
      'Demos of older versions cannot be driven anew.',
    )
  }
  const { demo, session } = found.data
  const actions: OutsideAction[] = []
  const entries = entriesOf(journal)
  const turns = new Turns()
  let runs = 0
  let end: { readonly ticks: number; readonly hash: string | undefined } | undefined
  let lastNanos = 0
  let records = 0
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    if (entry.kind === JOURNAL_RUN_BEGIN) {
      runs++
      end = undefined
      lastNanos = 0
    } else if (entry.kind === JOURNAL_RUN_END) end = { ticks: entry.order, hash: entry.text[0] }
    // Words that were cut off by a crash are no action yet.
    else if (entry.kind === JOURNAL_OPERATOR && !entry.isCut) {
      actions.push(inJournal(journal, () => outsideAction(entry)))
    }
    lastNanos = Math.max(lastNanos, entry.localNanos)
    records = entry.sequence
    if (records % 4096 === 0) await turns.take()
  }
  const { dictionary, ticks, breaker, accountLimits } = session
  return {
    setup: { ...demo, dictionary, ticks, breaker, accountLimits },
    actions,
    ticks: end?.ticks,
    hash: end?.hash,
    lastNanos,
    instruments: entries.instruments,
    runs,
    records,
  }
}

function inJournal<T>(journal: OpenedJournal, attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    throw placed(error, journal)
  }
}

const placed = (error: unknown, { path }: OpenedJournal): unknown =>
  error instanceof InputError ? error.within(path) : error
