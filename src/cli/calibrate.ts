/** `t2t calibrate`: fits the queue model, the latencies and the fill intensity to data. */

import { extname } from 'node:path'
import { Command } from 'commander'
import {
  CALIBRATION_PARTS,
  type Calibration,
  type CalibrationPart,
  calibrate,
  marketsOf,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { FEED_FORMATS, openFeed, readLatencyRows } from '../io/index.ts'
import type { Feed } from '../market-data/index.ts'
import type { LatencyRows } from '../simulation/index.ts'
import { calibrateText } from './calibrate-text.ts'
import { calibratedYaml } from './calibrated-yaml.ts'
import { formatOf, loadRun, seedOf } from './config/load-run.ts'
import { needsRecording } from './living-options.ts'
import { naturalNumber, SYMBOL_HELP } from './options.ts'
import { readOwnOrders } from './own-orders-file.ts'
import { ProgressBar, Turns } from './progress.ts'
import { terminalOf } from './terminal.ts'
import { FileOutput } from './text-output.ts'

interface CalibrateArguments {
  format?: string
  symbol?: string
  tick?: string
  lot?: string
  market?: number
  only?: string[]
  ownFills?: string
  latency?: string
  placements?: number
  seed?: string
  out?: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  t2t calibrate AMZN_2012-06-21_34200000_57600000_message_5.csv
  t2t calibrate day.log.zst --latency rows.csv --out calibrated.yaml
  t2t calibrate run.yaml --own-fills orders.csv --only queue

From single orders: n of the queue models. From depth and trades: A, k and sigma.
From two clocks, or recorded request, exchange and response times: the latencies.
What the data cannot tell is said and passed over, unless --only names it.
--own-fills takes a CSV of own orders with the columns side, price, size, rested,
ended, filled: fitted in place of hypothetical ones. See docs/calibration.md.`

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Fit queue model, latencies and fill intensity to recorded data.')
    .argument('<config-or-files...>', 'a run configuration (.yaml, .yml, .json), or market data')
    .option('--format <name>', `auto, ${FEED_FORMATS.join(', ')}`)
    .option('--symbol <name>', SYMBOL_HELP)
    .option('--tick <step>', 'price increment; learnt from the data without')
    .option('--lot <step>', 'size increment; learnt from the data without')
    .option('--market <n>', 'which market of the configuration', naturalNumber)
    .option('--only <part...>', `${CALIBRATION_PARTS.join(', ')}: these, and nothing else`)
    .option('--own-fills <file>', 'recorded own orders as CSV')
    .option('--latency <file>', 'recorded request, exchange and response times')
    .option('--placements <n>', 'about how many hypothetical orders to place', naturalNumber)
    .option('--seed <seed>', 'of the moments at which they are placed')
    .option('--out <file>', 'write what was fitted as a fragment of a configuration')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run)
}

async function run(paths: string[], given: CalibrateArguments): Promise<void> {
  const only = given.only?.map(partOf)
  const { feed, latencyRows } = await sourceOf(paths, given)
  const output = given.out === undefined ? undefined : new FileOutput(given.out)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    const { seed, placements, ownFills } = given
    const calibration = await calibrate(feed, {
      ...(only === undefined ? {} : { only }),
      ...(latencyRows === undefined ? {} : { latencyRows }),
      ...(placements === undefined ? {} : { placements }),
      ...(seed === undefined ? {} : { seed: seedOf(seed) }),
      ...(ownFills === undefined ? {} : { ownOrders: readOwnOrders(ownFills, feed.info) }),
      onProgress: (phase, fraction, records) => {
        bar.update(phase, fraction, records)
        return turns.take()
      },
    })
    bar.done()
    await output?.write(calibratedYaml(calibration))
    await output?.finish()
    process.stdout.write(
      given.json === true
        ? calibrationJson(calibration)
        : calibrateText(calibration, terminalOf(process.stdout)),
    )
    if (given.json === true || output !== undefined) return
    process.stdout.write(`${calibratedYaml(calibration)}`)
  } finally {
    bar.done()
    await output?.abandon()
  }
}

function partOf(name: string): CalibrationPart {
  const part = CALIBRATION_PARTS.find((known) => known === name)
  if (part !== undefined) return part
  throw new InputError(
    `no part is called ${JSON.stringify(name)}`,
    { field: '--only' },
    `Known: ${CALIBRATION_PARTS.join(', ')}.`,
  )
}

interface Source {
  readonly feed: Feed
  readonly latencyRows: LatencyRows | undefined
}

const CONFIGURATION_ENDINGS = new Set(['.yaml', '.yml', '.json'])

/** The data, and recorded latencies, of a configuration or of the command line. */
async function sourceOf(paths: readonly string[], given: CalibrateArguments): Promise<Source> {
  const { format, symbol, tick, lot, market } = given
  const [first = ''] = paths
  const isConfiguration = paths.length === 1 && CONFIGURATION_ENDINGS.has(extname(first))
  if (isConfiguration) {
    const loaded = await loadRun(first, { format, symbol, tick, lot })
    needsRecording(loaded, first)
    const markets = marketsOf(loaded.options)
    const chosen = markets[(market ?? 1) - 1]
    if (chosen === undefined) {
      throw new InputError(
        `the configuration has ${markets.length} markets, no number ${market}`,
        { file: first, field: '--market' },
        'They count from 1.',
      )
    }
    const plan = chosen.latency
    const recorded = plan !== undefined && 'recorded' in plan ? plan.recorded : undefined
    return { feed: chosen.feed, latencyRows: rowsOf(given, chosen.feed) ?? recorded?.rows }
  }
  if (market !== undefined) {
    throw new InputError('belongs to a configuration', { field: '--market' }, 'Leave it out.')
  }
  const feed = await openFeed({
    files: paths,
    symbol,
    tick,
    lot,
    ...(format === undefined ? {} : { format: formatOf(format) }),
  })
  return { feed, latencyRows: rowsOf(given, feed) }
}

const rowsOf = ({ latency }: CalibrateArguments, feed: Feed): LatencyRows | undefined =>
  latency === undefined ? undefined : readLatencyRows(latency, feed.info.epochNanos)

/** Everything but the samples themselves; null for no number. */
function calibrationJson(calibration: Calibration): string {
  const report = { ...calibration, instrument: calibration.instrument.symbol }
  return `${JSON.stringify(report, (key, value) => (key === 'sorted' ? undefined : value), 2)}\n`
}
