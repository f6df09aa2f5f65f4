/** `t2t check-lookahead`: runs a strategy again with other futures, and tells what it knew of them. */

import { Command } from 'commander'
import { checkLookAhead, type LookAheadProgress, marketsOf } from '../backtest/index.ts'
import { loadRun, type RunArguments, seedOf } from './config/load-run.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { needsRecording } from './living-options.ts'
import { lookAheadJson, lookAheadText } from './look-ahead-text.ts'
import { naturalNumber } from './options.ts'
import { ProgressBar, Turns } from './progress.ts'
import { withRunOptions } from './run-options.ts'
import { terminalOf } from './terminal.ts'

interface CheckArguments extends RunArguments {
  cuts: number
  cutSeed: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t check-lookahead run.yaml
  t2t check-lookahead run.yaml --cuts 50 --set params.threshold=2
  t2t check-lookahead run.yaml --strategy ./my-strategy.mjs --json

Every cut lies right behind a decision of the run. Behind it the market falls silent, or its prices are
shifted, reflected or shuffled, its sizes changed, its trades taken away; up to it everything is as it
was, and so must be every order and every gauge. docs/look-ahead.md says what this can find and what not.

Exit code 0: nothing changed before a cut. 1: something did, or the strategy decides differently on the
same data. 2: a mistake.`

const LABELS: Readonly<Record<LookAheadProgress['phase'], string>> = {
  survey: 'reading',
  columns: 'columns',
  run: 'running',
  reruns: 'other futures',
}

export function checkLookaheadCommand(): Command {
  const command = new Command('check-lookahead')
    .description(
      'Rerun a strategy with other futures: whatever changes before the cut looked ahead.',
    )
    .argument('<config>', 'YAML or JSON: a run configuration, or the original dictionary')
  return withRunOptions(command)
    .option('--cuts <count>', 'how many instants to cut at', naturalNumber, 8)
    .option('--cut-seed <seed>', 'which instants, and which futures', '1')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(check)
}

async function check(config: string, given: CheckArguments): Promise<void> {
  const { options, strategyFrom } = await loadRun(config, given)
  needsRecording({ options }, config)
  const bar = new ProgressBar({ unit: 'records' })
  const rerunBar = new ProgressBar({ unit: 'reruns' })
  const turns = new Turns()
  try {
    const report = await checkLookAhead(options, {
      cuts: given.cuts,
      seed: seedOf(given.cutSeed),
      strategyFrom,
      onProgress: ({ phase, records, fraction }) => {
        ;(phase === 'reruns' ? rerunBar : bar).update(LABELS[phase], fraction, records)
        return turns.take()
      },
    })
    bar.done()
    rerunBar.done()
    const terminal = terminalOf(process.stdout)
    process.stdout.write(
      given.json === true
        ? lookAheadJson(report)
        : lookAheadText(report, marketsOf(options)[0]!.feed.info, terminal),
    )
    if (!report.isClean) process.exitCode = EXIT_NEGATIVE
  } finally {
    bar.done()
    rerunBar.done()
  }
}
