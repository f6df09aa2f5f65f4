/** `t2t surveil`: patterns in the own flow that markets forbid, in a journal or in a run. */
import { statSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import {
  alertJson,
  backtest,
  marketsOf,
  type SurveillanceReport,
  surveillancePage,
  surveillanceReport,
  watchedJournal,
} from '../backtest/index.ts'
import { InputError, MARKET_TOUCH } from '../core/index.ts'
import { AtomicTextFile, checkOutputs } from '../io/index.ts'
import { RULE_NAMES, type RuleName, type SurveillanceOptions } from '../risk/index.ts'
import { loadRun, type RunArguments } from './config/load-run.ts'
import { parseFile } from './config/parsed-file.ts'
import { KNOWN_KEYS } from './config/run-config.ts'
import {
  type SurveillanceSection,
  surveillance as surveillanceSchema,
} from './config/surveillance-config.ts'
import { validate } from './config/validate.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { openJournal, readerOf, warnOf } from './journal/open-journal.ts'
import { JournalSurveillance } from './journal-surveillance.ts'
import { surveillanceFor } from './live-surveillance.ts'
import { naturalNumber } from './options.ts'
import { ProgressBar, Turns } from './progress.ts'
import { withRunOptions } from './run-options.ts'
import { alertText, surveilText } from './surveil-text.ts'
import { terminalOf } from './terminal.ts'

interface SurveilArguments extends RunArguments {
  rules?: readonly RuleName[]
  config?: string
  show?: number
  html?: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t surveil journal/
  t2t surveil journal/ --config run.yaml --rules spoofing,layering
  t2t surveil run.yaml
  t2t surveil run.yaml --set surveillance.spoofing.ratioMin=3 --html alerts.html
  t2t surveil journal/ --show 1

A journal is read as it is; a configuration is run, and watched on the way. Thresholds stand in the
section surveillance of the run's configuration, which its journal holds; --config names another. Rules:
  ${RULE_NAMES.join(', ')}

docs/surveillance.md has each rule, its thresholds, and what it mistakes for the pattern.

Exit code 0: nothing was found. 1: alerts, or a damaged journal. 2: a mistake.`

export function surveilCommand(): Command {
  const command = new Command('surveil')
    .description('Look for manipulation in the own flow: spoofing, wash trades, stuffing and more.')
    .argument('<journal or config>', 'the folder of a journal, or a run configuration')
  return withRunOptions(command)
    .option('--rules <list>', 'only these rules, separated by commas', rulesOf)
    .option(
      '--config <file>',
      'for a journal: whose section surveillance holds, instead of its own',
    )
    .option('--show <number>', 'the evidence of one alert, drawn against the market', naturalNumber)
    .option('--html <file>', 'write one HTML page that needs nothing else')
    .option('--json', 'print every alert as JSON')
    .addHelpText('after', EXAMPLES)
    .action(surveil)
}

function rulesOf(text: string): RuleName[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names)].map((name) => {
    const rule = RULE_NAMES.find((known) => known === name)
    if (rule !== undefined) return rule
    throw new InvalidArgumentError(
      `no rule is called ${JSON.stringify(name)}. Known: ${RULE_NAMES.join(', ')}.`,
    )
  })
}

async function surveil(path: string, given: SurveilArguments): Promise<void> {
  const outputs = given.html === undefined ? [] : [{ option: '--html', path: given.html }]
  checkOutputs(outputs, [path, ...(given.feed ?? [])])
  const isRecorded = isJournal(path)
  checkOptions(given, isRecorded)
  const page = given.html === undefined ? undefined : new AtomicTextFile(given.html)
  try {
    const report = isRecorded ? await ofJournal(path, given) : await ofRun(path, given)
    print(report, given)
    page?.write(surveillancePage(report))
    page?.commit()
    if (report.alerts.length > 0) process.exitCode = EXIT_NEGATIVE
  } finally {
    page?.discard()
  }
}

/** A folder, or a file that is named as a segment is. */
const isJournal = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true || path.endsWith('.t2t')

/** @throws InputError for options that mean nothing here. */
function checkOptions(given: SurveilArguments, isRecorded: boolean): void {
  const { config, rules: _rules, show: _show, html: _html, json: _json, ...run } = given
  if (!isRecorded) {
    if (config === undefined) return
    throw new InputError(
      'names thresholds for a journal, but a configuration has its own',
      { field: '--config' },
      'Leave it out, or change values with --set surveillance.RULE.KEY=VALUE.',
    )
  }
  const lone = Object.entries(run).filter(([, value]) => value !== undefined)
  if (lone.length === 0) return
  throw new InputError(
    'says how to run something, but a journal is read as it is',
    { field: lone.map(([name]) => `--${name}`).join(', ') },
    'Leave it out; thresholds come from --config FILE.',
  )
}

async function ofJournal(path: string, given: SurveilArguments): Promise<SurveillanceReport> {
  const section = given.config === undefined ? undefined : sectionOf(given.config)
  const journal = openJournal(path)
  const reader = readerOf(journal)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const watching = new JournalSurveillance({
    section,
    with: (options) => withRules(options, given),
  })
  let epochNanos = 0n
  try {
    for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
      epochNanos = batch.header.epochNanos
      for (let k = 0; k < batch.count; k++) {
        watching.take(batch, batch.first + k, batch.firstSequence + k, epochNanos)
      }
      const { bytes, records } = reader.report()
      bar.update('looking', bytes / Math.max(1, journal.sizeBytes), records)
      await turns.take()
    }
  } finally {
    bar.done()
    reader.close()
  }
  if (warnOf(reader.report(), path)) process.exitCode = EXIT_NEGATIVE
  return surveillanceReport(watching.finish(epochNanos), { source: path, epochNanos })
}

async function ofRun(path: string, given: SurveilArguments): Promise<SurveillanceReport> {
  const loaded = await loadRun(path, given)
  const markets = marketsOf(loaded.options)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const { journal, run } = watchedJournal(
    (epochNanos) => withRules(surveillanceFor(loaded, epochNanos), given),
    MARKET_TOUCH,
  )
  try {
    await backtest({ ...loaded.options, journal }, ({ phase, records, fraction }) => {
      bar.update(phase === 'survey' ? 'reading' : 'running', fraction, records)
      return turns.take()
    })
  } finally {
    bar.done()
  }
  const epochNanos = markets[0]?.feed.info.epochNanos ?? 0n
  return surveillanceReport(run.watched!, { source: path, epochNanos })
}

/** Defaults where it has none. @throws InputError for everything that is wrong with the section. */
function sectionOf(path: string): SurveillanceSection {
  const parsed = parseFile(path)
  const { surveillance = {} } = parsed.value as { surveillance?: unknown }
  return validate(surveillanceSchema, surveillance, parsed, KNOWN_KEYS)
}

const withRules = (
  options: SurveillanceOptions,
  { rules }: SurveilArguments,
): SurveillanceOptions => (rules === undefined ? options : { ...options, rules })

function print(report: SurveillanceReport, { show, json }: SurveilArguments): void {
  const { alerts } = report
  if (show !== undefined && alerts[show - 1] === undefined) {
    throw new InputError(
      alerts.length === 0 ? 'nothing was found' : `there are ${alerts.length} alerts`,
      { field: '--show' },
      alerts.length === 0 ? 'Leave it out.' : `Choose a number from 1 to ${alerts.length}.`,
    )
  }
  if (json === true) {
    const shown = show === undefined ? alerts : [alerts[show - 1]!]
    const { instruments, ...rest } = report
    const told = {
      ...rest,
      instruments: instruments.map(({ symbol }) => symbol),
      alerts: shown.map((alert) => alertJson(alert, report)),
    }
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  process.stdout.write(
    show === undefined ? surveilText(report, terminal) : alertText(report, show, terminal),
  )
}
