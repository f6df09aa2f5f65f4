/** `t2t register`: which algorithms there are, whose they are, and who let them trade. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import {
  type AlgorithmRegister,
  marketsOf,
  type RegisterAct,
  type RegisterEntry,
  type RegisteredAlgorithm,
  sweepSignificance,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { type LoadedRun, loadRun } from '../config/load-run.ts'
import { PRODUCT_VERSION } from '../product.ts'
import { readRunFile } from '../run-file.ts'
import { readSweep } from '../sweep/index.ts'
import { terminalOf } from '../terminal.ts'
import { codeHash } from './code-hash.ts'
import { readJournalEvidence } from './journal-evidence.ts'
import { appendToRegister, DEFAULT_REGISTER, readRegister } from './register-file.ts'
import { entryText, listText } from './register-text.ts'

interface RegisterArguments {
  readonly register: string
  readonly json?: boolean
}

interface AddArguments extends RegisterArguments {
  readonly id: string
  readonly algorithmVersion: string
  readonly owner: string
  readonly description?: string
  readonly by?: string
  readonly run?: string[]
  readonly certification?: string
  readonly sweep?: string
  readonly set?: string[]
}

interface SignArguments extends RegisterArguments {
  readonly by: string
  readonly why: string
  readonly on?: string
}

const EXAMPLES = `
Examples:
  t2t register add run.yaml --id quoter --algorithm-version 1 --owner "Ada Moss"
  t2t register add run.yaml --id quoter --algorithm-version 2 --owner "Ada Moss"
      --description "quotes wider" --run run.json --sweep thresholds
  t2t register approve quoter@1 --by "Bo Lind" --why "certified, sweep deflated"
  t2t register list
  t2t register show quoter@1
  t2t register retire quoter@1 --by "Bo Lind" --why "replaced by 2"

The register is a file that only grows; each line holds the hash of the line before,
and every command checks all of them. A configuration names its algorithm with
algorithm: quoter@1; its number then flags every order of the run.`

export function registerCommand(): Command {
  const register = new Command('register')
    .description('Keep the register of algorithms: add, list, show, approve, retire.')
    .addHelpText('after', EXAMPLES)
  for (const command of [
    addCommand(),
    listCommand(),
    showCommand(),
    signCommand('approve', 'Let an algorithm trade: who, and why.'),
    signCommand('retire', 'Take an algorithm out of use: who, and why.'),
  ]) {
    register.addCommand(command)
  }
  return register
}

const withRegister = (command: Command): Command =>
  command
    .option('--register <file>', 'the register', DEFAULT_REGISTER)
    .option('--json', 'print as JSON')

function addCommand(): Command {
  const command = new Command('add')
    .description('Register a version of an algorithm, as a configuration runs it.')
    .argument('<config>', 'a run configuration: strategy, parameters and limits are taken from it')
    .requiredOption('--id <identifier>', 'what it is called')
    .requiredOption('--algorithm-version <version>', 'which version')
    .requiredOption('--owner <name>', 'who answers for it')
    .option('--description <text>', 'what it does', '')
    .option('--by <name>', 'who registers it; the owner without')
    .option('--run <file...>', 'evidence: run files or journals; their hashes are kept')
    .option('--certification <text>', 'evidence: what a certification said', '')
    .option('--sweep <folder>', 'evidence: a sweep; its judgement is kept')
    .option('--set <key=value...>', 'change single values of the configuration')
  return withRegister(command).action(add)
}

function listCommand(): Command {
  const command = new Command('list').description('List every version of every algorithm.')
  return withRegister(command).action((given: RegisterArguments) => {
    const register = readRegister(given.register)
    if (given.json === true) print(register.entries)
    else process.stdout.write(listText(register, terminalOf(process.stdout)))
  })
}

function showCommand(): Command {
  const command = new Command('show')
    .description('Show all that is known of an algorithm.')
    .argument('<algorithm>', 'identifier, identifier@version, or number')
  return withRegister(command).action((name: string, given: RegisterArguments) => {
    show(found(readRegister(given.register), name, given.register), given)
  })
}

function signCommand(kind: 'approve' | 'retire', description: string): Command {
  const command = new Command(kind)
    .description(description)
    .argument('<algorithm>', 'identifier, identifier@version, or number')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--why <text>', 'for what reason')
    .option('--on <date>', 'the day of the decision, where it was another', dayOf, '')
  return withRegister(command).action((name: string, given: SignArguments) => {
    const { register, by, why, on = '' } = given
    const { identifier, version } = found(readRegister(register), name, register)
    const act: RegisterAct = { kind, identifier, version, by, why, on }
    show(found(appendToRegister(register, act), `${identifier}@${version}`, register), given)
  })
}

async function add(config: string, given: AddArguments): Promise<void> {
  const loaded = await loadRun(config, { set: given.set })
  const { id, algorithmVersion, owner, register, by = owner } = given
  const algorithm: RegisteredAlgorithm = {
    identifier: id,
    version: algorithmVersion,
    owner,
    description: given.description ?? '',
    ...running(loaded, config),
    productVersion: PRODUCT_VERSION,
    evidence: {
      runs: await Promise.all((given.run ?? []).map(runHashOf)),
      certification: given.certification ?? '',
      sweep: given.sweep === undefined ? '' : sweepSignificance(readSweep(given.sweep)).sentence,
    },
  }
  const name = `${id}@${algorithmVersion}`
  show(found(appendToRegister(register, { kind: 'add', algorithm, by }), name, register), given)
}

function running(
  { options, configuration }: LoadedRun,
  config: string,
): Pick<RegisteredAlgorithm, 'strategy' | 'code' | 'params' | 'limits'> {
  const { strategy = options.strategy.name } = configuration.inForce as { strategy?: string }
  return {
    strategy: options.strategy.name,
    code: codeHash(strategy, resolve(dirname(config))),
    params: options.params ?? {},
    limits: marketsOf(options).map(({ limits }) => ({ ...limits })),
  }
}

async function runHashOf(path: string): Promise<string> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true || /\.t2t$/.test(path)) {
    const { sink } = await readJournalEvidence(path)
    if (sink.evidence.runHash !== '') return sink.evidence.runHash
    throw new InputError('is the journal of a run that has not ended', {
      file: path,
      field: '--run',
    })
  }
  return readRunFile(path).summary.runHash
}

/** @throws InputError for a name that the register does not have. */
function found(register: AlgorithmRegister, name: string, file: string): RegisterEntry {
  const entry = /^\d+$/.test(name) ? register.numbered(Number(name)) : register.find(name)
  if (entry !== undefined) return entry
  const known = register.entries.map(({ identifier, version }) => `${identifier}@${version}`)
  throw new InputError(
    `has no algorithm ${JSON.stringify(name)}`,
    { file },
    known.length === 0
      ? 'It is empty: see t2t register add --help.'
      : `Known: ${known.join(', ')}.`,
  )
}

function show(entry: RegisterEntry, { json }: RegisterArguments): void {
  if (json === true) print(entry)
  else process.stdout.write(entryText(entry, terminalOf(process.stdout)))
}

const print = (value: unknown): void =>
  void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)

function dayOf(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
  if (isDay) return text
  throw new InputError(
    `${JSON.stringify(text)} is no day`,
    { field: '--on' },
    'Give one such as 2026-01-31.',
  )
}
