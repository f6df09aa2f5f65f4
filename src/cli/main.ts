#!/usr/bin/env node
/** `t2t`: the command line of tick-to-trade. */
import { EXIT_OK } from './exit.ts'
import { runProgram } from './program.ts'

// A reader that has seen enough (head, a closed pager) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_OK)
  throw error
})

process.exitCode = await runProgram(process.argv.slice(2))
