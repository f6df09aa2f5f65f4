#!/usr/bin/env node
/** `t2t`: the command line of tick-to-trade. */
import { EXIT_OK, EXIT_USAGE } from './exit.ts'
import { inlineInnerLoops } from './inlining.ts'
import { runProgram } from './program.ts'

inlineInnerLoops()

// A reader that has seen enough (head, a closed pager) is no error of ours; a full disk is not either.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_OK)
  const problem = error.code === 'ENOSPC' ? 'the disk is full' : error.message
  process.stderr.write(`t2t: standard output cannot be written: ${problem}\n`)
  process.exit(EXIT_USAGE)
})

process.exitCode = await runProgram(process.argv.slice(2))
