/** `t2t compare`: two runs side by side, from run files or run anew from their configurations. */
import { Command } from 'commander'
import { compareRecords, type RunRecord, reportPage } from '../backtest/index.ts'
import { AtomicTextFile } from '../io/index.ts'
import { compareText } from './compare-text.ts'
import { loadRun } from './config/load-run.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { PRODUCT_VERSION } from './product.ts'
import { ProgressBar, Turns } from './progress.ts'
import { commandText, runRecorded } from './recorded-run.ts'
import { isRunFile, readRunFile } from './run-file.ts'
import { terminalOf } from './terminal.ts'

interface CompareArguments {
  report?: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t backtest slow.yaml --save slow.json
  t2t backtest fast.yaml --save fast.json
  t2t compare slow.json fast.json --report both.html
  t2t compare slow.json fast.yaml

Exit code 0: the runs are the same, decision by decision. 1: they differ. 2: a mistake.`

export function compareCommand(): Command {
  return new Command('compare')
    .description('Set two runs side by side: numbers, settings, the first fill that differs.')
    .argument('<first>', 'a run file of t2t backtest --save, or a configuration to run')
    .argument('<second>', 'the same')
    .option('--report <file>', 'write both as one HTML page, the second laid over the first')
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', EXAMPLES)
    .action(compare)
}

async function compare(first: string, second: string, given: CompareArguments): Promise<void> {
  const file = given.report === undefined ? undefined : new AtomicTextFile(given.report)
  try {
    const a = await recordFrom(first)
    const b = await recordFrom(second)
    const comparison = compareRecords(a, b)
    file?.write(reportPage(a, b))
    file?.commit()
    const terminal = terminalOf(process.stdout)
    process.stdout.write(
      given.json === true
        ? `${JSON.stringify(comparison, null, 2)}\n`
        : compareText(comparison, a, b, terminal),
    )
    if (!comparison.isSame) process.exitCode = EXIT_NEGATIVE
  } finally {
    file?.discard()
  }
}

/** @throws InputError for a file that is neither a whole run file nor a configuration. */
async function recordFrom(path: string): Promise<RunRecord> {
  if (isRunFile(path)) return readRunFile(path)
  const loaded = await loadRun(path, {})
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    const recorded = await runRecorded(loaded, {}, ({ phase, records, fraction }) => {
      bar.update(`${path}: ${phase === 'survey' ? 'reading' : 'running'}`, fraction, records)
      return turns.take()
    })
    const command = commandText(['backtest', path])
    return recorded.record({ product: PRODUCT_VERSION, command })
  } finally {
    bar.done()
  }
}
