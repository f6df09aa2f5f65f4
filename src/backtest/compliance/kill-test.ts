/**
 * A test of the kill switch on a whole run: tripped in the middle of the data, re-armed later, and
 * judged by the records that the run wrote.
 *
 * A strategy that knows of the stop wants nothing then, so the test puts orders of its own to the gate.
 * It passes when nothing was approved while the switch was on, every working order was withdrawn and
 * answered for, and there was something to stop at all.
 */
import {
  BUY,
  ENTER_ORDER,
  KILL_CONFIRMED,
  KILL_STATE_NAMES,
  KILL_TRIPPED,
  lots,
  NO_PRICE,
  nanos,
  OPERATOR_KILL,
  OPERATOR_REARM_ASKED,
  OPERATOR_REARMED,
} from '../../core/index.ts'
import { KillSwitch, OrderIntent } from '../../risk/index.ts'
import { type BacktestOptions, type BacktestRun, prepareBacktest } from '../backtest.ts'
import { type RecordSink, RunJournal, type SinkStart } from '../run-journal/index.ts'
import type { KillTest } from './compliance-report.ts'
import { EvidenceSink } from './evidence-sink.ts'

export interface KillTestOptions {
  /** Of a run that would be made without the test, too. */
  readonly run: BacktestOptions
  /** Who tests: stands in the records. */
  readonly who: string
  readonly description?: Readonly<Record<string, unknown>>
  /** Where the records of the test go; nowhere without. */
  readonly open?: ((start: SinkStart) => RecordSink) | undefined
  /** Wall time in nanoseconds, to measure how long it takes until the gate refuses. */
  readonly wallNanos?: (() => number) | undefined
}

export interface KillTestResult {
  readonly test: KillTest
  readonly run: BacktestRun
}

/** Tripped when an order works after this share of the data's time, and at the latest at the second. */
const TRIP_FROM = 0.4
const TRIP_LATEST = 0.6
const REARM_AT = 0.85
/** Orders that the test itself puts to the gate while trading is stopped, in each market. */
const PROBES_MAX = 10
const BLOCK_TRIALS = 10_000

export async function killTest(options: KillTestOptions): Promise<KillTestResult> {
  const killSwitch = new KillSwitch()
  let inner: RecordSink | undefined
  const sink = new EvidenceSink(() => inner)
  const journal = new RunJournal({
    open: (start) => {
      sink.epochNanos = start.epochNanos
      inner = options.open?.(start)
      return sink
    },
    description: { ...options.description, purpose: 'test of the kill switch' },
  })
  let run: BacktestRun | undefined
  const steps = new TestSteps(killSwitch, journal, options.who)
  const onSample = ({ atNanos }: { readonly atNanos: number }) => {
    if (run !== undefined) steps.look(run, atNanos)
  }
  run = await prepareBacktest({ ...options.run, journal, killSwitch, onSample })
  await run.toEnd()
  journal.commit()
  const runHash = run.digest()
  const blockNanos =
    options.wallNanos === undefined ? null : blockTimes(run, killSwitch, options.wallNanos)
  return { test: verdict(steps, sink, { runHash, blockNanos }), run }
}

class TestSteps {
  readonly #killSwitch: KillSwitch
  readonly #journal: RunJournal
  readonly #who: string
  openBefore = 0
  openAfter = 0
  enteredBefore = 0
  isTripped = false
  isRearmed = false
  enteredAtRearm = 0
  enteredAtEnd = 0
  #probes = 0

  constructor(killSwitch: KillSwitch, journal: RunJournal, who: string) {
    this.#killSwitch = killSwitch
    this.#journal = journal
    this.#who = who
  }

  look(run: BacktestRun, atNanos: number): void {
    const { firstNanos, lastNanos } = run.survey
    const share = (atNanos - firstNanos) / Math.max(1, lastNanos - firstNanos)
    const open = run.markets.reduce((sum, { desk }) => sum + desk.count, 0)
    const entered = run.markets.reduce((sum, { desk }) => sum + desk.counts.entered, 0)
    this.enteredAtEnd = entered
    if (!this.isTripped) {
      if (share < TRIP_FROM || (open === 0 && share < TRIP_LATEST)) return
      this.isTripped = true
      this.openBefore = open
      this.enteredBefore = entered
      this.#journal.operator(OPERATOR_KILL, this.#who, 'test of the kill switch')
      this.#killSwitch.trip('test of the kill switch', atNanos)
    } else if (!this.isRearmed && share >= REARM_AT) {
      this.isRearmed = true
      this.openAfter = open
      this.enteredAtRearm = entered
      this.#journal.operator(OPERATOR_REARM_ASKED, this.#who, 'the test is over')
      this.#journal.operator(OPERATOR_REARMED, this.#who, 'the test is over')
      this.#killSwitch.rearm()
    } else if (!this.isRearmed) {
      this.openAfter = open
      this.#probe(run, atNanos)
    }
  }

  /** A strategy that knows of the stop wants nothing: the test itself asks the gate for an order. */
  #probe({ markets }: BacktestRun, atNanos: number): void {
    if (this.#probes >= PROBES_MAX) return
    this.#probes++
    for (const { desk, trader } of markets) {
      const price = trader.options.book.best(BUY)
      if (price === NO_PRICE) continue
      desk.now = nanos(atNanos)
      desk.enter(BUY, price, lots(1))
    }
  }
}

function verdict(
  steps: TestSteps,
  { evidence }: EvidenceSink,
  rest: Pick<KillTest, 'runHash' | 'blockNanos'>,
): KillTest {
  const intentsAfter = evidence.refusedByKill + evidence.approvedWhileTripped
  const hadSomething = steps.openBefore > 0 || intentsAfter > 0
  const nanosOf = (grade: number) =>
    evidence.killEvents.find(({ state }) => state === KILL_STATE_NAMES[grade])?.nanos
  const tripped = nanosOf(KILL_TRIPPED)
  const confirmed = nanosOf(KILL_CONFIRMED)
  const isSilent = evidence.approvedWhileTripped === 0 && steps.openAfter === 0
  return {
    what: hadSomething
      ? 'tripped by hand in the middle of a run, re-armed by hand in two steps near its end'
      : 'tripped by hand in the middle of a run, but no order worked and none was asked for: this proves nothing',
    openOrdersBefore: steps.openBefore,
    openOrdersAfter: steps.openAfter,
    intentsAfter,
    approvedAfter: evidence.approvedWhileTripped,
    withdrawals: evidence.withdrawnWhileTripped,
    confirmedAfterNanos:
      tripped === undefined || confirmed === undefined ? null : confirmed - tripped,
    rearmed: steps.isRearmed && steps.enteredAtEnd > steps.enteredAtRearm,
    passed: steps.isTripped && hadSomething && isSilent,
    ...rest,
  }
}

/** From the trip to the gate's refusal of the next order, in this thread: how often, how long. */
function blockTimes(
  run: BacktestRun,
  killSwitch: KillSwitch,
  wallNanos: () => number,
): KillTest['blockNanos'] {
  const intent = new OrderIntent()
  intent.action = ENTER_ORDER
  const { gate, portfolio, desk, trader } = run
  const { book } = trader.options
  const exposure = { position: portfolio.position, openLots: desk.openLots.bind(desk), equity: 0 }
  const spans = new Float64Array(BLOCK_TRIALS)
  for (let trial = 0; trial < BLOCK_TRIALS; trial++) {
    killSwitch.rearm()
    const from = wallNanos()
    killSwitch.trip('test of the kill switch')
    const approved = gate.approve(intent, exposure, book, run.now)
    spans[trial] = wallNanos() - from
    if (approved !== undefined) return null
  }
  spans.sort()
  const at = (share: number) => spans[Math.min(BLOCK_TRIALS - 1, Math.floor(share * BLOCK_TRIALS))]!
  return { trials: BLOCK_TRIALS, p50: at(0.5), p99: at(0.99), max: at(1) }
}
