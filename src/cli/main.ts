#!/usr/bin/env node
/** `t2t`: the command line of tick-to-trade. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { backtestCommand } from './backtest.ts'
import { bookCommand } from './book.ts'
import { demoCommand } from './demo.ts'
import { EXIT_OK, EXIT_USAGE, explain } from './exit.ts'
import { inspectCommand } from './inspect.ts'

function program(): Command {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  const root = new Command('t2t')
    .description(
      'The high-frequency-trading laboratory for TypeScript. A simulator: no real orders.',
    )
    .version(manifest.version)
    .showSuggestionAfterError()
    .addHelpText('after', '\nt2t COMMAND --help shows the options and examples of a command.')
  for (const command of [demoCommand(), backtestCommand(), inspectCommand(), bookCommand()]) {
    root.addCommand(command)
  }
  for (const command of [root, ...root.commands]) {
    command.exitOverride().configureOutput({ outputError: (text, write) => write(`t2t: ${text}`) })
  }
  return root
}

async function main(): Promise<number> {
  try {
    await program().parseAsync()
    return EXIT_OK
  } catch (error) {
    // Commander has printed help, version or the mistake already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE
    return explain(error)
  }
}

// A reader that has seen enough (head, a closed pager) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT_OK)
  throw error
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))
}

const code = await main()
if (code !== EXIT_OK || process.exitCode === undefined) process.exitCode = code
