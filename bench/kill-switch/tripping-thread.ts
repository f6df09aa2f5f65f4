/**
 * The threads of the bench: one that trips the switch at moments of its own and takes alerts, and ones
 * that only burn their cores. They run the compiled engine.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { KILL_SWITCH_BYTES } from '../../src/risk/index.ts'

/** Turns of the two threads, by number: the main thread asks, the other one has acted. */
export const ASKED = 0
export const ACTED = 1

export class SharedRound {
  readonly memory = new SharedArrayBuffer(KILL_SWITCH_BYTES)
  readonly turns = new Int32Array(new SharedArrayBuffer(8))
  /** When the other thread began to trip, had an alert, and had tripped: the process's clock. */
  readonly instants = new BigInt64Array(new SharedArrayBuffer(24))
}

/** Waits until it is asked, sleeps a little, takes the time, and trips. */
const TRIPPING = `
const { parentPort, workerData: { engine, memory, turns, instants } } = require('node:worker_threads')
import(engine).then(({ KillSwitch }) => {
  const killSwitch = new KillSwitch(memory)
  const words = new Int32Array(1)
  const asleep = new Int32Array(new SharedArrayBuffer(4))
  let random = 12345
  parentPort.on('message', (word) => {
    if (word !== 'trip') {
      Atomics.store(instants, 1, process.hrtime.bigint())
      return
    }
    for (let round = 1; ; round++) {
      Atomics.wait(turns, 0, round - 1)
      if (Atomics.load(turns, 0) < 0) break
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff
      Atomics.wait(asleep, 0, 0, 0.2 + (random % 1000) / 1000)
      Atomics.store(instants, 0, process.hrtime.bigint())
      killSwitch.trip('the other thread')
      Atomics.store(instants, 2, process.hrtime.bigint())
      Atomics.store(turns, 1, round)
    }
    Atomics.store(turns, 0, 0)
    parentPort.postMessage('done')
  })
  parentPort.postMessage('ready')
})`

const BURNING = `for (let k = 0, sum = 0; ; k++) sum += Math.sqrt(k)`

export function trippingThread({ memory, turns, instants }: SharedRound): Worker {
  const engine = pathToFileURL(resolve('dist/risk/index.js')).href
  return new Worker(TRIPPING, { eval: true, workerData: { engine, memory, turns, instants } })
}

export const burningThread = (): Worker => new Worker(BURNING, { eval: true })
