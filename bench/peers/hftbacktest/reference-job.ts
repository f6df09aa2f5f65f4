/** A run configuration of this project, said in the reference's words. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { parseDuration } from '../../../src/cli/config/duration.ts'
import type { ReferenceJob } from './environment.ts'

/** What of a configuration both sides can run. */
interface ComparableConfig {
  readonly params: Readonly<
    Record<'stepNanos' | 'offsetTicks' | 'sizeLots' | 'positionLimitLots', number>
  >
  readonly feed: {
    readonly tick: number
    readonly lot: number
    readonly contract?: 'linear' | 'inverse'
    readonly contractSize?: number
  }
  readonly exchange: string
  readonly queue: string | { readonly model: string; readonly n: number }
  readonly latency: {
    readonly entry: string
    readonly response: string
    readonly recorded?: string
  }
  readonly fees: { readonly makerRate: number; readonly takerRate: number }
}

/** `path` is a configuration with `compatibility: hftbacktest`; `rows` a file of rows. */
export function referenceJob(path: string, rows: string): ReferenceJob {
  const config = parse(readFileSync(path, 'utf8')) as ComparableConfig
  const { feed, queue, latency } = config
  const model = typeof queue === 'string' ? { model: queue, n: 0 } : queue
  const order =
    latency.recorded === undefined
      ? {
          entryNanos: parseDuration(latency.entry)!,
          responseNanos: parseDuration(latency.response)!,
        }
      : { latencyFile: resolve(dirname(path), latency.recorded) }
  return {
    rows,
    book: 'map',
    strategy: true,
    tick: feed.tick,
    lot: feed.lot,
    contract: feed.contract ?? 'linear',
    contractSize: feed.contractSize ?? 1,
    exchange: config.exchange,
    queue: model.model,
    n: model.n,
    ...config.fees,
    ...config.params,
    ...order,
  }
}
