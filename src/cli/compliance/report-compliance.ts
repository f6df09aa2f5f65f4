/** `t2t report compliance`: which control stands for which rule, and what it did in a run. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import {
  type AlgorithmRegister,
  type ComplianceReport,
  compliancePage,
  composeReport,
  controlsDescription,
  declaredLimits,
  type KillTest,
  killTest,
  recordedReport,
} from '../../backtest/index.ts'
import { checkOutputs, JournalFolder, OutputFiles, sha256 } from '../../io/index.ts'
import { JournalWriter } from '../../journal/index.ts'
import { type LoadedRun, loadRun, type RunArguments } from '../config/load-run.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { openBrowser } from '../open-browser.ts'
import { PRODUCT_VERSION } from '../product.ts'
import { isRunFile, readRunFile } from '../run-file.ts'
import { withRunOptions } from '../run-options.ts'
import { terminalOf } from '../terminal.ts'
import { measureClock } from './clock-measurement.ts'
import { complianceText } from './compliance-text.ts'
import { readJournalEvidence } from './journal-evidence.ts'
import { readRegister } from './register-file.ts'
import { runForEvidence } from './run-evidence.ts'
import { TEST_CONFIGURATION } from './test-configuration.ts'

interface ComplianceArguments extends RunArguments {
  readonly html?: string
  readonly json?: string
  readonly register?: string
  readonly measureClock?: boolean
  readonly testKill?: boolean | string
  readonly by?: string
  readonly open?: boolean
}

const PAGE_NAME = 'compliance.html'
const DATA_NAME = 'compliance.json'

const EXAMPLES = `
Examples:
  t2t report compliance journal/                everything is known
  t2t report compliance run.yaml --test-kill    runs it, tests the kill switch
  t2t report compliance run.json --html r.html  a saved run: counts, no instants
  t2t report compliance journal/ --register algorithms.jsonl --measure-clock

Without --html and --json it writes ${PAGE_NAME} and ${DATA_NAME} where you stand.
--json - prints the report on standard output. Not legal advice: it shows what a
simulator's controls did in one run. Exit code 1: the journal is damaged, or the
test of the kill switch failed. Fields and meaning: docs/compliance.md.`

export function complianceCommand(): Command {
  const command = new Command('compliance')
    .description('Write which control stands for which rule, and each time it acted.')
    .argument('<run>', 'a journal, a run file (--save), or a configuration, which is run')
    .option('--html <file>', 'the page to write')
    .option('--json <file>', 'the same as data; - for standard output')
    .option('--register <file>', 'the register of algorithms, to name those that traded')
    .option('--measure-clock', 'measure the clock of this machine, now')
    .option(
      '--test-kill [folder]',
      'test the kill switch; the folder keeps the journal of the test',
    )
    .option('--by <name>', 'who makes the test: stands in its records')
    .option('--open', 'show the page in the browser')
  return withRunOptions(command).addHelpText('after', EXAMPLES).action(report)
}

async function report(path: string, given: ComplianceArguments): Promise<void> {
  const outputs = outputsOf(given)
  const files = outputs.filter(({ path: file }) => file !== '-')
  const inputs = [path, given.register].filter((each) => each !== undefined)
  checkOutputs(files, [...inputs, ...(given.feed ?? [])])
  const made = await reportOf(path, given)
  const written = new OutputFiles()
  try {
    for (const { option, path: file } of files) {
      written.open(file).write(option === '--html' ? compliancePage(made) : jsonText(made))
    }
    written.commit()
  } finally {
    written.discard()
  }
  const { journal, killSwitch } = made
  const isDamaged = journal !== null && journal.status !== 'clean'
  const hasFailed = killSwitch.test?.passed === false || (killSwitch.passed ?? 0) > 0
  if (isDamaged || hasFailed) process.exitCode = EXIT_NEGATIVE
  if (given.json === '-') process.stdout.write(jsonText(made))
  else process.stdout.write(complianceText(made, files, terminalOf(process.stdout)))
  const page = files.find(({ option }) => option === '--html')
  if (given.open === true && page !== undefined) {
    openBrowser(pathToFileURL(resolve(page.path)).href)
  }
}

function outputsOf({ html, json }: ComplianceArguments): { option: string; path: string }[] {
  if (html === undefined && json === undefined) {
    return [
      { option: '--html', path: PAGE_NAME },
      { option: '--json', path: DATA_NAME },
    ]
  }
  return [
    ...(html === undefined ? [] : [{ option: '--html', path: html }]),
    ...(json === undefined ? [] : [{ option: '--json', path: json }]),
  ]
}

const jsonText = (made: ComplianceReport): string => `${JSON.stringify(made, null, 2)}\n`

/** The report of a journal, a run file or a configuration. */
export async function reportOf(
  path: string,
  given: ComplianceArguments,
): Promise<ComplianceReport> {
  const register =
    given.register === undefined ? undefined : readRegister(given.register, 'is there')
  const machineClock = given.measureClock === true ? await measureClock() : null
  const shared = { product: PRODUCT_VERSION, name: path, register, machineClock }
  if (isJournal(path)) return ofJournal(path, given, shared)
  if (isRunFile(path)) {
    return recordedReport(readRunFile(path), { ...shared, killTest: await tested(given) })
  }
  return ofConfiguration(path, given, shared)
}

/** What every report is made with. */
interface Shared {
  readonly product: string
  readonly name: string
  readonly register: AlgorithmRegister | undefined
  readonly machineClock: Awaited<ReturnType<typeof measureClock>> | null
}

async function ofJournal(
  path: string,
  given: ComplianceArguments,
  shared: Shared,
): Promise<ComplianceReport> {
  const { sink, facts, surveillance } = await readJournalEvidence(path)
  const { evidence, epochNanos } = sink
  const isLive = evidence.alerts.length > 0
  return composeReport(evidence, {
    ...shared,
    source: 'journal',
    epochNanos,
    journal: facts,
    killTest: await tested(given),
    ...(isLive ? {} : { surveillance }),
    unknown:
      evidence.description.controls === undefined || isLive || evidence.hasMarket
        ? []
        : [
            'The journal holds no market data: rules that need the touch or public trades found nothing to look at (--journal-market touch).',
          ],
  })
}

async function ofConfiguration(
  path: string,
  given: ComplianceArguments,
  shared: Shared,
): Promise<ComplianceReport> {
  const loaded = await loadRun(path, given)
  const { sink, surveillance, run } = await runForEvidence(loaded)
  const killTestMade = await tested(given, { loaded: await loadRun(path, given), path })
  const register =
    shared.register ?? (loaded.algorithm === undefined ? undefined : registerOf(loaded, path))
  return composeReport(sink.evidence, {
    ...shared,
    register,
    source: 'configuration',
    epochNanos: sink.epochNanos,
    journal: null,
    limits: declaredLimits(run.options),
    surveillance,
    killTest: killTestMade,
    unknown: ['This run kept no journal: there is no chain of hashes to verify.'],
  })
}

function registerOf({ configuration }: LoadedRun, path: string): AlgorithmRegister {
  const { register } = configuration.inForce as { readonly register?: string }
  return readRegister(resolve(dirname(path), register ?? 'algorithms.jsonl'))
}

/** Tests the kill switch on the configuration, or on a usual market where there is none. */
async function tested(
  { testKill, by = 'not named' }: ComplianceArguments,
  configured?: { readonly loaded: LoadedRun; readonly path: string },
): Promise<KillTest | null> {
  if (testKill === undefined || testKill === false) return null
  const run = configured?.loaded.options ?? TEST_CONFIGURATION()
  const disk =
    typeof testKill === 'string' ? new JournalFolder(testKill, { isNew: true }) : undefined
  const origin = process.hrtime.bigint()
  let writer: JournalWriter | undefined
  const { test } = await killTest({
    run,
    who: by,
    description: { product: PRODUCT_VERSION, controls: controlsDescription(run) },
    wallNanos: () => Number(process.hrtime.bigint() - origin),
    ...(disk === undefined
      ? {}
      : {
          open: (start) => {
            writer = JournalWriter.create({ ...start, disk, hasher: sha256 })
            return writer
          },
        }),
  })
  writer?.close()
  const market = configured === undefined ? 'on a synthetic market' : `on ${configured.path}`
  const where = typeof testKill === 'string' ? `; its journal is in ${testKill}` : ''
  return { ...test, what: `${test.what}; ${market}${where}` }
}

const isJournal = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true || /\.t2t$/.test(path)
