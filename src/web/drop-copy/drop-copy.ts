/**
 * The drop copy: a second party sees every order as it happens, over a WebSocket on the loopback address.
 *
 * It is served by a thread of its own over shared memory, so that readers see orders also while the run
 * leaves its thread no turn. Readers can only read. Beside something that lives by a clock they cannot
 * slow it, whatever they do: who takes less than comes is dropped. A run without a clock waits for them
 * (`waits`), and only who takes nothing at all is dropped.
 *
 * ```ts
 * const copy = await startDropCopy({ port: 4180, epochNanos: 0n })
 * console.log(copy.url)                     // ws://127.0.0.1:4180/#token=...
 * const sink = copy.sink(journalWriter)     // a run's records go through it
 * await copy.close()                        // { readers: 1, dropped: 0, lost: 0, waitedMillis: 0 }
 * ```
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { RecordSink } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { newToken } from '../access.ts'
import type { ServedCounts } from './drop-copy-server.ts'
import { DropCopySink } from './drop-copy-sink.ts'
import type { ThreadMessage, ThreadSetup } from './drop-copy-thread.ts'
import { RecordRing } from './record-ring.ts'

export const DROP_COPY_HOST = '127.0.0.1'
/** Some 4.7 MB: what a reader that comes late still gets, and how far the thread may fall behind. */
const RING_RECORDS = 65_536
/** A reader that takes nothing for so long is dropped, at the next look but one at the latest. */
const STALL_MILLIS = 10_000
/** The thread itself is waited for no longer: it has dropped its readers before. */
const PATIENCE_MILLIS = 30_000
const STALLS_MAX = 3

export interface DropCopyOptions {
  /** 0 for any free port. */
  readonly port: number
  /** Made up without. */
  readonly token?: string | undefined
  /** What writes has no clock to obey and waits for readers. */
  readonly waits?: boolean | undefined
  /** How long a reader may take nothing, at least; 10 s by default. */
  readonly stallMillis?: number | undefined
}

export interface DropCopyCounts {
  /** Connections that were let in. */
  readonly readers: number
  /** Readers that were too slow and were dropped. */
  readonly dropped: number
  /** Records that no reader got, because they came faster than they could be copied. */
  readonly lost: number
  /** How long the run has waited for readers. */
  readonly waitedMillis: number
}

export interface DropCopy {
  readonly url: string
  readonly port: number
  /** What a run writes into; `next` is the journal behind it. */
  sink(next: RecordSink | undefined, epochNanos: bigint): RecordSink
  /** Resolves when somebody reads. */
  readonly firstReader: Promise<void>
  /** All records are out: says goodbye to the readers. */
  close(): Promise<DropCopyCounts>
}

/** @throws InputError when the port cannot be had. */
export async function startDropCopy(options: DropCopyOptions): Promise<DropCopy> {
  const token = options.token ?? newToken()
  const { waits = false, stallMillis = STALL_MILLIS } = options
  const patienceMillis = Math.max(PATIENCE_MILLIS, STALLS_MAX * stallMillis)
  const ring = new RecordRing(RING_RECORDS, waits ? patienceMillis : 0)
  const setup: ThreadSetup = {
    memory: ring.memory,
    waits,
    stallMillis,
    token,
    host: DROP_COPY_HOST,
    port: options.port,
  }
  const worker = new Worker(threadFile(), { workerData: setup, execArgv: [] })
  let onReader = () => {}
  const firstReader = new Promise<void>((resolve) => {
    onReader = resolve
  })
  let counts: ServedCounts = { readers: 0, dropped: 0, lost: 0 }
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'reader') onReader()
    if (message.kind === 'over') counts = message.counts
  })
  const ended = once(worker, 'exit').then(([code]) => {
    throw new Error(`the thread of the drop copy ended by itself, with code ${code}`)
  })
  // Nobody may be waiting for its end when it comes.
  ended.catch(() => {})
  const [started] = (await Promise.race([once(worker, 'message'), ended])) as [ThreadMessage]
  if (started.kind !== 'listening') {
    await worker.terminate()
    const problem = started.kind === 'refused' ? started.problem : 'did not start'
    throw new InputError(problem, { field: '--drop-copy' }, 'Choose another port, or 0 for any.')
  }
  let closing: Promise<DropCopyCounts> | undefined
  // A thread that dies is no reader, and nobody waits for one any more.
  const reading = Promise.race([firstReader, ended])
  reading.catch(() => {})
  return {
    url: `ws://${DROP_COPY_HOST}:${started.port}/#token=${token}`,
    port: started.port,
    firstReader: reading,
    sink: (next, epochNanos) => {
      worker.postMessage(epochNanos)
      return new DropCopySink(ring, next)
    },
    close: () => {
      closing ??= (async () => {
        ring.end()
        await ended.catch(() => {})
        return { ...counts, waitedMillis: ring.waitedMillis }
      })()
      return closing
    },
  }
}

/** The compiled file, also where this is run from its source. */
function threadFile(): URL {
  const { href } = new URL('./drop-copy-thread.ts', import.meta.url)
  const compiled = href.replace(/ts$/, 'js')
  return new URL(compiled.replace(/\/src(\/web\/drop-copy\/[^/]+)$/, '/dist$1'))
}
