/** Commands to the server: one request each, and what came of it. */
import type {
  FeedName,
  ModeName,
  Refusal,
  Setup,
  Speed,
  Status,
  TunableValue,
} from '../protocol.ts'
import { commandProblem, setup, status } from './state.ts'
import { token } from './token.ts'

interface State {
  readonly status: Status
  readonly setup: Setup
}

export const pause = () => command('pause')
export const resume = () => command('resume')
export const step = () => command('step')
export const kill = () => command('kill')
export const setSpeed = (speed: Speed) => command('speed', { speed })
export const restart = (seed: string, feed: FeedName) =>
  command('restart', { seed: seedOf(seed), feed })

export const togglePause = () => (status.peek()?.phase === 'paused' ? resume() : pause())

/** Changes one parameter; answers what is wrong with the value, or nothing. */
export async function tune(name: string, value: TunableValue): Promise<string | undefined> {
  const refusal = await command('tune', { [name]: value })
  return refusal === undefined ? undefined : (refusal.fields?.[name] ?? refusal.problem)
}

/** The first step of re-arming answers the code that the second needs. */
export async function beginRearm(who: string, why: string): Promise<string | undefined> {
  const answer = await post('rearm', { who, why })
  return answer?.ok ? ((await answer.json()) as { code: string }).code : undefined
}

/** In a market, or in all where none is named. */
export const setMode = (mode: ModeName, who: string, why: string, market: string) =>
  command('mode', { mode, who, why, ...(market === '' ? {} : { market }) })

export const rearmStrategy = (who: string, why: string) => command('strategy/rearm', { who, why })

export const confirmRearm = (code: string) => command('rearm/confirm', { code })

/** Sends a command and takes in the state it answers with; undefined when all went well. */
async function command(name: string, body?: unknown): Promise<Refusal | undefined> {
  const answer = await post(name, body)
  if (answer === undefined) return { problem: 'the server does not answer' }
  if (answer.ok) {
    const state = (await answer.json()) as State
    status.value = state.status
    setup.value = state.setup
    commandProblem.value = ''
    return undefined
  }
  const refusal = (await answer.json()) as Refusal
  if (refusal.fields === undefined) commandProblem.value = refusal.problem
  return refusal
}

async function post(name: string, body?: unknown): Promise<Response | undefined> {
  try {
    return await fetch(`api/${name}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token()}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    commandProblem.value = 'The server does not answer: is t2t demo still running?'
    return undefined
  }
}

/** Whole numbers are seeds as they stand, everything else is a text. */
const seedOf = (text: string): number | string => {
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : text
}
