/** Runs a command to its end, with its output passed through, and leaves nothing running behind. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ROOT } from './repository.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Answers the exit code. Its standard output goes to our standard error, so that what a user pipes
 * holds only what they asked for. A signal to us goes on to the command, and ends us after it.
 */
export async function run(program, words) {
  let received
  const isShell = process.platform === 'win32' && program === 'npm'
  const child = spawn(program, words, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: isShell })
  const forward = (signal) => {
    received = signal
    child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('exit', (status) => resolve(status ?? 1))
  })
  for (const signal of SIGNALS) process.off(signal, forward)
  if (received !== undefined) process.exit(128 + constants.signals[received])
  return code
}
