/** `t2t report self-assessment`: a template with what is known filled in. */
import { Command } from 'commander'
import { type AssessmentOptions, assessmentMarkdown, assessmentPage } from '../../backtest/index.ts'
import { checkOutputs, OutputFiles } from '../../io/index.ts'
import { PRODUCT_VERSION } from '../product.ts'
import { readRegister } from './register-file.ts'
import { reportOf } from './report-compliance.ts'

interface AssessmentArguments {
  readonly register?: string
  readonly runs?: string[]
  readonly firm?: string
  readonly period?: string
  readonly html?: string
  readonly out?: string
}

const EXAMPLES = `
Examples:
  t2t report self-assessment --register algorithms.jsonl --runs journal/
  t2t report self-assessment --period 2026 --out 2026.md --html 2026.html

What the register and the runs know is filled in; every line marked [ANSWER] waits for
a person. Markdown goes to standard output without --out. Not legal advice.`

export function selfAssessmentCommand(): Command {
  return new Command('self-assessment')
    .description('Write a template of the yearly self-assessment, with what is known filled in.')
    .option('--register <file>', 'the register of algorithms')
    .option('--runs <run...>', 'journals, run files or configurations')
    .option('--firm <name>', 'whose it is')
    .option('--period <text>', 'of which time')
    .option('--out <file>', 'write Markdown into a file')
    .option('--html <file>', 'write a page too')
    .addHelpText('after', EXAMPLES)
    .action(assess)
}

async function assess(given: AssessmentArguments): Promise<void> {
  const { register, runs = [], firm, period, html, out } = given
  const wanted = [
    ...(out === undefined ? [] : [{ option: '--out', path: out, made: assessmentMarkdown }]),
    ...(html === undefined ? [] : [{ option: '--html', path: html, made: assessmentPage }]),
  ]
  checkOutputs(wanted, [...runs, ...(register === undefined ? [] : [register])])
  const reports = []
  for (const run of runs)
    reports.push(await reportOf(run, register === undefined ? {} : { register }))
  const options: AssessmentOptions = {
    product: PRODUCT_VERSION,
    register: register === undefined ? undefined : readRegister(register, 'is there'),
    reports,
    firm,
    period,
  }
  const files = new OutputFiles()
  try {
    for (const { path, made } of wanted) files.open(path).write(made(options))
    files.commit()
  } finally {
    files.discard()
  }
  if (out === undefined) process.stdout.write(assessmentMarkdown(options))
}
