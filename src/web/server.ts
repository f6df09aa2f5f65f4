/**
 * The demo's server: the page, its commands and its stream, on the loopback address by default.
 *
 * ```ts
 * const server = await startDemoServer({ session, port: 0 })
 * console.log(server.url) // http://127.0.0.1:41234/#token=...
 * await server.close()
 * ```
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { InputError } from '../core/index.ts'
import { Access, nameInUrl, newToken } from './access.ts'
import { demoApi } from './api.ts'
import { Broadcast } from './broadcast.ts'
import type { DemoSession } from './demo-session.ts'
import { Pacer } from './pacer.ts'
import { builtPageFolder, readPageFiles } from './page-files.ts'
import type { Watchdog } from './watchdog/index.ts'

export const DEFAULT_HOST = '127.0.0.1'
export const DEFAULT_PORT = 4173
const MIRROR_MILLIS = 20

export interface DemoServerOptions {
  readonly session: DemoSession
  readonly host?: string | undefined
  /** 0 for any free port. */
  readonly port?: number | undefined
  /** Whether any free port will do when this one is taken. */
  readonly mayChoosePort?: boolean | undefined
  /** Stops trading from a thread of its own; re-arming goes through it. */
  readonly watchdog?: Watchdog | undefined
  /** Where the built page is. */
  readonly pageFolder?: string | undefined
}

export interface DemoServer {
  /** With the token behind `#`, for the browser. */
  readonly url: string
  readonly port: number
  readonly token: string
  /** Pages that are connected. */
  readonly pages: number
  /** Ends time and every connection. Closing again does nothing. */
  close(): Promise<void>
}

/**
 * Starts to serve and to let time pass.
 * @throws InputError when the address cannot be bound or the page is not built.
 */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const { session, watchdog, host = DEFAULT_HOST, port = DEFAULT_PORT } = options
  const files = readPageFiles(options.pageFolder ?? builtPageFolder())
  const token = newToken()
  const access = new Access({ token, host })
  const rearm = watchdog && (() => watchdog.rearm())
  const app = demoApi({ session, access, files, rearm })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await listen(server, host, port, options.mayChoosePort ?? false)

  const broadcast = new Broadcast(session, access)
  server.on('upgrade', (request, socket, head) => broadcast.upgrade(request, socket, head))
  watchdog?.listen({
    onTripped: () => session.noticeStop(),
    onAlert: (alert) => session.listAlert(alert),
  })
  const mirror = watchdog && mirrorOrders(session, watchdog)
  const pacer = new Pacer(session)
  pacer.start()
  const address = server.address() as AddressInfo
  return {
    url: `http://${nameInUrl(reachable(host))}:${address.port}/#token=${token}`,
    port: address.port,
    token,
    get pages() {
      return broadcast.pages
    },
    close: async () => {
      if (!server.listening) return
      pacer.stop()
      clearInterval(mirror)
      broadcast.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What has become of the orders, for those who ask the watchdog. */
function mirrorOrders(session: DemoSession, { control }: Watchdog): NodeJS.Timeout {
  return setInterval(() => {
    control.withdrawing({
      withdrawal: session.withdrawal,
      openOrders: session.engine.run.desk.count,
      trip: session.tripNoticed,
      isPaused: session.isIdle,
    })
  }, MIRROR_MILLIS)
}

/** Every address is not an address: a browser on this machine takes the loopback one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

async function listen(
  server: Server,
  host: string,
  port: number,
  mayChoosePort: boolean,
): Promise<void> {
  const problem = await tryToListen(server, host, port)
  if (problem === undefined) return
  if (problem === 'EADDRINUSE' && mayChoosePort) return listen(server, host, 0, false)
  const [sentence, remedy] = REFUSALS[problem] ?? [`cannot be bound (${problem})`, '']
  throw new InputError(sentence, { field: `${nameInUrl(host)}:${port}` }, remedy)
}

const REFUSALS: Readonly<Record<string, readonly [string, string]>> = {
  EADDRINUSE: ['the port is taken', 'Choose another with --port, or any free one with --port 0.'],
  EACCES: ['this port is not for ordinary users', 'Choose one above 1023 with --port.'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Choose another with --host.'],
  ENOTFOUND: ['no such host name', 'Choose another with --host.'],
  EAI_AGAIN: ['the host name cannot be resolved now', 'Choose an address with --host.'],
}

/** The operating system's code of what went wrong; undefined when it listens. */
async function tryToListen(
  server: Server,
  host: string,
  port: number,
): Promise<string | undefined> {
  try {
    server.listen({ host, port })
    await once(server, 'listening')
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}
