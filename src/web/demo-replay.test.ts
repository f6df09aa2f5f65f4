/** A demo is driven anew from its journal, whatever people and other threads did to it, and when. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ComparingSink, DivergedRun, EntryReader } from '../backtest/index.ts'
import {
  JOURNAL_OPERATOR,
  JOURNAL_RUN_END,
  MARKET_ALL,
  MARKET_NONE,
  MARKET_TOUCH,
  OPERATOR_ACTION_NAMES,
} from '../core/index.ts'
import { FaultDisk } from '../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter } from '../journal/index.ts'
import { hasher } from '../journal/journal.suite.ts'
import { KillSwitch } from '../risk/index.ts'
import { DemoJournal } from './demo-journal.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoReplay } from './demo-replay.ts'
import { DemoSession } from './demo-session.ts'
import { MODE_NAMES } from './mode-words.ts'
import { type OutsideAction, outsideAction } from './outside-action.ts'
import type { FeedName } from './protocol.ts'

/** Another thread that wins the flag in the middle of whatever the run is doing. */
class RacedSwitch extends KillSwitch {
  /** Looks until it does; never when 0. */
  looksLeft = 0
  override get isTripped(): boolean {
    if (this.looksLeft > 0 && --this.looksLeft === 0) super.trip('another thread')
    return super.isTripped
  }
}

interface Told {
  readonly disk: FaultDisk
  readonly feed: FeedName
  readonly level: number
  readonly hash: string
}

class Demo {
  readonly disk = new FaultDisk()
  readonly shared = new RacedSwitch()
  readonly session: DemoSession
  readonly journal: DemoJournal
  writer: JournalWriter | undefined
  readonly #told: Pick<Told, 'feed' | 'level'>

  constructor(feed: FeedName, level: number, limits = {}) {
    this.#told = { feed, level }
    this.journal = new DemoJournal({
      open: (start) => {
        const { disk } = this
        this.writer ??= JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 })
        return this.writer
      },
      market: level,
      description: { product: 'test' },
    })
    const { journal, shared: killSwitch } = this
    const dictionary = DEMO_DICTIONARY
    this.session = new DemoSession({ feed, dictionary, seed: 5, journal, killSwitch, ...limits })
  }

  end(): Told {
    this.journal.end(this.session.engine.ticks)
    this.journal.commit()
    return { ...this.#told, disk: this.disk, hash: this.session.status().runHash }
  }
}

const readerOf = ({ disk }: Told): JournalReader => new JournalReader({ disk, hasher })

function actionsOf(told: Told): { actions: OutsideAction[]; ticks: number | undefined } {
  const entries = new EntryReader(readerOf(told))
  const actions: OutsideAction[] = []
  let ticks: number | undefined
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    if (entry.kind === JOURNAL_OPERATOR) actions.push(outsideAction(entry))
    if (entry.kind === JOURNAL_RUN_END) ticks = entry.order
  }
  return { actions, ticks }
}

/** Drives it anew; answers the hash it came to, and how many records were equal. */
async function drivenAnew(
  told: Told,
  change = (actions: OutsideAction[]): OutsideAction[] => actions,
  limits = {},
): Promise<{ hash: string; compared: number }> {
  const { actions, ticks } = actionsOf(told)
  const sink = new ComparingSink({ reader: readerOf(told) })
  const setup = { feed: told.feed, dictionary: DEMO_DICTIONARY, seed: 5, ...limits }
  const story = { setup, actions: change(actions), ticks, lastNanos: 0 }
  const journal = { open: () => sink, market: told.level, description: { product: 'test' } }
  const replay = new DemoReplay(story, journal)
  await replay.toEnd(97, () => {})
  sink.finish()
  return { hash: replay.session.status().runHash, compared: sink.compared }
}

const DEEDS = {
  pause: (demo: Demo) => demo.session.pause(),
  step: (demo: Demo) => demo.session.step(),
  resume: (demo: Demo) => demo.session.resume(),
  commit: (demo: Demo) => demo.journal.commit(),
  kill: (demo: Demo) => demo.session.kill('looks wrong'),
  tune: ({ session }: Demo, much: number) => {
    const isSeries = session.scene.feed === 'gbm'
    const volatility = much / 10_000
    session.tune(isSeries ? { threshold: 0.5 + much / 20, volatility } : { offsetTicks: much % 5 })
  },
  race: ({ shared }: Demo, much: number) => {
    shared.looksLeft = 1 + much * 7
  },
  outside: ({ shared, session }: Demo) => {
    shared.trip('the kill file')
    session.noticeStop()
  },
  rearm: ({ session }: Demo) => {
    session.rearmAsked('anna', 'looked')
    session.rearm('anna', 'looked')
  },
  /** The watchdog arms the shared switch first, and the session a moment later. */
  late: ({ shared, session }: Demo, much: number) => {
    shared.rearm()
    session.advance(much)
    session.rearm('berta', 'by the watchdog')
  },
  mode: ({ session }: Demo, much: number) => {
    const market = much % 2 === 0 ? session.setup().symbol : undefined
    session.setMode(MODE_NAMES[much % MODE_NAMES.length]!, 'carl', 'because', market)
  },
  rearmStrategy: ({ session }: Demo) => {
    if (session.status().trading.throttle?.isTripped === true) session.rearmStrategy('carl', 'so')
  },
  restart: ({ session }: Demo, much: number) =>
    session.restart(much, much % 2 === 0 ? 'gbm' : 'exchange'),
} as const
/** So few executions that the throttle trips now and then. */
const THROTTLED = { accountLimits: { executionsMax: 12, executionsWindowNanos: 60e9 } }
const DEED_NAMES = Object.keys(DEEDS) as (keyof typeof DEEDS)[]

test('whatever is done to a demo, its journal is derived again record by record, at every level', async () => {
  const deed = fc.tuple(
    fc.constantFrom(...DEED_NAMES),
    fc.integer({ min: 1, max: 60 }),
    fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 4 }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<FeedName>('exchange', 'gbm'),
      fc.constantFrom(MARKET_NONE, MARKET_TOUCH, MARKET_ALL),
      fc.array(deed, { minLength: 3, maxLength: 9 }),
      async (feed, level, deeds) => {
        const demo = new Demo(feed, level, THROTTLED)
        for (const [name, much, portions] of deeds) {
          for (const ticks of portions) demo.session.advance(ticks)
          DEEDS[name](demo, much)
        }
        demo.session.advance(100)
        const told = demo.end()
        expect((await drivenAnew(told, undefined, THROTTLED)).hash).toBe(told.hash)
      },
    ),
    { numRuns: Number(process.env.T2T_FUZZ_RUNS ?? 25) },
  )
})

test('a stop by another thread in the middle of a tick is seen again by the same look', async () => {
  for (const feed of ['exchange', 'gbm'] as const) {
    for (const looks of [1, 2, 30, 31, 32, 33, 400]) {
      const demo = new Demo(feed, MARKET_TOUCH)
      demo.session.advance(200)
      demo.shared.looksLeft = looks
      demo.session.advance(300)
      expect(demo.session.status().killSwitch?.reason).toBe('another thread')
      demo.session.rearm('anna', 'looked')
      demo.session.advance(200)
      const told = demo.end()
      expect(actionsOf(told).actions.map(({ who }) => who)).toEqual(['outside the run', 'anna'])
      expect((await drivenAnew(told)).hash).toBe(told.hash)
    }
  }
})

test('a breaker trips again by itself, at the same tick at every pace', async () => {
  const limits = { breaker: { messages: { messagesMax: 30, windowNanos: 60e9 } } }
  const hashes = new Set<string>()
  for (const portion of [1, 7, 500]) {
    const demo = new Demo('gbm', MARKET_TOUCH, limits)
    for (let ticks = 0; ticks < 2_000; ticks += portion) demo.session.advance(portion)
    demo.session.advance(2_500 - demo.session.engine.ticks)
    expect(demo.session.status().killSwitch?.reason).toContain('messages within 1 min')
    const told = demo.end()
    expect(actionsOf(told).actions).toEqual([])
    expect((await drivenAnew(told, undefined, limits)).hash).toBe(told.hash)
    hashes.add(told.hash)
  }
  expect(hashes.size).toBe(1)
})

test('a disk that refused is a stop from outside, and the run after it is derived again', async () => {
  const demo = new Demo('gbm', MARKET_TOUCH)
  demo.session.advance(100)
  demo.disk.room = 0
  demo.session.advance(200)
  expect(demo.session.status().killSwitch?.reason).toContain('ENOSPC')
  for (let k = 0; k < 20_000 && !demo.journal.isFull; k++) demo.session.pause()
  expect(() => demo.session.tune({ threshold: 3 })).toThrow('cannot be written down')
  expect(() => demo.session.restart(1)).toThrow('cannot be written down')
  expect(demo.session.advance(10)).toBe(0)
  demo.disk.room = Number.POSITIVE_INFINITY
  expect(demo.writer?.retry()).toBe(true)
  demo.session.rearm('anna', 'made room')
  demo.session.advance(300)
  const told = demo.end()
  expect((await drivenAnew(told)).hash).toBe(told.hash)
})

test('an action that is left out, or is at another tick, shows as the first record that differs', async () => {
  const demo = new Demo('exchange', MARKET_NONE)
  demo.session.advance(400)
  demo.session.tune({ offsetTicks: 2 })
  demo.session.advance(400)
  const told = demo.end()
  await expect(drivenAnew(told, () => [])).rejects.toThrow(DivergedRun)
  const moved = (actions: OutsideAction[]) =>
    actions.map((action) => ({ ...action, place: { ...action.place, tick: 399 } }))
  await expect(drivenAnew(told, moved)).rejects.toThrow(DivergedRun)
  const strange = (actions: OutsideAction[]) =>
    actions.map((action) => ({ ...action, why: 'no JSON' }))
  await expect(drivenAnew(told, strange)).rejects.toThrow('could not have been')
})

test('modes and a re-armed throttle are set again at the same ticks, and are missed when left out', async () => {
  const demo = new Demo('exchange', MARKET_TOUCH, THROTTLED)
  const { session } = demo
  session.advance(100)
  session.setMode('reduce-only', 'anna', 'too long', 'SIM-USD')
  session.advance(300)
  session.setMode('halted', 'anna', 'news')
  session.advance(100)
  session.setMode('trading', 'bert', 'over')
  session.setMode('trading', 'bert', 'over', 'SIM-USD')
  while (session.status().trading.throttle?.isTripped === false) session.advance(50)
  session.restart(8)
  session.advance(100)
  session.rearmStrategy('bert', 'fills looked at')
  session.advance(300)
  const told = demo.end()
  const { actions } = actionsOf(told)
  expect(actions.map(({ action, who }) => `${OPERATOR_ACTION_NAMES[action]} ${who}`)).toEqual([
    'reduce-only anna',
    'halted anna',
    'trading bert',
    'trading bert',
    'restarted the page',
    'strategy re-armed bert',
  ])
  expect((await drivenAnew(told, undefined, THROTTLED)).hash).toBe(told.hash)
  for (const [left] of actions.entries()) {
    const others = (all: OutsideAction[]) => all.filter((_, k) => k !== left)
    await expect(drivenAnew(told, others, THROTTLED), `${left}`).rejects.toThrow()
  }
})
