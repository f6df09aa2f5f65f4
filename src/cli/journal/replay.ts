/** `t2t journal replay`: derives every decision of a run again and holds it against its journal. */

import { Command } from 'commander'
import {
  backtest,
  ComparingSink,
  DivergedRun,
  JournaledState,
  jsonOf,
  type MarketOptions,
  marketsOf,
  type OnProgress,
  type RecordSink,
  RunJournal,
} from '../../backtest/index.ts'
import {
  InputError,
  Instrument,
  JOURNAL_INSTRUMENT,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  MARKET_ALL,
} from '../../core/index.ts'
import { describedFlag } from '../algorithm-flag.ts'
import { type LoadedRun, loadSaved, type RunArguments, savedRunIn } from '../config/load-run.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { ProgressBar, Turns } from '../progress.ts'
import {
  entriesOf,
  type OpenedJournal,
  openJournal,
  problemText,
  readerOf,
  segmentsOf,
  warnOf,
} from './open-journal.ts'
import {
  type Findings,
  isDemo,
  type MarketSource,
  type ReplayOutcome,
  replayText,
  type Story,
} from './replay-text.ts'
import { replayDemo } from './replayed-demo.ts'
import { JournaledFeed, replayedFeed } from './replayed-feed.ts'
import { readWhole } from './verify.ts'

const EXAMPLES = `
Examples:
  t2t journal replay journal/
  t2t journal replay journal/ --feed moved/day.log.zst
  t2t journal replay journal/ --from-feed

The run is derived again from its configuration, which the journal holds, and its market
data: from the journal where it holds all of them (--journal-market all), else from the
configured feed, whose fingerprint must be the journaled one. A living exchange is driven
anew from its seed, and so is a demo, with what people did to it at the same ticks. Exit
code 0: every record is equal. 1: the first record that differs is shown, with both states.`

interface ReplayArguments {
  readonly feed?: readonly string[]
  readonly fromFeed?: boolean
  readonly json?: boolean
}

export function replayCommand(): Command {
  return new Command('replay')
    .description('Derive every decision of a journaled run again, and compare.')
    .argument('<folder>', 'a journal')
    .option('--feed <file...>', 'where the market data are now')
    .option('--from-feed', 'read the configured feed even when the journal holds the market')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(replay)
}

/** The journal ends before its run did: a crashed run, equal up to there. */
class JournalOver extends Error {}

async function replay(path: string, given: ReplayArguments): Promise<void> {
  const journal = openJournal(path)
  const story = storyOf(journal)
  const report = await readWhole(journal)
  // Said first: what is missing may be what the run is derived from.
  const problem = problemText(report)
  if (warnOf(report, path)) process.exitCode = EXIT_NEGATIVE
  const replayed = isDemo(story)
    ? await replayedDemo(journal, story, given)
    : await replayedRun(journal, story, given, problem !== undefined)
  if (replayed.divergence !== undefined) process.exitCode = EXIT_NEGATIVE
  const isCorrupt = report.status === 'corrupt'
  const findings = { path, problem, isCorrupt, ...replayed }
  process.stdout.write(replayText(findings, given.json === true))
}

type Replayed = Omit<Findings, 'path' | 'problem' | 'isCorrupt'>

async function replayedDemo(
  journal: OpenedJournal,
  story: Story,
  given: ReplayArguments,
): Promise<Replayed> {
  refuseFeed(given)
  const { instruments, ...outcome } = await replayDemo(journal, story)
  return { story: { ...story, instruments }, source: 'seed', ...outcome }
}

async function replayedRun(
  journal: OpenedJournal,
  story: Story,
  given: ReplayArguments,
  isDamaged: boolean,
): Promise<Replayed> {
  const hash = endHash(journal)
  const source = sourceOf(story, given, hash !== undefined && !isDamaged)
  const loaded = await loadStory(journal, story, given, source === 'journal')
  const known = story.instruments.flatMap((facts) =>
    facts === undefined ? [] : new Instrument(facts),
  )
  const goOn = (): RecordSink => {
    throw new JournalOver()
  }
  const sink = new ComparingSink(
    { reader: readerOf(journal), ...(hash === undefined ? { goOn } : {}) },
    new JournaledState(known),
  )
  const outcome = await derive(loaded, story, sink, isDamaged)
  return { story, sink, hash, source, ...outcome }
}

/**
 * A living exchange is driven anew from its seed; another market comes from the journal where that holds
 * all of it.
 * @throws InputError for a feed of a market that has none.
 */
function sourceOf(story: Story, given: ReplayArguments, isWhole: boolean): MarketSource {
  const { feed, fromFeed } = given
  if (!story.instruments.some((facts) => facts?.isLiving === true)) {
    const isHeld = story.level === MARKET_ALL && isWhole
    return isHeld && fromFeed !== true && feed === undefined ? 'journal' : 'feed'
  }
  refuseFeed(given)
  return 'seed'
}

/** @throws InputError for options about a feed, where none was read. */
function refuseFeed({ feed, fromFeed }: ReplayArguments): void {
  if (feed === undefined && fromFeed !== true) return
  throw new InputError(
    'is about market data, but this run made its own',
    { field: feed === undefined ? '--from-feed' : '--feed' },
    'Leave it out: the market is driven anew from its seed.',
  )
}

/** Why a journal has no first record. */
function nothingIn(journal: OpenedJournal): string {
  const reader = readerOf(journal)
  while (reader.next() !== undefined);
  const problem = problemText(reader.report())
  return problem === undefined ? 'holds no record' : `holds no whole batch: ${problem}`
}

/** @throws InputError for a journal that does not begin with a run. */
function storyOf(journal: OpenedJournal): Story {
  const entries = entriesOf(journal)
  const begin = entries.next()
  if (begin?.kind !== JOURNAL_RUN_BEGIN || begin.sequence !== 1) {
    throw new InputError(
      begin === undefined ? nothingIn(journal) : 'does not begin with the beginning of a run',
      { file: journal.path },
      'Only a journal that is there from its beginning can be replayed.',
    )
  }
  const told = jsonOf(begin.text[0])
  if (typeof told !== 'object' || told === null) throw noRun(journal.path)
  const {
    rules: _rules,
    strategy: _strategy,
    params: _params,
    ...description
  } = told as Record<string, unknown>
  for (let market = 0; market < begin.order; market++) {
    if (entries.next()?.kind !== JOURNAL_INSTRUMENT) throw noRun(journal.path)
  }
  entries.reader.close()
  return {
    epochNanos: entries.epochNanos,
    level: begin.code,
    isDurable: begin.grade === 1,
    description,
    instruments: entries.instruments,
    markets: begin.order,
  }
}

const noRun = (file: string): InputError =>
  new InputError(
    'does not say what ran',
    { file },
    'A journal of t2t backtest or t2t demo can be replayed.',
  )

/** The hash that the run ended with; undefined when the journal does not have its end. */
function endHash(journal: OpenedJournal): string | undefined {
  const entries = entriesOf(journal, segmentsOf(journal.disk).at(-1))
  let hash: string | undefined
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    if (entry.kind === JOURNAL_RUN_END) hash = entry.text[0]
  }
  return hash
}

async function loadStory(
  journal: OpenedJournal,
  story: Story,
  given: ReplayArguments,
  isFromJournal: boolean,
): Promise<LoadedRun> {
  const run = savedRunIn(story.description.run)
  if (run === undefined) throw noRun(journal.path)
  const feeds = isFromJournal
    ? story.instruments.map((facts, market) => {
        if (facts === undefined) throw noRun(journal.path)
        return new JournaledFeed(journal, { market, facts, runEpochNanos: story.epochNanos })
      })
    : undefined
  const moved: RunArguments = given.feed === undefined ? {} : { feed: given.feed }
  return loadSaved(run, moved, feeds)
}

async function derive(
  loaded: LoadedRun,
  story: Story,
  sink: ComparingSink,
  isDamaged: boolean,
): Promise<ReplayOutcome> {
  const markets: MarketOptions[] = marketsOf(loaded.options).map((market, k) => ({
    ...market,
    feed: replayedFeed(market.feed, story.instruments[k]),
  }))
  const journal = new RunJournal({
    open: () => sink,
    market: story.level,
    isDurable: story.isDurable,
    description: story.description,
    ...describedFlag(story.description),
  })
  const [first] = markets
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const onProgress: OnProgress = ({ phase, records, fraction }) => {
    bar.update(phase === 'survey' ? 'reading' : 'replaying', fraction, records)
    return turns.take()
  }
  const options = { ...loaded.options, journal }
  const nothing = { runHash: undefined, divergence: undefined, isCutShort: false }
  try {
    const only = markets.length === 1 ? first! : { markets }
    const run = await backtest({ ...options, ...only }, onProgress)
    sink.finish()
    return { ...nothing, runHash: run.digest(), states: journal.states }
  } catch (error) {
    const { states } = journal
    // Behind its damage a journal says nothing of what the run does.
    const isUnread = isDamaged && error instanceof DivergedRun && error.journaled === undefined
    if (isUnread || error instanceof JournalOver) return { ...nothing, isCutShort: true, states }
    if (error instanceof DivergedRun) return { ...nothing, divergence: error, states }
    throw error
  } finally {
    bar.done()
  }
}
