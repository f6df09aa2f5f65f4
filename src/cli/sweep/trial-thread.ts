/** A thread of a sweep: takes trials as messages, answers with their outcomes. */
import { parentPort, workerData } from 'node:worker_threads'
import { READY, type TrialOrder, TrialRunner, type TrialSetup } from './trial-runner.ts'

const runner = new TrialRunner(workerData as TrialSetup)
let last = Promise.resolve()
parentPort?.on('message', (order: TrialOrder) => {
  // One after the other: two runs at a time would be no faster, and need twice the memory.
  last = last.then(async () => parentPort?.postMessage(await runner.run(order)))
})
parentPort?.postMessage(READY)
