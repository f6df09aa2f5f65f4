/** `t2t backtest --engine accelerated`: a quoting strategy over the columns of a book of levels. */
import {
  type AcceleratedExtras,
  marketsOf,
  type OnProgress,
  prepareAccelerated,
  runAccelerated,
  runWarnings,
} from '../backtest/index.ts'
import { OutputFiles } from '../io/index.ts'
import { acceleratedText } from './accelerated-text.ts'
import type { EngineRequest } from './engines.ts'
import { withIntervalOption } from './interval-option.ts'
import { ProgressBar, Turns } from './progress.ts'
import { EquityFile, writeFills } from './result-files.ts'
import { terminalOf } from './terminal.ts'

/** How long each half took. */
export interface AcceleratedPace {
  readonly prepareSeconds: number
  readonly runSeconds: number
}

export async function runAcceleratedCommand(request: EngineRequest): Promise<void> {
  const { loaded, isJson } = request
  const { options, isOriginal, columns, remarks } = loaded
  const files = new OutputFiles()
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  const onProgress: OnProgress = ({ phase, records, fraction }) => {
    bar.update(phase === 'survey' ? 'reading' : 'preparing', fraction, records)
    return turns.take()
  }
  try {
    const fills = files.open(request.fills)
    const equity = files.open(request.equity)
    const { intervalNanos } = request
    const began = performance.now()
    const prepared = await withIntervalOption(() =>
      prepareAccelerated(options, { intervalNanos }, onProgress),
    )
    const ready = performance.now()
    const [market] = marketsOf(options)
    const infos = [market!.feed.info]
    const curve =
      equity === undefined ? undefined : new EquityFile({ file: equity, infos, isOriginal })
    const watched = curve === undefined ? {} : { onSample: curve.write.bind(curve) }
    const extras: AcceleratedExtras = { intervalNanos, ...request.accelerated }
    const run = runAccelerated({ ...options, ...market!, ...watched }, prepared, extras)
    const pace = {
      prepareSeconds: (ready - began) / 1000,
      runSeconds: (performance.now() - ready) / 1000,
    }
    bar.done()
    const [feedInfo] = infos
    // Its venue has no queues, so a model of them flatters nobody.
    const { queueModel: _unused, ...asked } = market!
    const warnings = runWarnings([{ options: asked, survey: { content: 'levels' } }])
    const markets = [{ instrument: feedInfo!.instruments[0]! }]
    if (fills !== undefined) {
      writeFills(fills, { fills: run.fills, markets, feedInfo: feedInfo! }, columns)
    }
    files.commit()
    if (isJson) {
      const { fills: _log, slicePnl: _slices, metrics, ...facts } = run
      const report = { engine: 'accelerated', ...facts, ...metrics, pace, warnings, remarks }
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      return
    }
    const terminal = terminalOf(process.stdout)
    process.stdout.write(
      acceleratedText(run, { prepared, feedInfo: feedInfo!, pace, warnings }, terminal),
    )
    for (const remark of remarks) process.stdout.write(`  ${terminal.dim(remark)}\n`)
  } finally {
    bar.done()
    files.discard()
  }
}
