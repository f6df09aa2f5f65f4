/** A watchdog whose thread ends without an error: nobody waits for it, and nobody trades on. */
import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { Watchdog } from './watchdog.ts'

const threads: EventEmitter[] = []

vi.mock('node:worker_threads', () => ({
  Worker: class extends EventEmitter {
    constructor() {
      super()
      threads.push(this)
    }
    postMessage(): void {}
    async terminate(): Promise<void> {}
  },
}))

const started = () => Watchdog.start({ source: 'test', killFile: 'kill', host: '127.0.0.1' })

test('one that ends before it is ready is told, with its code', async () => {
  for (const code of [0, 3]) {
    const start = started()
    threads.at(-1)!.emit('exit', code)
    await expect(start).rejects.toThrow(
      `did not start: its thread ended by itself, with code ${code}`,
    )
  }
})

test('one that ends later stops trading for good, and its end on request does not', async () => {
  const ready = async () => {
    const start = started()
    threads.at(-1)!.emit('message', { kind: 'ready', port: 1 })
    return start
  }
  const lost = await ready()
  threads.at(-1)!.emit('exit', 0)
  expect(lost.control.killSwitch.record?.reason).toBe(
    'the watchdog has died: its thread ended by itself, with code 0',
  )
  await expect(lost.rearm()).rejects.toThrow('the watchdog has died')
  await lost.close()
  const closed = await ready()
  const end = closed.close()
  threads.at(-1)!.emit('exit', 0)
  await end
  expect(closed.control.killSwitch.isTripped).toBe(false)
})
