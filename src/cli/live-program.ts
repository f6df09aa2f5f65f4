/** Live programs of this user, found by their run files, and asked over HTTP. */
import { InputError } from '../core/index.ts'
import { liveRuns, type RunFile, runFolder } from '../web/index.ts'

const ANSWER_MILLIS = 2_000

/**
 * The program that is meant; `command` is who looks for it.
 * @throws InputError unless it is clear which one that is.
 */
export function liveProgram(command: string, pid: number | undefined): RunFile {
  const runs = liveRuns(runFolder())
  const found = pid === undefined ? runs : runs.filter((run) => run.pid === pid)
  const [only, another] = found
  if (only === undefined) {
    throw new InputError(
      pid === undefined ? 'nothing runs that could be stopped' : `no live program has this number`,
      { field: pid === undefined ? command : '--pid' },
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

/** @throws InputError for an answer other than 200, with what it says. */
export async function requested(
  url: string,
  token: string,
  { method, body, remedy }: { method: string; body?: object; remedy: string },
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
    throw new InputError('does not answer', { field: new URL(url).origin }, remedy)
  }
  // Whoever has taken over a port may answer anything.
  const told = (await answer.json().catch(() => ({}))) as { problem?: string }
  if (answer.ok) return told
  throw new InputError(told.problem ?? `answered ${answer.status}`, { field: new URL(url).origin })
}
