/** `t2t kill`: stops a live program's trading from another terminal, and lets it go on again. */

import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { setTimeout as later } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { InputError } from '../core/index.ts'
import { type KillAnswer, liveRuns, type RunFile, runFolder } from '../web/index.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { naturalNumber } from './options.ts'

const WAYS = ['http', 'file', 'signal'] as const
const POLL_MILLIS = 20
const WAIT_MILLIS = 5_000
const ANSWER_MILLIS = 2_000

interface KillArguments {
  readonly pid?: number
  readonly why: string
  readonly who: string
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
but not confirmed in time.
Other ways to stop: docs/kill-switch.md.`

export function killCommand(): Command {
  return new Command('kill')
    .description('Stop the trading of a live program at once; let it go on in two steps.')
    .option('--pid <pid>', 'which program, where several run', naturalNumber)
    .option('--why <words>', 'the reason; stands in journal and alerts', 't2t kill')
    .option('--who <name>', 'who does it', userInfo().username)
    .addOption(new Option('--by <way>', 'this way alone').choices(WAYS))
    .option('--status', 'only say how things stand')
    .option('--rearm', 'let trading go on: first without, then with --code')
    .option('--code <code>', 'what the first step answered')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(run)
}

async function run(given: KillArguments): Promise<void> {
  if (given.code !== undefined && given.rearm !== true) {
    throw new InputError('is the second step of --rearm', { field: '--code' }, 'Add --rearm.')
  }
  if (given.rearm === true && (given.status === true || given.by !== undefined)) {
    throw new InputError('goes with --who, --why and --code alone', { field: '--rearm' })
  }
  const target = chosen(liveRuns(runFolder()), given.pid)
  if (given.rearm === true) await rearm(target, given)
  else if (given.status === true) tell(await asked(target, 'GET'), given, target)
  else await kill(target, given)
}

/** @throws InputError unless it is clear which program is meant. */
function chosen(runs: readonly RunFile[], pid: number | undefined): RunFile {
  const found = pid === undefined ? runs : runs.filter((run) => run.pid === pid)
  const [only, another] = found
  if (only === undefined) {
    throw new InputError(
      pid === undefined ? 'nothing runs that could be stopped' : `no live program has this number`,
      { field: pid === undefined ? 't2t kill' : '--pid' },
      `Programs of this user are looked for in ${runFolder()}.`,
    )
  }
  if (another === undefined) return only
  throw new InputError(
    `${found.length} programs run: ${found.map((run) => `${run.pid} (${run.source})`).join(', ')}`,
    { field: '--pid' },
    'Say which one.',
  )
}

async function kill(target: RunFile, given: KillArguments): Promise<void> {
  const began = performance.now()
  const ways = given.by === undefined ? (['http', 'file'] as const) : [given.by]
  const problems: string[] = []
  let isAsked = false
  for (const way of ways) {
    try {
      await stopBy(way, target, given)
      isAsked = true
      break
    } catch (error) {
      problems.push(`${way}: ${error instanceof Error ? error.message : error}`)
    }
  }
  if (!isAsked) {
    throw new InputError(`could not be stopped: ${problems.join('; ')}`, { field: `${target.pid}` })
  }
  // Asked for by file or signal, a program that answers nobody may stop all the same.
  const stand = () => asked(target, 'GET').catch(() => NO_ANSWER)
  let answer = await stand()
  while (!isSettled(answer) && performance.now() - began < WAIT_MILLIS) {
    await later(POLL_MILLIS)
    answer = await stand()
  }
  if (!isSettled(answer)) process.exitCode = EXIT_NEGATIVE
  tell(answer, given, target)
}

const NO_ANSWER: KillAnswer = {
  isTripped: false,
  reason: 'it does not say how things stand',
  withdrawal: 'unknown',
  openOrders: Number.NaN,
}

const isSettled = ({ isTripped, withdrawal }: KillAnswer): boolean =>
  isTripped && withdrawal === 'confirmed'

async function stopBy(
  way: (typeof WAYS)[number],
  target: RunFile,
  { why, who }: KillArguments,
): Promise<void> {
  if (way === 'http') await asked(target, 'POST', { why, who })
  else if (way === 'file') writeFileSync(target.killFile, `${why} (${who})\n`)
  else process.kill(target.pid, 'SIGUSR2')
}

async function asked(
  { killUrl, killToken }: RunFile,
  method: 'GET' | 'POST',
  body?: object,
): Promise<KillAnswer> {
  const path = method === 'GET' ? 'status' : 'kill'
  return (await requested(`${killUrl}/${path}`, killToken, method, body)) as KillAnswer
}

async function rearm(target: RunFile, given: KillArguments): Promise<void> {
  const { pageUrl, pageToken } = target
  const { who, why, code } = given
  if (code === undefined) {
    if (why === 't2t kill') {
      throw new InputError('says why trading may go on', { field: '--why' }, 'Give a reason.')
    }
    const answer = (await requested(`${pageUrl}/api/rearm`, pageToken, 'POST', { who, why })) as {
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
  await requested(`${pageUrl}/api/rearm/confirm`, pageToken, 'POST', { code })
  tell(await asked(target, 'GET'), given, target)
}

/** @throws InputError for an answer other than 200, with what it says. */
async function requested(
  url: string,
  token: string,
  method: string,
  body?: object,
): Promise<unknown> {
  let answer: Response
  try {
    answer = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MILLIS),
    })
  } catch {
    throw new InputError('does not answer', { field: new URL(url).origin }, 'Try --by file.')
  }
  const told = (await answer.json()) as { problem?: string }
  if (answer.ok) return told
  throw new InputError(told.problem ?? `answered ${answer.status}`, { field: new URL(url).origin })
}

function tell(answer: KillAnswer, { json }: KillArguments, { pid, source }: RunFile): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ pid, source, ...answer })}\n`)
    return
  }
  const { isTripped, reason, withdrawal, openOrders } = answer
  if (answer === NO_ANSWER) {
    process.stdout.write(`${source} (${pid}): asked to stop, but ${reason}\n`)
    return
  }
  const orders = `${openOrders} ${openOrders === 1 ? 'order' : 'orders'}`
  const open = withdrawal === 'confirmed' ? 'all orders are withdrawn' : `${orders} may still trade`
  process.stdout.write(
    isTripped
      ? `${source} (${pid}): trading is stopped: ${reason}; ${withdrawal}, ${open}\n`
      : `${source} (${pid}): trading goes on, ${orders} open\n`,
  )
}
