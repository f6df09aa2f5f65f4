/** `t2t backtest --engine vectorised`: one pass over the columns of a price series. */
import { backtestVectorised, marketsOf, type OnProgress } from '../backtest/index.ts'
import { OutputFiles } from '../io/index.ts'
import type { EngineRequest } from './engines.ts'
import { ProgressBar, Turns } from './progress.ts'
import { EquityFile, writeFills } from './result-files.ts'
import { terminalOf } from './terminal.ts'
import { vectorisedText } from './vectorised-text.ts'

/** How fast it went, from the first byte that was read to the result. */
export interface Pace {
  readonly seconds: number
  readonly ticksPerSecond: number
}

export async function runVectorisedCommand(request: EngineRequest): Promise<void> {
  const { loaded, isJson } = request
  const { options, isOriginal, columns, remarks } = loaded
  const files = new OutputFiles()
  const bar = new ProgressBar({ unit: 'ticks' })
  const turns = new Turns()
  const onProgress: OnProgress = ({ records, fraction }) => {
    bar.update('running', fraction, records)
    return turns.take()
  }
  try {
    const fills = files.open(request.fills)
    const equity = files.open(request.equity)
    const infos = marketsOf(options).map(({ feed }) => feed.info)
    const curve =
      equity === undefined ? undefined : new EquityFile({ file: equity, infos, isOriginal })
    const onSample = curve === undefined ? undefined : curve.write.bind(curve)
    const began = performance.now()
    const run = await backtestVectorised(options, onProgress, { onSample })
    const seconds = (performance.now() - began) / 1000
    bar.done()
    const feedInfo = infos[0]!
    const markets = [{ instrument: feedInfo.instruments[0]! }]
    if (fills !== undefined) writeFills(fills, { fills: run.fills, markets, feedInfo }, columns)
    files.commit()
    const pace: Pace = { seconds, ticksPerSecond: run.totals.rows / seconds }
    if (isJson) {
      const { strategy, params, totals, warnings, runHash } = run
      const limits = marketsOf(options).map((market) => market.limits)
      const report = { engine: 'vectorised', strategy, ...totals, pace, runHash, params, limits }
      process.stdout.write(`${JSON.stringify({ ...report, warnings, remarks }, null, 2)}\n`)
      return
    }
    const terminal = terminalOf(process.stdout)
    process.stdout.write(vectorisedText(run, { feedInfo, pace }, terminal))
    for (const remark of remarks) process.stdout.write(`  ${terminal.dim(remark)}\n`)
  } finally {
    bar.done()
    files.discard()
  }
}
