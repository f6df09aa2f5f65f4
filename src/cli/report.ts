/** `t2t report`: a sweep as one page of pictures, to look at instead of reading tables. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { sweepPage, sweepSignificance } from '../backtest/index.ts'
import { AtomicTextFile, checkOutputs } from '../io/index.ts'
import { complianceCommand, selfAssessmentCommand } from './compliance/index.ts'
import { openBrowser } from './open-browser.ts'
import { isSweepFolder, readSweep, sweepPaths } from './sweep/index.ts'
import { terminalOf } from './terminal.ts'

interface ReportArguments {
  readonly html?: string
  readonly open?: boolean
}

/** In the folder of the sweep, where nothing else is named. */
const PAGE_NAME = 'report.html'

const EXAMPLES = `
Examples:
  t2t report thresholds                    writes thresholds/${PAGE_NAME}
  t2t report thresholds --open             and shows it in the browser
  t2t report thresholds --html page.html   writes another file
  t2t report compliance journal/           controls, and what they did
  t2t report self-assessment               a yearly template

The page is one file that asks nobody for anything: send it, keep it, print it. It
has the verdict on luck, a heatmap of any two parameters, all parameters at once, the
table of all trials, and the equity of those you choose. A sweep that is not over
yet has a page too.`

export function reportCommand(): Command {
  return (
    new Command('report')
      // Options behind the name of a report are that report's own.
      .enablePositionalOptions()
      .description('Draw a sweep as one interactive page, beginning with how much of it is luck.')
      .argument('<sweep>', 'the folder that t2t sweep wrote')
      .option(
        '--html <file>',
        `the page to write; default: ${PAGE_NAME} in the folder of the sweep`,
      )
      .option('--open', 'show the page in the browser')
      .addHelpText('after', EXAMPLES)
      .action(report)
      .addCommand(complianceCommand())
      .addCommand(selfAssessmentCommand())
  )
}

/** Above this a sweep takes seconds to weigh, in which nothing else is seen to happen. */
const LONG_BYTES = 16 * 2 ** 20

function report(sweep: string, given: ReportArguments): void {
  const path = given.html ?? join(sweep, PAGE_NAME)
  const { folder: _, ...files } = sweepPaths(sweep)
  const log = isSweepFolder(sweep) ? statSync(files.log, { throwIfNoEntry: false }) : undefined
  const bytes = log?.size ?? 0
  const isLong = bytes > LONG_BYTES
  if (isLong) tell(`reading ${Math.round(bytes / 2 ** 20)} MiB of trials`)
  const record = readSweep(sweep)
  checkOutputs([{ option: '--html', path }], Object.values(files))
  if (isLong) tell(`weighing ${record.trials.length.toLocaleString('en-US')} trials against luck`)
  const significance = sweepSignificance(record)
  if (isLong) tell('drawing the page')
  const file = new AtomicTextFile(path)
  try {
    file.write(sweepPage(record, significance))
    file.commit()
  } finally {
    file.discard()
  }
  const terminal = terminalOf(process.stdout)
  process.stdout.write(`${significance.sentence}\n${terminal.dim('page')}  ${path}\n`)
  if (given.open === true) openBrowser(pathToFileURL(resolve(path)).href)
}

function tell(work: string): void {
  process.stderr.write(`t2t: ${work}\n`)
}
