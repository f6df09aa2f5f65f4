/** The thread of a drop copy: takes records from shared memory and serves them to readers. */
import { parentPort, workerData } from 'node:worker_threads'
import { DropCopyServer, type ServedCounts } from './drop-copy-server.ts'
import { RecordRing } from './record-ring.ts'

export interface ThreadSetup {
  readonly memory: SharedArrayBuffer
  readonly token: string
  readonly host: string
  readonly port: number
  /** The writer waits for room: readers are dropped for taking nothing, not for being slow. */
  readonly waits: boolean
  readonly stallMillis: number
}

export type ThreadMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'reader' }
  | { readonly kind: 'over'; readonly counts: ServedCounts }

const EVERY_MILLIS = 2

const setup = workerData as ThreadSetup
const tell = (message: ThreadMessage) => parentPort?.postMessage(message)
const server = new DropCopyServer({
  ring: new RecordRing(setup.memory),
  token: setup.token,
  host: setup.host,
  waits: setup.waits,
  stallMillis: setup.stallMillis,
  onReader: () => tell({ kind: 'reader' }),
})
parentPort?.on('message', (epochNanos: bigint) => {
  server.epochNanos = epochNanos
})

try {
  tell({ kind: 'listening', port: await server.listen(setup.port) })
  const timer = setInterval(() => {
    server.pump()
    if (!server.isOver) return
    clearInterval(timer)
    void server.close().then((counts) => {
      tell({ kind: 'over', counts })
      parentPort?.close()
    })
  }, EVERY_MILLIS)
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  tell({
    kind: 'refused',
    problem: code === 'EADDRINUSE' ? 'the port is taken' : `cannot be bound (${code})`,
  })
}
