/** `t2t mode`: what a live program may send, set from another terminal; re-arms a disabled strategy. */
import { setTimeout as later } from 'node:timers/promises'
import { Argument, Command } from 'commander'
import { InputError } from '../core/index.ts'
import {
  MODE_EFFECTS,
  MODE_NAMES,
  type ModeAnswer,
  type ModeName,
  type ModeStatus,
  type RunFile,
  type RunInstant,
  type Setup,
  type Status,
  userName,
} from '../web/index.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { liveProgram, requested } from './live-program.ts'
import { naturalNumber } from './options.ts'

const POLL_MILLIS = 50
const WAIT_MILLIS = 5_000

interface ModeArguments {
  readonly market?: string
  readonly rearm?: boolean
  readonly why?: string
  readonly who?: string
  readonly pid?: number
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  t2t mode                                  how things stand
  t2t mode halted --why "results at noon"   no new orders, others withdrawn
  t2t mode reduce-only --market SIM-USD --why "too long"
  t2t mode trading --why "results are out"  everything may be sent again
  t2t mode --rearm --why "fills looked at"  a disabled strategy goes on

halted withdraws every working order and waits for the venue, as t2t kill does;
reduce-only withdraws those that could add to the position or turn it. A mode is for
all markets or, with --market, for one; the stricter of the two holds, and stays
through a restart of the demo's market. --rearm is for a strategy that the execution
throttle has disabled; after t2t kill trading goes on by t2t kill --rearm alone.
Exit code 1: halted, but the venue has not answered for all orders in five seconds.`

export function modeCommand(): Command {
  return new Command('mode')
    .description('Set what a live program may send; re-arm a strategy that was disabled.')
    .addArgument(new Argument('[mode]', 'only asks without').choices(MODE_NAMES))
    .option('--market <symbol>', 'in this market alone (default: all)')
    .option('--rearm', 'let a strategy trade again that the execution throttle has disabled')
    .option(
      '--why <words>',
      'the reason; stands in journal and alerts; required to change anything',
    )
    .option('--who <name>', 'who does it (default: the user of this terminal)')
    .option('--pid <pid>', 'which program, where several run', naturalNumber)
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(run)
}

/** @throws InputError for words that do not go together: none of them is left unheard. */
function check(mode: ModeName | undefined, { market, rearm, why, who }: ModeArguments): void {
  if (rearm === true && (mode !== undefined || market !== undefined)) {
    throw new InputError(
      'goes with --who and --why alone',
      { field: '--rearm' },
      'Set the mode by a command of its own.',
    )
  }
  if (mode === undefined && rearm !== true) {
    const given = Object.entries({ market, why, who }).find(([, value]) => value !== undefined)
    if (given === undefined) return
    throw new InputError(
      'goes with a mode or --rearm',
      { field: `--${given[0]}` },
      `Name one of ${MODE_NAMES.join(', ')}.`,
    )
  }
  if ((why ?? '').trim() === '') {
    throw new InputError(
      'must be said',
      { field: '--why' },
      'Give a reason: it stands in the journal.',
    )
  }
}

async function run(mode: ModeName | undefined, given: ModeArguments): Promise<void> {
  check(mode, given)
  const target = liveProgram('t2t mode', given.pid)
  const { market, why, who = userName() } = given
  if (given.rearm === true) await told(target, 'strategy/rearm', { who, why })
  const { isChange = true } =
    mode === undefined ? {} : await told(target, 'mode', { mode, market, who, why })
  const state = await settled(target, mode)
  if (mode === 'halted' && state.status.liveOrders > 0) process.exitCode = EXIT_NEGATIVE
  if (given.json === true) {
    process.stdout.write(`${JSON.stringify({ ...answerOf(target, state), isChange })}\n`)
    return
  }
  process.stdout.write(`${target.source} (${target.pid})\n${standText(state, isChange)}`)
}

interface State {
  readonly status: Status
  readonly setup: Setup
}

async function told({ pageUrl, pageToken }: RunFile, name: string, body: object) {
  return (await requested(`${pageUrl}/api/${name}`, pageToken, {
    method: 'POST',
    body,
    remedy: 'It may be busy: ask how things stand with t2t mode, or stop it with t2t kill.',
  })) as State & Partial<ModeAnswer>
}

/** How things stand, after a halt as soon as nothing works any more. */
async function settled(
  { pageUrl, pageToken }: RunFile,
  mode: ModeName | undefined,
): Promise<State> {
  const remedy = 'It may hang; t2t kill stops it all the same.'
  const began = performance.now()
  for (;;) {
    const asking = { method: 'GET', remedy }
    const state = (await requested(`${pageUrl}/api/state`, pageToken, asking)) as State
    const { liveOrders, phase } = state.status
    // While time stands still the venue answers nobody.
    const isOver = mode !== 'halted' || liveOrders === 0 || phase !== 'running'
    if (isOver || performance.now() - began > WAIT_MILLIS) return state
    await later(POLL_MILLIS)
  }
}

function answerOf({ pid, source }: RunFile, { status, setup }: State): object {
  const { trading, liveOrders: openOrders, phase, killSwitch } = status
  return {
    pid,
    source,
    symbol: setup.symbol,
    ...trading,
    openOrders,
    isPaused: phase !== 'running',
    killSwitch: killSwitch?.reason ?? null,
  }
}

function standText({ status, setup }: State, isChange: boolean): string {
  const { trading, liveOrders, phase, killSwitch } = status
  const { mode, all, market, throttle } = trading
  const orders = `${liveOrders} ${liveOrders === 1 ? 'order' : 'orders'} open`
  const paused = liveOrders > 0 && phase === 'paused' ? ', and it is paused' : ''
  const rows: [string, string][] = [
    ['mode', `${mode}: ${MODE_EFFECTS[mode]}; ${orders}${paused}`],
    ['all markets', modeText(all, status)],
    [setup.symbol, modeText(market, status)],
  ]
  if (throttle !== null) {
    const { limit, isTripped, trip, refusals } = throttle
    const since = trip === null ? '' : ` since ${placeText(trip, status)}`
    const text = isTripped
      ? `the strategy is disabled${since} (${limit}), ${refusals} orders refused: look at its fills, then t2t mode --rearm`
      : `armed, ${limit}`
    rows.push(['execution throttle', text])
  }
  if (killSwitch !== null) {
    rows.push(['kill switch', `on, nothing is sent: ${killSwitch.reason}; see t2t kill --rearm`])
  }
  if (!isChange) rows.push(['', 'it was so already: nothing has changed'])
  return rows.map(([name, text]) => `  ${name.padEnd(20)}${text}\n`).join('')
}

function modeText({ mode, set }: ModeStatus, status: Status): string {
  if (set === null) return mode
  return `${mode} since ${placeText(set, status)}: ${set.why} (${set.who})`
}

/** In the demo's own time. */
function placeText({ runNumber, atSeconds, atTick }: RunInstant, status: Status): string {
  const run = runNumber === status.runNumber ? '' : ` of run ${runNumber}`
  return `${atSeconds.toFixed(2)} s simulated (tick ${atTick}${run})`
}
