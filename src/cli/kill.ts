/** `t2t kill`: stops a live program's trading from another terminal, and lets it go on again. */

import { writeFileSync } from 'node:fs'
import { setTimeout as later } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { InputError } from '../core/index.ts'
import { type KillAnswer, type KillOutcome, type RunFile, userName } from '../web/index.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { liveProgram, requested } from './live-program.ts'
import { naturalNumber } from './options.ts'

const WAYS = ['http', 'file', 'signal'] as const
const POLL_MILLIS = 20
const WAIT_MILLIS = 5_000

interface KillArguments {
  readonly pid?: number
  readonly why?: string
  readonly who?: string
  readonly by?: (typeof WAYS)[number]
  readonly status?: boolean
  readonly rearm?: boolean
  readonly code?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  t2t kill                                stops trading, withdraws orders
  t2t kill --why "wrong prices" --pid 4711
  t2t kill --status                       how things stand
  t2t kill --rearm --why "feed checked"   first step: answers a code
  t2t kill --rearm --code CODE            second step: trading goes on

Stops by HTTP, which a thread of its own answers however busy the program is; if
that fails, by the kill file. Exit code 0: all orders are withdrawn; 1: tripped,
but not confirmed in time, or trading stays stopped after --rearm. The first step
of --rearm says who and why, and takes back the code of an earlier one.
Other ways to stop: docs/kill-switch.md.`

export function killCommand(): Command {
  return new Command('kill')
    .description('Stop the trading of a live program at once; let it go on in two steps.')
    .option('--pid <pid>', 'which program, where several run', naturalNumber)
    .option('--why <words>', 'the reason; stands in journal and alerts (default: t2t kill)')
    .option('--who <name>', 'who does it (default: the user of this terminal)')
    .addOption(new Option('--by <way>', 'this way alone').choices(WAYS))
    .option('--status', 'only say how things stand')
    .option('--rearm', 'let trading go on: first without, then with --code')
    .option('--code <code>', 'what the first step answered')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(run)
}

/** @throws InputError for words that do not go together: none of them is left unheard. */
function check({ pid: _pid, json: _json, ...given }: KillArguments): void {
  const { status, rearm, code, by, who, why } = given
  if (code !== undefined && rearm !== true) {
    throw new InputError('is the second step of --rearm', { field: '--code' }, 'Add --rearm.')
  }
  if (rearm === true && (status === true || by !== undefined)) {
    throw new InputError('goes with --who, --why and --code alone', { field: '--rearm' })
  }
  if (code !== undefined && (who !== undefined || why !== undefined)) {
    throw new InputError(
      'brings back the code alone: who and why stand in the first step',
      { field: '--code' },
      'Leave out --who and --why, or begin again with them and without --code.',
    )
  }
  if (rearm === true && code === undefined && (why ?? '').trim() === '') {
    throw new InputError('says why trading may go on', { field: '--why' }, 'Give a reason.')
  }
  if (status === true && Object.keys(given).length > 1) {
    throw new InputError('asks only, and goes with --pid and --json alone', { field: '--status' })
  }
}

async function run(given: KillArguments): Promise<void> {
  check(given)
  const target = liveProgram('t2t kill', given.pid)
  if (given.rearm === true) await rearm(target, given)
  else if (given.status === true) tell(await asked(target), given, target)
  else await kill(target, given)
}

async function kill(target: RunFile, given: KillArguments): Promise<void> {
  const began = performance.now()
  const ways = given.by === undefined ? (['http', 'file'] as const) : [given.by]
  const problems: string[] = []
  let wasStopped: boolean | undefined
  for (const way of ways) {
    try {
      wasStopped = await stopBy(way, target, given)
      break
    } catch (error) {
      problems.push(`${way}: ${error instanceof Error ? error.message : error}`)
    }
  }
  if (wasStopped === undefined) {
    throw new InputError(`could not be stopped: ${problems.join('; ')}`, { field: `${target.pid}` })
  }
  // Asked for by file or signal, a program that answers nobody may stop all the same.
  const stand = () => asked(target).catch(() => NO_ANSWER)
  let answer: KillAnswer = await stand()
  while (!isSettled(answer) && performance.now() - began < WAIT_MILLIS) {
    await later(POLL_MILLIS)
    answer = await stand()
  }
  if (!isSettled(answer)) process.exitCode = EXIT_NEGATIVE
  tell({ ...answer, wasStopped }, given, target)
}

const NO_ANSWER: KillAnswer = {
  isTripped: false,
  reason: 'it does not say how things stand',
  withdrawal: 'unknown',
  openOrders: Number.NaN,
  isPaused: false,
}

const isSettled = ({ isTripped, withdrawal }: KillAnswer): boolean =>
  isTripped && withdrawal === 'confirmed'

/** Answers whether trading was stopped before, as far as that way tells. */
async function stopBy(
  way: (typeof WAYS)[number],
  target: RunFile,
  given: KillArguments,
): Promise<boolean> {
  const { why = 't2t kill', who = userName() } = given
  const { killUrl, killToken, killFile, pid } = target
  if (way === 'http') {
    const request = { method: 'POST', body: { why, who }, remedy: 'Try --by file.' }
    const outcome = (await requested(`${killUrl}/kill`, killToken, request)) as KillOutcome
    return outcome.wasStopped
  }
  if (way === 'file') {
    writeFileSync(killFile, `${why} (${who})\n`)
    return false
  }
  process.kill(pid, 'SIGUSR2')
  const isSaid = given.why !== undefined || given.who !== undefined
  if (isSaid)
    process.stderr.write('a signal carries no words: --why and --who are written nowhere\n')
  return false
}

const asked = async ({ killUrl, killToken }: RunFile): Promise<KillAnswer> =>
  (await requested(`${killUrl}/status`, killToken, {
    method: 'GET',
    remedy: 'It may hang; t2t kill stops it by its kill file then.',
  })) as KillAnswer

async function rearm(target: RunFile, given: KillArguments): Promise<void> {
  const { pageUrl, pageToken } = target
  const { who = userName(), why, code } = given
  const remedy = 'Trading stays as it is. It may be busy: try again.'
  if (code === undefined) {
    const first = { method: 'POST', body: { who, why }, remedy }
    const answer = (await requested(`${pageUrl}/api/rearm`, pageToken, first)) as {
      code: string
      validSeconds: number
    }
    process.stdout.write(
      given.json === true
        ? `${JSON.stringify(answer)}\n`
        : `Trading is still stopped. To let it go on, within ${answer.validSeconds} s:\n  t2t kill --rearm --code ${answer.code}\n`,
    )
    return
  }
  await requested(`${pageUrl}/api/rearm/confirm`, pageToken, {
    method: 'POST',
    body: { code },
    remedy: 'Ask how things stand: t2t kill --status.',
  })
  const answer = await asked(target)
  // Stopped anew meanwhile: by the breaker, or by somebody else.
  if (answer.isTripped) process.exitCode = EXIT_NEGATIVE
  tell(answer, given, target)
}

function tell(
  answer: KillAnswer & { wasStopped?: boolean },
  { json }: KillArguments,
  { pid, source }: RunFile,
): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ pid, source, ...answer })}\n`)
    return
  }
  process.stdout.write(`${source} (${pid}): ${answerText(answer)}\n`)
}

const STEPS: Readonly<Record<string, string>> = {
  tripped: 'withdrawal has not begun, for the program is busy',
  withdrawing: 'the venue has not answered yet',
  unconfirmed: 'the venue has not answered in time',
}

function answerText(answer: KillAnswer & { wasStopped?: boolean }): string {
  const { isTripped, reason, withdrawal, openOrders, isPaused, wasStopped } = answer
  if (withdrawal === NO_ANSWER.withdrawal) return `asked to stop, but ${reason}`
  const orders = `${openOrders} ${openOrders === 1 ? 'order' : 'orders'}`
  // Trading may be halted by a mode, and the strategy be disabled, all the same: t2t mode tells.
  if (!isTripped) return `the kill switch is off, ${orders} open`
  const since = wasStopped === true ? 'trading was stopped already' : 'trading is stopped'
  const paused = isPaused ? '; it is paused, and the venue answers when it goes on' : ''
  const open =
    withdrawal === 'confirmed'
      ? 'confirmed, all orders are withdrawn'
      : `${STEPS[withdrawal] ?? withdrawal}, ${orders} may still trade${paused}`
  return `${since}: ${reason}; ${open}`
}
