/**
 * `npm test`: sets up what is missing, then runs the tests, with vitest's own arguments.
 *
 * Ends with the totals alone on a line, for people and programs: `812 passed, 0 failed, 3 skipped`.
 * The tests run in a process group of their own, and the group ends with us: a test that hangs, or a
 * server that it started, does not outlive an interrupted run.
 */
import { fork } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ensureReady } from './setup.mjs'

/** What a worker has to end its browser and its servers. */
const GRACE_MILLIS = 1000

await ensureReady()
const hasGroups = process.platform !== 'win32'
const runner = fileURLToPath(new URL('./test-process.mjs', import.meta.url))
const child = fork(runner, process.argv.slice(2), { detached: hasGroups })
let isInterrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    isInterrupted = true
    kill('SIGTERM')
    setTimeout(() => end(128 + constants.signals[signal]), GRACE_MILLIS)
  })
}
child.on('exit', (code) => {
  if (!isInterrupted) end(code ?? 1)
})

function end(code) {
  kill('SIGKILL')
  process.exit(code)
}

function kill(signal) {
  try {
    process.kill(hasGroups ? -child.pid : child.pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
