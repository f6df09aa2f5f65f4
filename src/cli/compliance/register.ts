/** `t2t register`: which algorithms there are, whose they are, and who let them trade. */
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { Command } from 'commander'
import type {
  AlgorithmRegister,
  CertificationEvidence,
  RegisterAct,
  RegisterEntry,
  RegisteredAlgorithm,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { type LoadedRun, loadRun } from '../config/load-run.ts'
import { dayOption } from '../options.ts'
import { PRODUCT_VERSION } from '../product.ts'
import { terminalOf } from '../terminal.ts'
import { certificationOf } from './certificate-file.ts'
import { appendToRegister, DEFAULT_REGISTER, readRegister } from './register-file.ts'
import { entryText, listText } from './register-text.ts'
import { runHashOf, sweepSentence } from './run-hash.ts'
import { runningAlgorithm } from './running-algorithm.ts'

interface RegisterArguments {
  readonly register: string
  readonly json?: boolean
}

interface AddArguments extends Omit<RegisterArguments, 'register'> {
  readonly register?: string
  readonly id: string
  readonly algorithmVersion: string
  readonly owner: string
  readonly description?: string
  readonly by?: string
  readonly run?: string[]
  readonly certification?: string
  readonly certifiedOn?: string
  readonly sweep?: string
  readonly note?: string[]
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
  t2t certify run.yaml --out certificate.json
  t2t register add run.yaml --id quoter --algorithm-version 2 --owner "Ada Moss"
      --run run.json --certification certificate.json --sweep thresholds
  t2t register approve quoter@2 --by "Bo Lind" --why "certified, sweep deflated"
  t2t register list
  t2t register show quoter@1
  t2t register retire quoter@1 --by "Bo Lind" --why "replaced by 2"

The register is a file that only grows; each line holds the hash of the line before,
and every command checks all of them. A configuration names its algorithm with
algorithm: quoter@1; its number then flags every order of the run. Who owns or
registered an algorithm cannot approve it.`

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
  withJson(command.option('--register <file>', 'the register', DEFAULT_REGISTER))

const withJson = (command: Command): Command =>
  command
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nt2t register --help has examples.')

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
    .option(
      '--certification <file>',
      'evidence: what t2t certify --out wrote of the same algorithm',
    )
    .option(
      '--certified-on <date>',
      'the day of the certification, where the file has none',
      dayOption,
    )
    .option('--sweep <folder>', 'evidence: a sweep; its judgement is kept')
    .option('--note <text...>', 'evidence in words, which nothing checks')
    .option('--set <key=value...>', 'change single values of the configuration')
    .option(
      '--register <file>',
      `the register (default: ${DEFAULT_REGISTER} beside the configuration)`,
    )
  return withJson(command).action(add)
}

function listCommand(): Command {
  const command = new Command('list').description('List every version of every algorithm.')
  return withRegister(command).action((given: RegisterArguments) => {
    const register = readRegister(given.register, 'is there')
    if (given.json === true) print(register.entries)
    else process.stdout.write(listText(register, terminalOf(process.stdout)))
  })
}

function showCommand(): Command {
  const command = new Command('show')
    .description('Show all that is known of an algorithm.')
    .argument('<algorithm>', 'identifier, identifier@version, or number')
  return withRegister(command).action((name: string, given: RegisterArguments) => {
    show(found(readRegister(given.register, 'is there'), name, given.register), given)
  })
}

function signCommand(kind: 'approve' | 'retire', description: string): Command {
  const command = new Command(kind)
    .description(description)
    .argument('<algorithm>', 'identifier, identifier@version, or number')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--why <text>', 'for what reason')
    .option('--on <date>', 'the day of the decision, where it was another', dayOption, '')
  return withRegister(command).action((name: string, given: SignArguments) => {
    const { register, by, why, on = '' } = given
    const { identifier, version } = found(readRegister(register, 'is there'), name, register)
    const act: RegisterAct = { kind, identifier, version, by, why, on }
    show(found(appendToRegister(register, act), `${identifier}@${version}`, register), given)
  })
}

async function add(config: string, given: AddArguments): Promise<void> {
  const { id, algorithmVersion, owner, by = owner } = given
  const loaded = await loadRun(config, { set: given.set, isUnregistered: true })
  const register = given.register ?? registerBeside(loaded, config)
  const parts = runningAlgorithm(loaded, resolve(dirname(config)))
  const runs: string[] = []
  for (const path of given.run ?? []) runs.push(await runHashOf(path, parts))
  const algorithm: RegisteredAlgorithm = {
    identifier: id,
    version: algorithmVersion,
    owner,
    description: given.description ?? '',
    ...parts,
    productVersion: PRODUCT_VERSION,
    evidence: {
      runs,
      certification:
        given.certification === undefined
          ? noCertification(given)
          : dated(certificationOf(given.certification, parts), given),
      sweep: given.sweep === undefined ? '' : sweepSentence(given.sweep, parts),
      notes: given.note ?? [],
    },
  }
  const name = `${id}@${algorithmVersion}`
  const written = appendToRegister(register, { kind: 'add', algorithm, by })
  show(found(written, name, register), given)
  if (given.json !== true) process.stdout.write(`It stands in ${register}.\n`)
}

/** Where runs of this configuration will look for it. */
function registerBeside({ configuration }: LoadedRun, config: string): string {
  const { register = DEFAULT_REGISTER } = configuration.inForce as { readonly register?: string }
  return isAbsolute(register) ? register : join(dirname(config), register)
}

function noCertification({ certifiedOn }: AddArguments): null {
  if (certifiedOn === undefined) return null
  throw new InputError(
    'is the day of a certification, but none is named',
    { field: '--certified-on' },
    'Add --certification FILE.',
  )
}

/** The day stands in the certificate, or the user tells it; two that differ are a mistake. */
function dated(
  evidence: CertificationEvidence,
  { certifiedOn, certification }: AddArguments,
): CertificationEvidence {
  const { on } = evidence
  if (certifiedOn === undefined || certifiedOn === on) return evidence
  if (on === '') return { ...evidence, on: certifiedOn }
  throw new InputError(
    `is ${certifiedOn}, but ${certification} was signed off on ${on}`,
    { field: '--certified-on' },
    'Leave it out.',
  )
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

function show(entry: RegisterEntry, { json }: Pick<RegisterArguments, 'json'>): void {
  if (json === true) print(entry)
  else process.stdout.write(entryText(entry, terminalOf(process.stdout)))
}

const print = (value: unknown): void =>
  void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
