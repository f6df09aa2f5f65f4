/** What a replay has found, for a person or as JSON. */
import type {
  ComparingSink,
  DivergedRun,
  HeldState,
  InstrumentFacts,
} from '../../backtest/index.ts'
import { Instrument, NO_PRICE } from '../../core/index.ts'
import { terminalOf } from '../terminal.ts'
import { divergenceText } from './divergence-text.ts'

/** What a journal says of its run. */
export interface Story {
  readonly epochNanos: bigint
  readonly level: number
  readonly isDurable: boolean
  readonly description: Readonly<Record<string, unknown>>
  readonly instruments: readonly (InstrumentFacts | undefined)[]
  readonly markets: number
}

/** Whether a journal is one of a demo, which people act on while it runs. */
export const isDemo = ({ description }: Pick<Story, 'description'>): boolean =>
  Object.hasOwn(description, 'demo')

export interface ReplayOutcome {
  /** Of the derived run, when it came to its end. */
  readonly runHash: string | undefined
  readonly divergence: DivergedRun | undefined
  /** The journal ended before the run. */
  readonly isCutShort: boolean
  /** Of the derived run, where it ended or differed. */
  readonly states: readonly HeldState[]
}

/** Where the market of a replay comes from; a living exchange is made anew from its seed. */
export type MarketSource = 'journal' | 'feed' | 'seed'

const SOURCE_TEXTS: Readonly<Record<MarketSource, string>> = {
  journal: 'with the market from the journal',
  feed: 'with the market from the configured feed',
  seed: 'with the market driven anew from its seed',
}

export interface Findings extends ReplayOutcome {
  readonly path: string
  readonly story: Story
  readonly sink: ComparingSink
  /** The journaled hash of the run; undefined when the journal does not have its end. */
  readonly hash: string | undefined
  readonly source: MarketSource
  /** What is wrong with the journal itself. */
  readonly problem: string | undefined
  /** And recovery cannot mend it. */
  readonly isCorrupt: boolean
}

export function replayText(findings: Findings, isJson: boolean): string {
  return isJson ? `${JSON.stringify(jsonOf(findings), null, 2)}\n` : textOf(findings)
}

function jsonOf(findings: Findings): object {
  const { sink, hash, runHash, divergence, isCutShort, source, story, problem } = findings
  return {
    isEqual: divergence === undefined,
    compared: sink.compared,
    runHash: runHash ?? null,
    journaledHash: hash ?? null,
    isCutShort,
    problem: problem ?? null,
    marketFrom: source,
    divergence:
      divergence === undefined
        ? null
        : { sequence: divergence.sequence, text: divergenceText(divergence, story) },
    states: statesOf(findings),
  }
}

function textOf(findings: Findings): string {
  const { path, story, sink, hash, runHash, divergence, isCutShort, isCorrupt, source } = findings
  const terminal = terminalOf(process.stdout)
  const head =
    divergence !== undefined
      ? terminal.red('differs')
      : terminal.green(isCutShort ? `equal up to ${endText(findings)}` : 'equal')
  const lines = [
    `${terminal.bold(path)}: ${head}`,
    `  compared   ${sink.compared} records, ${SOURCE_TEXTS[source]}`,
    ...(runHash === undefined ? [] : [`  run hash   ${runHash}, journaled ${hash ?? 'nothing'}`]),
    ...(divergence === undefined
      ? []
      : divergenceText(divergence, story).split('\n').map(indented)),
    ...(isCutShort && !isCorrupt && !isDemo(story)
      ? ['  t2t backtest --resume goes on from there.']
      : []),
    ...statesOf(findings).flatMap(({ symbol, journal, run }) => [
      `  ${symbol}, journal  ${stateText(journal)}`,
      `  ${symbol}, run      ${stateText(run)}`,
    ]),
  ]
  return `${lines.join('\n')}\n`
}

const endText = ({ isCorrupt }: Findings): string =>
  isCorrupt ? 'its damage' : 'its end, which is not the end of the run'

const indented = (line: string): string => `  ${line}`

interface ShownState {
  readonly position: number
  readonly openOrders: number
  readonly bid: number | null
  readonly ask: number | null
}

function statesOf({ story, sink, states }: Findings) {
  return Array.from({ length: story.markets }, (_, market) => {
    const facts = story.instruments[market]
    const grid = facts === undefined ? undefined : new Instrument(facts).tick
    const shown = ({ position, openOrders, bid, ask }: HeldState): ShownState => ({
      position,
      openOrders,
      bid: bid === NO_PRICE ? null : (grid?.value(bid) ?? bid),
      ask: ask === NO_PRICE ? null : (grid?.value(ask) ?? ask),
    })
    const told = sink.journaled.market(market)
    const run = states[market]
    return {
      symbol: facts?.symbol ?? String(market),
      journal: shown({ ...told, openOrders: told.orders.size }),
      run: run === undefined ? null : shown(run),
    }
  })
}

function stateText(state: ShownState | null): string {
  if (state === null) return 'none'
  const { position, openOrders, bid, ask } = state
  return `position ${position} lots, ${openOrders} open orders, touch ${bid ?? '–'} / ${ask ?? '–'}`
}
