/** `t2t market`: a market of agents on a real matching engine, and how real it is. */
import { Command } from 'commander'
import { InputError } from '../core/index.ts'
import {
  type MarketResult,
  MarketRun,
  type MarketRunOptions,
  POPULATION_NAMES,
} from '../simulation/index.ts'
import { loadLivingMarket, namedMarket } from './config/living-market-config.ts'
import { MarketEventsFile } from './market-events-file.ts'
import { factMatrixText, marketJson, marketText } from './market-text.ts'
import { ProgressBar, Turns } from './progress.ts'
import { terminalOf } from './terminal.ts'

interface MarketArguments {
  all?: boolean
  seed?: string
  duration?: string
  set?: string[]
  save?: string
  json?: boolean
}

/** Steps between two looks at the clock. */
const STEPS = 20_000

const EXAMPLES = `
A configuration, complete (only the population must be named):

  population: hawkes                 # ${POPULATION_NAMES.join(', ')}
  parameters: { sameSide: 0.75 }     # see docs/market-simulation.md
  seed: 7
  duration: 240min
  warmUp: 1min
  scenarios:
    - { kind: news-jump, at: 60min, ticks: 50 }
    - { kind: flash-crash, at: 90min, for: 20s, lots: 400, withdraw: 0.7 }
    - { kind: fat-finger, at: 120min, side: sell, lots: 300 }
    - { kind: liquidity-withdrawal, at: 150min, for: 60s, share: 0.8 }
    - { kind: quote-stuffing, at: 180min, for: 5s, ordersPerSecond: 5000 }
    - { kind: venue-outage, at: 200min, for: 30s }

Examples:
  t2t market examples/markets/hawkes.yaml
  t2t market examples/markets/rmsc04.yaml --duration 30min --seed 3
  t2t market market.yaml --set parameters.sameSide=0.5 --json
  t2t market market.yaml --save events.csv && t2t book events.csv
  t2t market --all

--save writes every visible order event as LOBSTER messages, which t2t book,
t2t inspect and t2t backtest read. The same configuration and seed give the same
hash on every machine.`

export function marketCommand(): Command {
  return new Command('market')
    .description('Run a simulated market of agents, and judge it by the facts of real ones.')
    .argument('[config]', 'a market configuration (.yaml, .yml, .json)')
    .option('--all', 'every population with its defaults: which passes which fact')
    .option('--seed <seed>', 'of everything that is drawn')
    .option('--duration <time>', 'how long the market lives, such as 30min')
    .option('--set <key=value...>', 'change values of the configuration')
    .option('--save <file>', 'write the order events as LOBSTER messages')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(market)
}

async function market(config: string | undefined, given: MarketArguments): Promise<void> {
  if (given.all === true) {
    await judgeAll(config, given)
    return
  }
  if (config === undefined) {
    throw new InputError(
      'needs a configuration, or --all',
      { field: 't2t market' },
      'See `t2t market --help` for one.',
    )
  }
  const options = loadLivingMarket(config, given)
  const file = given.save === undefined ? undefined : new MarketEventsFile(given.save)
  try {
    const listened = { ...options, ...(file === undefined ? {} : { listener: file }) }
    const result = await live(listened, config)
    file?.finish()
    process.stdout.write(
      given.json === true ? marketJson(result) : marketText(result, terminalOf(process.stdout)),
    )
  } finally {
    file?.abandon()
  }
}

async function judgeAll(config: string | undefined, given: MarketArguments): Promise<void> {
  if (config !== undefined || given.save !== undefined || given.set !== undefined) {
    throw new InputError(
      'runs every population with its defaults, and takes neither a configuration nor --set or --save',
      { field: '--all' },
      'Leave them out, or leave --all out.',
    )
  }
  const results: MarketResult[] = []
  for (const name of POPULATION_NAMES) results.push(await live(namedMarket(name, given), '--all'))
  process.stdout.write(
    given.json === true
      ? `${JSON.stringify(results, null, 2)}\n`
      : factMatrixText(results, terminalOf(process.stdout)),
  )
}

/** Runs a market to its end, with a bar for those who watch. */
async function live(options: MarketRunOptions, source: string): Promise<MarketResult> {
  const run = made(options, source)
  const bar = new ProgressBar({ unit: 'events' })
  const turns = new Turns()
  try {
    while (!run.advance(STEPS)) {
      bar.update(options.population, run.share, run.simulation.events)
      await turns.take()
    }
    return run.result()
  } finally {
    bar.done()
  }
}

/** Parameters that only make no sense together are found here, and told with their file. */
function made(options: MarketRunOptions, source: string): MarketRun {
  try {
    return new MarketRun(options)
  } catch (error) {
    throw error instanceof InputError ? error.within(source) : error
  }
}
