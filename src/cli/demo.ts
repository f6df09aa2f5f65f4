/** `t2t demo`: a strategy on a living exchange or on a random walk, on a live page or without one. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Command } from 'commander'
import type { RecordSink } from '../backtest/index.ts'
import { type Alert, InputError } from '../core/index.ts'
import {
  DEFAULT_HOST,
  DEFAULT_PORT,
  DemoJournal,
  type DemoServer,
  DemoSession,
  type DemoSessionOptions,
  type DropCopy,
  FEED_NAMES,
  type FeedName,
  isLoopback,
  type Speed,
  startDemoServer,
} from '../web/index.ts'
import { loadOriginalDictionary } from './config/load-run.ts'
import { loadDemoSafety } from './config/safety-file.ts'
import {
  closeDropCopy,
  copiedBy,
  type DropCopyArguments,
  openDropCopy,
  withDropCopy,
} from './drop-copy.ts'
import { checkJournalOptions, LiveJournal, type LiveJournalArguments } from './journal/index.ts'
import { LiveGuard } from './live-guard.ts'
import { watchedDemo } from './live-surveillance.ts'
import { hasDesktop, openBrowser } from './open-browser.ts'
import { naturalNumber } from './options.ts'
import { PRODUCT_VERSION } from './product.ts'
import { ProgressBar } from './progress.ts'
import { summaryText } from './summary-text.ts'
import { terminalOf } from './terminal.ts'

interface DemoArguments extends DropCopyArguments, LiveJournalArguments {
  readonly port?: number
  readonly host: string
  readonly seed: string
  readonly speed?: Speed
  readonly feed?: FeedName
  readonly config?: string
  readonly open: boolean
  readonly headless?: boolean
  readonly ticks?: number
  readonly json?: boolean
  readonly safety?: string
  readonly killFile?: string
}

const PORT_MAX = 65_535
const HEADLESS_TICKS = 10_000
/** Ticks between looks at the progress bar and at signals. */
const TICKS_PER_TURN = 4_096

const EXAMPLES = `
Examples:
  t2t demo                            a page on ${DEFAULT_HOST}:${DEFAULT_PORT}
  t2t demo --seed 7 --speed 10        another market, ten times as fast
  t2t demo --feed gbm                 a random walk instead of the exchange
  t2t demo --config original.yaml     that walk with your own settings
  t2t demo --headless --ticks 100000  no page, and a summary at the end
  t2t demo --journal journal/         everything written down, page and all
  t2t demo --safety safety.yaml       circuit breaker, alerts, account's limits

The page is reachable from this machine alone unless --host says otherwise. Its
URL ends with a token; who has the URL can pause, change and stop the demo. Equal
seed, settings and number of ticks give the same run hash, with or without a page.
t2t kill stops its trading from another terminal; so do SIGUSR2 and the kill file.
t2t mode halts it, lets it only reduce, or re-arms a strategy that was disabled.`

export function demoCommand(): Command {
  const command = new Command('demo')
    .description('Watch a strategy trade among agents on a simulated exchange, live on a page.')
    .option(
      '--port <port>',
      `port of the page (default: ${DEFAULT_PORT}, or a free one)`,
      portNumber,
    )
    .option('--host <address>', 'address to listen on', DEFAULT_HOST)
    .option('--feed <name>', `${FEED_NAMES.join(' or ')} (default: exchange)`, feedNamed)
    .option('--seed <seed>', 'seed of the market: a number or a text', '1')
    .option('--speed <multiple>', "multiple of real time, or 'max' (default: 1)", speedOf)
    .option('--config <file>', 'of the random walk: the original dictionary, as JSON or YAML')
    .option('--no-open', 'do not open a browser')
    .option('--headless', 'run without a page, as fast as possible')
    .option(
      '--ticks <count>',
      `with --headless: how many (default: ${HEADLESS_TICKS})`,
      naturalNumber,
    )
    .option('--json', 'with --headless: print the summary as JSON')
    .option(
      '--safety <file>',
      'its sections breaker, alerts, account: a file of its own, or of a run',
    )
    .option(
      '--kill-file <file>',
      'while it exists, trading is stopped; survives a restart (default: among the temporary files)',
    )
    .option('--journal <folder>', 'write down everything that happens: see docs/journal.md')
    .option('--journal-market <part>', 'how much of the market: none, touch, all (default: touch)')
    .option(
      '--journal-segment <MiB>',
      'begin a new file after so much (default: 64)',
      naturalNumber,
    )
    .option(
      '--journal-keep <count>',
      'keep only the newest so many files (default: 16)',
      naturalNumber,
    )
  return withDropCopy(command).addHelpText('after', EXAMPLES).action(run)
}

async function run(given: DemoArguments): Promise<void> {
  checkJournalOptions(given)
  for (const name of ['ticks', 'json'] as const) {
    if (given[name] !== undefined && !given.headless) {
      throw new InputError('is for a run without a page', { field: `--${name}` }, 'Add --headless.')
    }
  }
  for (const name of ['speed', 'port', 'killFile'] as const) {
    if (given[name] === undefined || !given.headless) continue
    throw new InputError(
      'is for a live page, and a run without one is as fast as it goes',
      { field: name === 'killFile' ? '--kill-file' : `--${name}` },
      'Leave it or --headless out.',
    )
  }
  const safety = given.safety === undefined ? undefined : loadDemoSafety(given.safety)
  const options: DemoSessionOptions = {
    feed: feedOf(given),
    ...(given.config === undefined ? {} : { dictionary: loadOriginalDictionary(given.config) }),
    seed: given.seed,
    ...(given.speed === undefined ? {} : { speed: given.speed }),
    breaker: safety?.breaker,
    accountLimits: safety?.accountLimits,
  }
  if (given.headless) {
    // Without a page time passes as fast as it can: there is no clock to obey.
    const copy = await openDropCopy(given, { waits: true })
    try {
      const live = journalOf(given, copy, () => {})
      const session = new DemoSession({ ...options, journal: live?.journal ?? copiedDemo(copy) })
      await runHeadless(session, given)
      live?.close(session.engine.ticks)
    } finally {
      await closeDropCopy(copy)
    }
    return
  }
  // What is wrong with seed, speed or dictionary is told before a thread starts.
  const { symbol } = new DemoSession(options).setup()
  const guard = await LiveGuard.start({
    source: `t2t demo, ${symbol}`,
    killFile: given.killFile,
    safety,
  })
  let copy: DropCopy | undefined
  try {
    // What is wrong with their options must end the guard's thread as well, or the program would stay.
    copy = await openDropCopy(given, { waits: false })
    const live = journalOf(given, copy, (alert) => guard.watchdog.deliver(alert))
    const session = new DemoSession({
      ...options,
      journal: live?.journal ?? copiedDemo(copy),
      killSwitch: guard.killSwitch,
      onAlert: (alert) => guard.watchdog.deliver(alert),
    })
    await serve(session, guard, given)
    live?.close(session.engine.ticks)
  } finally {
    await closeDropCopy(copy)
    await guard.close()
  }
}

/** `onAlert`: told what surveillance finds, which stands in the journal too. */
function journalOf(
  { journal, journalMarket, journalSegment, journalKeep }: DemoArguments,
  copy: DropCopy | undefined,
  onAlert: (alert: Alert) => void,
): LiveJournal | undefined {
  if (journal === undefined) return undefined
  const copied = copiedBy(copy)
  return new LiveJournal(
    { journal, journalMarket, journalSegment, journalKeep },
    { product: PRODUCT_VERSION },
    (sink, start) => watchedDemo(onAlert, () => copied(sink, start)).open(start),
  )
}

/** A demo's journal that goes nowhere but into the copy. */
function copiedDemo(copy: DropCopy | undefined): DemoJournal | undefined {
  if (copy === undefined) return undefined
  let sink: RecordSink | undefined
  return new DemoJournal({
    open: ({ epochNanos }) => {
      sink ??= copy.sink(undefined, epochNanos)
      return sink
    },
  })
}

async function runHeadless(session: DemoSession, given: DemoArguments): Promise<void> {
  const { ticks = HEADLESS_TICKS } = given
  const bar = new ProgressBar({ unit: 'ticks' })
  const { engine } = session
  while (engine.ticks < ticks && !engine.isOver) {
    session.advance(Math.min(TICKS_PER_TURN, ticks - engine.ticks))
    bar.update('running', engine.ticks / ticks, engine.ticks)
    await nextTurn()
  }
  bar.done()
  if (!given.json) {
    printSummary(session)
    return
  }
  const { params, gate } = engine.run
  const { seed } = engine
  const { incidents } = session
  const own = { seed: String(seed), params, limits: gate.limits, incidents }
  const report = { ...session.summary(), ...own }
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
}

/** Serves until it is told to end. */
async function serve(session: DemoSession, guard: LiveGuard, given: DemoArguments): Promise<void> {
  const { host, port = DEFAULT_PORT } = given
  const server = await startDemoServer({
    session,
    host,
    port,
    mayChoosePort: given.port === undefined,
    watchdog: guard.watchdog,
  })
  guard.announce(server)
  if (process.platform !== 'win32') {
    process.on('SIGUSR2', () => session.kill('signal SIGUSR2', 'a signal'))
  }
  greet(session, server, given)
  if (given.open && hasDesktop(process.platform, process.env)) openBrowser(server.url)
  await signalToEnd()
  await server.close()
  process.stdout.write('\n')
  printSummary(session)
}

function greet(session: DemoSession, server: DemoServer, given: DemoArguments): void {
  const terminal = terminalOf(process.stdout)
  const { symbol, strategy, tickSeconds } = session.setup()
  const lines = [
    `${terminal.bold(`${strategy} on ${symbol}`)}, ${tickSeconds} s a tick, seed ${given.seed}`,
    `  ${terminal.cyan(server.url)}`,
  ]
  if (given.port === undefined && server.port !== DEFAULT_PORT) {
    lines.push(terminal.dim(`  Port ${DEFAULT_PORT} is taken: this is a free one.`))
  }
  if (session.killSwitch.isTripped) {
    const { reason = '' } = session.killSwitch.record ?? {}
    lines.push(terminal.red(`  Trading is stopped: ${reason}. Re-arm on the page or by t2t kill.`))
  }
  lines.push(terminal.dim('  Ctrl-C ends it and prints the summary; t2t kill stops trading.'), '')
  process.stdout.write(lines.join('\n'))
  if (isLoopback(given.host)) return
  const warning = `warning: listening on ${given.host}, which other machines can reach. The connection is not encrypted, and who has the URL controls the demo.`
  process.stderr.write(`${terminalOf(process.stderr).yellow(warning)}\n`)
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the program the hard way. */
function signalToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // Elsewhere a signal ends the program at once; here there is a server to close first.
      process.removeAllListeners(signal)
      process.once(signal, () => resolve())
    }
  })
}

function printSummary(session: DemoSession): void {
  const terminal = terminalOf(process.stdout)
  process.stdout.write(summaryText(session.engine.run, terminal, session.incidents))
}

/** A dictionary is of the random walk, and of nothing else. */
function feedOf({
  feed,
  config,
}: {
  feed?: FeedName | undefined
  config?: string | undefined
}): FeedName {
  if (config === undefined) return feed ?? 'exchange'
  if (feed !== 'exchange') return 'gbm'
  throw new InputError(
    'configures the random walk, and the exchange has none',
    { field: '--config' },
    'Leave out --feed exchange, or the dictionary.',
  )
}

function feedNamed(name: string): FeedName {
  const found = FEED_NAMES.find((known) => known === name)
  if (found !== undefined) return found
  throw new InputError(
    `no market of the demo is called ${JSON.stringify(name)}`,
    { field: '--feed' },
    `Known: ${FEED_NAMES.join(', ')}.`,
  )
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port
  throw new InputError(
    `${JSON.stringify(text)} is not a port`,
    { field: '--port' },
    `Give a number from 0 (any free one) to ${PORT_MAX}.`,
  )
}

/** Bounds are the session's business: it knows them. */
function speedOf(text: string): Speed {
  if (text === 'max') return 'max'
  const speed = Number(text)
  if (text.trim() !== '' && Number.isFinite(speed)) return speed
  throw new InputError(
    `${JSON.stringify(text)} is not a speed`,
    { field: '--speed' },
    "Give a multiple of real time such as 10, or 'max'.",
  )
}
