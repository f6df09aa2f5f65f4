/** `t2t certify`: a strategy in a battery of stressed markets, and a table of what held. */
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { Command } from 'commander'
import {
  type Certificate,
  type CertifyOptions,
  certificatePage,
  certify,
  STRESS_NAMES,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { checkOutputs, OutputFiles } from '../io/index.ts'
import { builtInStrategies } from '../strategy/index.ts'
import { certifiedDefaults } from './certify-defaults.ts'
import { certifyText } from './certify-text.ts'
import { runningAlgorithm } from './compliance/index.ts'
import { type LoadedRun, loadConfig, loadRun, seedOf } from './config/load-run.ts'
import { applyOverrides } from './config/overrides.ts'
import { EXIT_NEGATIVE } from './exit.ts'
import { dayOption } from './options.ts'
import { PRODUCT_VERSION } from './product.ts'
import { ProgressBar, Turns } from './progress.ts'
import { terminalOf } from './terminal.ts'

interface CertifyArguments {
  readonly strategy?: string
  readonly set?: string[]
  readonly seed: string
  readonly only?: string[]
  readonly json?: boolean
  readonly html?: string
  readonly out?: string
  readonly by?: string
  readonly on?: string
}

/** Names in rows of a few, for the help of a terminal. */
function listed(names: readonly string[]): string {
  const rows: string[] = []
  for (let k = 0; k < names.length; k += 4) rows.push(`  ${names.slice(k, k + 4).join(', ')}`)
  return rows.join(',\n')
}

const EXAMPLES = `
Examples:
  t2t certify run.yaml
  t2t certify run.yaml --only flash-crash,disconnect --seed 7
  t2t certify --strategy touch-quoter
  t2t certify run.yaml --out certificate.json --html page.html
  t2t certify run.yaml --out certificate.json --by "Ada Moss" --on 2026-01-31
  t2t register add run.yaml --id quoter ... --certification certificate.json

Stressed markets:
${listed(STRESS_NAMES)}

Strategy, parameters, limits, latencies and breaker are the configuration's; the
market is that of venue: matching, or one of the laboratory's. docs/certify.md
says what is done to it, and what must hold.

Exit code 0: everything held that had to. 1: something did not.
2: a mistake.`

export function certifyCommand(): Command {
  return new Command('certify')
    .description('Put a strategy through stressed markets, and print a table of what held.')
    .argument('[config]', 'YAML or JSON: a run configuration; with --strategy it may be left out')
    .option('--strategy <name>', 'strategy, instead of the configured; alone: a built-in one')
    .option('--set <key=value...>', 'change single values of the configuration')
    .option('--seed <seed>', 'of the market and of what is done to it', '1')
    .option('--only <list>', 'only these stressed markets, separated by commas', namesOf)
    .option('--json', 'print the certificate as JSON')
    .option('--html <file>', 'write one HTML page that needs nothing else')
    .option('--out <file>', 'write the certificate as JSON, for t2t register add --certification')
    .option('--by <name>', 'who signs it off; without, a line is left to sign on')
    .option('--on <date>', 'with --by: the day', dayOption)
    .addHelpText('after', EXAMPLES)
    .action(run)
}

const namesOf = (text: string): string[] => [...new Set(text.split(',').map((name) => name.trim()))]

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function run(config: string | undefined, given: CertifyArguments): Promise<void> {
  const { html, out } = given
  const signedOff = signatureOf(given)
  const named = Object.entries({ html, out }).flatMap(([name, path]) =>
    path === undefined ? [] : [{ option: `--${name}`, path }],
  )
  checkOutputs(named, config === undefined ? [] : [config])
  const loaded = await configured(config, given)
  const files = new OutputFiles()
  const bar = new ProgressBar({ unit: 'cases' })
  try {
    const page = files.open(html)
    const record = files.open(out)
    const certificate = await certified(loaded, { ...given, config, signedOff }, bar)
    bar.done()
    page?.write(certificatePage(certificate))
    record?.write(jsonOf(certificate))
    files.commit()
    process.stdout.write(
      given.json === true
        ? jsonOf(certificate)
        : certifyText(certificate, terminalOf(process.stdout)),
    )
    if (certificate.failed > 0) process.exitCode = EXIT_NEGATIVE
  } finally {
    bar.done()
    files.discard()
  }
}

type Certified = Pick<CertifyArguments, 'seed' | 'only'> &
  Pick<CertifyOptions, 'signedOff'> & { readonly config: string | undefined }

function certified(
  loaded: LoadedRun,
  { seed, only, config, signedOff }: Certified,
  bar: ProgressBar,
): Promise<Certificate> {
  const turns = new Turns()
  const { options, configuration } = loaded
  const { code } = runningAlgorithm(loaded, config === undefined ? '.' : dirname(config))
  return certify(options, {
    seed: seedOf(seed),
    only,
    product: PRODUCT_VERSION,
    configurationSha256: sha256(JSON.stringify(configuration.given)),
    code,
    signedOff,
    hash: sha256,
    onProgress: (label, share, cases) => {
      bar.update(label, share, cases)
      return turns.take()
    },
  })
}

/** A name without a day, or a day without a name, signs nothing. */
function signatureOf({ by, on }: CertifyArguments): CertifyOptions['signedOff'] {
  if (by === undefined && on === undefined) return undefined
  if (by !== undefined && by.trim() !== '' && on !== undefined) return { by: by.trim(), on }
  throw new InputError(
    on === undefined ? 'signs without a day' : 'is the day of a signature, but nobody signs',
    { field: on === undefined ? '--by' : '--on' },
    'Give both: --by NAME --on 2026-01-31; or sign the page by hand.',
  )
}

const jsonOf = (certificate: Certificate): string => `${JSON.stringify(certificate, null, 2)}\n`

async function configured(
  config: string | undefined,
  { strategy, set = [] }: CertifyArguments,
): Promise<LoadedRun> {
  if (config !== undefined) return await loadRun(config, { strategy, set, isUnregistered: true })
  if (strategy === undefined || !builtInStrategies.has(strategy)) {
    throw new InputError(
      strategy === undefined
        ? 'neither a configuration nor a strategy is named'
        : `no built-in strategy is called ${JSON.stringify(strategy)}`,
      { field: strategy === undefined ? 'config' : '--strategy' },
      `Name a configuration, or one of ${[...builtInStrategies.keys()].join(', ')}.`,
    )
  }
  const value = applyOverrides(certifiedDefaults(strategy), set) as Record<string, unknown>
  const parsed = { path: `--strategy ${strategy}`, value, placeOf: () => undefined }
  return await loadConfig(value, { parsed, given: {} })
}
