/** The commands of `t2t`, put together: from arguments to an exit code. */
import { Command, CommanderError } from 'commander'
import { alertsCommand } from './alerts.ts'
import { backtestCommand } from './backtest.ts'
import { bookCommand } from './book.ts'
import { calibrateCommand } from './calibrate.ts'
import { certifyCommand } from './certify.ts'
import { checkLookaheadCommand } from './check-lookahead.ts'
import { compareCommand } from './compare.ts'
import { compareEnginesCommand } from './compare-engines.ts'
import { registerCommand } from './compliance/index.ts'
import { demoCommand } from './demo.ts'
import { dropCopyCommand } from './drop-copy.ts'
import { EXIT_OK, EXIT_USAGE, explain } from './exit.ts'
import { explainCommand } from './explain.ts'
import { inspectCommand } from './inspect.ts'
import { journalCommand } from './journal/index.ts'
import { killCommand } from './kill.ts'
import { latencyCommand } from './latency.ts'
import { marketCommand } from './market.ts'
import { modeCommand } from './mode.ts'
import { PRODUCT_VERSION } from './product.ts'
import { reportCommand } from './report.ts'
import { surveilCommand } from './surveil.ts'
import { sweepCommand } from './sweep.ts'
import { ticksCommand } from './ticks.ts'
import { validateCommand } from './validate.ts'

/** Runs one command line, without the program's own name. Resolves to the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const exitCodeBefore = process.exitCode
  try {
    process.exitCode = undefined
    await program().parseAsync([...args], { from: 'user' })
    // A command whose answer is no (data unfit, runs that differ) says so here.
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT_OK
  } catch (error) {
    // Commander has printed help, version or the mistake already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE
    return explain(error)
  } finally {
    process.exitCode = exitCodeBefore
  }
}

function program(): Command {
  const root = new Command('t2t')
    // Options behind the name of a command are that command's own.
    .enablePositionalOptions()
    .description(
      'The high-frequency-trading laboratory for TypeScript. A simulator: no real orders.',
    )
    .version(PRODUCT_VERSION)
    .showSuggestionAfterError()
    .addHelpText('after', '\nt2t COMMAND --help shows the options and examples of a command.')
  const commands = [
    demoCommand(),
    killCommand(),
    modeCommand(),
    alertsCommand(),
    backtestCommand(),
    sweepCommand(),
    surveilCommand(),
    certifyCommand(),
    validateCommand(),
    reportCommand(),
    registerCommand(),
    dropCopyCommand(),
    journalCommand(),
    compareCommand(),
    compareEnginesCommand(),
    explainCommand(),
    calibrateCommand(),
    checkLookaheadCommand(),
    latencyCommand(),
    inspectCommand(),
    bookCommand(),
    marketCommand(),
    ticksCommand(),
  ]
  for (const command of commands) {
    root.addCommand(command)
  }
  const inner = root.commands.flatMap((command) => command.commands)
  for (const command of [root, ...root.commands, ...inner]) {
    command.exitOverride().configureOutput({ outputError: (text, write) => write(`t2t: ${text}`) })
  }
  return root
}
