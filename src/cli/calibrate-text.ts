/** A calibration for people: a table and a small plot for each part. */
import {
  type Calibration,
  ENTRY_FEED_FACTOR,
  type FittedLatencies,
  type IntensityEstimate,
  type IntensityFits,
  isFitted,
  type LatencyFits,
  NOT_ASKED_FOR,
  type OwnOrderFits,
  type QueueFits,
  RESPONSE_FEED_FACTOR,
  type Unfitted,
} from '../backtest/index.ts'
import { grouped } from './number-text.ts'
import type { Terminal } from './terminal.ts'
import { textPlot } from './text-plot.ts'
import { spanText } from './time-text.ts'

const PLOT = { columns: 48, rows: 9 }
const RATES_SHOWN = 40
/** Beyond this Kolmogorov distance the best model is not a good one. */
const DISTANCE_POOR = 0.1

export function calibrateText(calibration: Calibration, terminal: Terminal): string {
  const { instrument, feed, records, queue, ownOrders, latency, intensity } = calibration
  const part = <Fits extends object>(
    title: string,
    fitted: Fits | Unfitted | undefined,
    lines: (fits: Fits) => readonly string[],
  ): string[] => {
    if (fitted === undefined || isPassedOver(fitted)) return []
    const head = ['', terminal.bold(title)]
    return isFitted(fitted)
      ? [...head, ...lines(fitted)]
      : [...head, `  ${terminal.yellow(`not fitted: ${fitted.unfitted}`)}`]
  }
  return [
    terminal.bold(`${instrument.symbol}, ${grouped(records, 0)} records`),
    `  ${terminal.dim(feed)}`,
    ...part('Queue model, from hypothetical orders behind real queues', queue, queueLines),
    ...part('Queue model, from own orders', ownOrders, ownOrderLines),
    ...part('Latency', latency, latencyLines),
    ...part('Fill intensity, lambda(d) = A exp(-k d)', intensity, intensityLines),
    '',
    '',
  ].join('\n')
}

const isPassedOver = (part: object): boolean =>
  'unfitted' in part && part.unfitted === NOT_ASKED_FOR

function queueLines({ placements, fits }: QueueFits): string[] {
  const [best] = fits
  const rows = fits.map((fit) => [
    fit.family,
    numberText(fit.n) + (fit.isAtEdge ? ' (edge)' : ''),
    Number.isNaN(fit.n) ? '' : `${numberText(fit.nLow)} to ${numberText(fit.nHigh)}`,
    fit.loss.toFixed(4),
    percent(fit.waits.modelShare),
    spanText(fit.waits.modelNanos),
    grouped(fit.waits.modelLots, 1),
    grouped(fit.waits.lotsApart, 1),
  ])
  const truth = best?.waits
  if (truth !== undefined) {
    rows.push([
      'true queue',
      '',
      '',
      '',
      percent(truth.trueShare),
      spanText(truth.trueNanos),
      grouped(truth.trueLots, 1),
      '',
    ])
  }
  const header = ['model', 'n', '95 %', 'loss', 'came first', 'waited', 'lots traded', 'lots apart']
  const curve = fits.find((fit) => fit.curve.length > 0)
  return [
    `  ${grouped(placements, 0)} orders; loss: lots ahead by the model less lots truly ahead, root mean`,
    '  square, as a share of the lots ahead at placement. Best first.',
    '',
    ...table(header, rows),
    ...(curve === undefined
      ? []
      : [
          '',
          ...textPlot(
            [
              { mark: '*', points: curve.curve.map(({ n, loss }) => ({ x: n, y: loss })) },
              { mark: 'O', points: [{ x: curve.n, y: curve.loss }] },
            ],
            {
              ...PLOT,
              isLogX: true,
              xLabel: 'n',
              yLabel: `loss of ${curve.family}, O where it is lowest`,
              formatX: numberText,
              formatY: (loss) => loss.toFixed(3),
            },
          ).map(indented),
        ]),
  ]
}

function ownOrderLines({ orders, fills, fits }: OwnOrderFits): string[] {
  const rows = fits.map((fit) => [
    fit.family,
    numberText(fit.n) + (fit.isAtEdge ? ' (edge)' : ''),
    Number.isNaN(fit.n) ? '' : numberText(fit.nError),
    numberText(fit.scale),
    fit.logLikelihood.toFixed(1),
    fit.aic.toFixed(1),
  ])
  return [
    `  ${grouped(orders, 0)} orders waited in a queue that traded, ${grouped(fills, 0)} filled there. Best first.`,
    '',
    ...table(['model', 'n', 'error', 'scale', 'ln L', 'AIC'], rows),
  ]
}

function latencyLines(latency: FittedLatencies): string[] {
  if (latency.source === 'feed') {
    return [
      '  From the feed: the newest message of every second. Orders are taken to need a multiple,',
      `  ${ENTRY_FEED_FACTOR} times for the request and ${RESPONSE_FEED_FACTOR} times for the answer.`,
      ...fitsLines('feed', latency.feed),
    ]
  }
  const { entry, response, lost } = latency
  const lines = [...fitsLines('entry', entry), ...fitsLines('response', response)]
  return lost === 0 ? lines : [`  ${grouped(lost, 0)} requests never arrived.`, ...lines]
}

function fitsLines(name: string, fits: LatencyFits): string[] {
  const { samples, lowestNanos, medianNanos, p99Nanos, highestNanos, sorted } = fits
  const rows = fits.fits.map((fit) => [
    fit.family,
    fit.parameters
      .map(({ name: parameter, value, error, isNanos }) => {
        const text = isNanos ? spanText : numberText
        return `${parameter} ${text(value)}${Number.isNaN(error) ? '' : ` ± ${text(error)}`}`
      })
      .join(', '),
    Number.isFinite(fit.aic) ? fit.aic.toFixed(1) : 'impossible',
    fit.kolmogorov.toFixed(3),
  ])
  const [best] = fits.fits
  const shown = Array.from({ length: PLOT.columns }, (_, k) => {
    const at = sorted[Math.floor((k / (PLOT.columns - 1)) * (sorted.length - 1))]!
    return Math.max(1, at)
  })
  const measured = shown.map((x, k) => ({ x, y: (k + 0.5) / PLOT.columns }))
  return [
    '',
    `  ${name}: ${grouped(samples, 0)} latencies from ${spanText(lowestNanos)} to ${spanText(highestNanos)}, ` +
      `median ${spanText(medianNanos)}, p99 ${spanText(p99Nanos)}`,
    '',
    ...table(['model', 'parameters', 'AIC', 'Kolmogorov'], rows, new Set([1])),
    ...(best !== undefined && best.kolmogorov > DISTANCE_POOR
      ? ['  No model comes close: the measured latencies themselves can be drawn from (empirical).']
      : []),
    '',
    ...textPlot(
      [
        { mark: '*', points: measured },
        { mark: 'o', points: shown.map((x) => ({ x, y: best?.share(x) ?? Number.NaN })) },
      ],
      {
        ...PLOT,
        isLogX: true,
        xLabel: 'latency',
        yLabel: `share up to: * measured, o ${best?.family ?? ''}`,
        formatX: spanText,
        formatY: (share) => share.toFixed(2),
      },
    ).map(indented),
  ]
}

function intensityLines(fits: IntensityFits): string[] {
  const row = (name: string, { a, aError, k, kError }: IntensityEstimate, note = '') => [
    name,
    `${numberText(a)} ± ${numberText(aError)}`,
    `${numberText(k)} ± ${numberText(kError)}`,
    note,
  ]
  const { leastSquares, likelihood, bids, asks, bucketTicks } = fits
  const shown = fits.rates.slice(0, RATES_SHOWN)
  return [
    `  ${grouped(fits.arrivals, 0)} arrivals in ${grouped(fits.seconds, 0)} s, sigma ${numberText(fits.sigmaTicks)} ticks a root second`,
    ...(bucketTicks === 1
      ? []
      : [`  Best prices move in steps of ${bucketTicks} ticks: so do the distances.`]),
    '',
    ...table(
      ['estimate', 'A a second', 'k a tick', ''],
      [
        row('likelihood, one quote', likelihood),
        row('likelihood, bids', bids),
        row('likelihood, asks', asks),
        row('least squares, both sides', leastSquares, `R² ${leastSquares.rSquared.toFixed(3)}`),
      ],
      new Set([1, 2, 3]),
    ),
    '',
    ...textPlot(
      [
        {
          mark: 'o',
          points: shown.map(({ distanceTicks, fitted }) => ({ x: distanceTicks, y: fitted })),
        },
        {
          mark: '*',
          points: shown.map(({ distanceTicks, measured }) => ({ x: distanceTicks, y: measured })),
        },
      ],
      {
        ...PLOT,
        isLogY: true,
        xLabel: 'ticks from the mid',
        yLabel: 'hits a second of one quote: * measured, o likelihood',
        formatX: numberText,
        formatY: numberText,
      },
    ).map(indented),
  ]
}

/** Columns right-aligned but for the first and those named. */
function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: ReadonlySet<number> = new Set(),
): string[] {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]!.length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const isLeft = column === 0 || left.has(column)
        return isLeft ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
      })
      .join('  ')
      .trimEnd()
  return [header, ...rows].map((row) => indented(line(row)))
}

const indented = (line: string): string => `  ${line}`

/** Four digits; nothing for what is no number. */
const numberText = (value: number): string =>
  Number.isNaN(value) ? '' : String(Number(value.toPrecision(4)))

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
