/** Follows a drop copy: what is told, in the order in which it happened, until the run is over. */
import { WebSocket } from 'ws'
import { InputError } from '../../core/index.ts'
import type { CopyFormat } from './copy-format.ts'
import { DROP_COPY_PATH } from './drop-copy-server.ts'

export interface FollowOptions {
  /** As the run printed it: `ws://127.0.0.1:4180/#token=...`. */
  readonly url: string
  readonly format: CopyFormat
  /** Lines of JSON as text, or whole records as bytes. A promise is waited for. */
  readonly onData: (data: Buffer) => void
  /** Ends the following. */
  readonly signal?: AbortSignal | undefined
}

/** Resolves when the run is over. @throws InputError when there is nobody, or this reader was dropped. */
export async function followDropCopy({
  url,
  format,
  onData,
  signal,
}: FollowOptions): Promise<void> {
  const { address, token } = parsed(url)
  const socket = new WebSocket(`${address}${DROP_COPY_PATH}?format=${format}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  signal?.addEventListener('abort', () => socket.close())
  await new Promise<void>((resolve, reject) => {
    let problem: string | undefined
    socket.on('message', (data: Buffer) => onData(data))
    socket.on('error', (error) => {
      problem ??= PROBLEMS.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.message
    })
    socket.on('close', (code) => {
      if (code === 1000 || signal?.aborted === true) resolve()
      else if (problem !== undefined) reject(new InputError(problem, { field: 'URL' }, REMEDY))
      else reject(new InputError(ENDS[code] ?? LOST, {}, AGAIN))
    })
  })
}

const REMEDY = 'Take the whole URL that the run printed, with its token.'
const AGAIN =
  'What came before is whole. Follow again while the run goes on: the newest 20,000 records come first; the journal has all.'
const LOST = 'the connection was lost, or this reader was too slow and was dropped'
const ENDS: Readonly<Record<number, string>> = {
  1008: 'this reader said something and was sent away',
  1013: 'this reader was too slow and was dropped',
}
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nobody serves a drop copy there'],
  [/40[13]/, 'the token is not the one of this drop copy'],
  [/404/, 'is no drop copy'],
  [/503/, 'has as many readers as it takes'],
]

function parsed(url: string): { address: string; token: string } {
  const match = /^(ws:\/\/[^/#?\s]+)\/?#token=([\w-]+)$/.exec(url)
  if (match?.[1] !== undefined && URL.canParse(match[1])) {
    return { address: match[1], token: match[2]! }
  }
  throw new InputError(`${JSON.stringify(url)} is no URL of a drop copy`, { field: 'URL' }, REMEDY)
}
