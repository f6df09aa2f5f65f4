/**
 * What a saved run can prove: counts, ratios and limits. It has no journal, so no instant of a refusal,
 * no chain of hashes and no operator; the report says so.
 */
import { REASON_COUNT, type RiskLimits, reasonText } from '../../risk/index.ts'
import type { ConfigurationEntry, RunRecord } from '../report/index.ts'
import {
  COMPLIANCE_SCHEMA,
  type ComplianceReport,
  type OrderToTradeRow,
} from './compliance-report.ts'
import { composeReport, type ReportContext } from './compose-report.ts'
import type { DeclaredLimits } from './declared-controls.ts'
import { RunEvidence } from './run-evidence.ts'

const UNKNOWN = [
  'A run file keeps how often a control refused, not when and what: a journal does (t2t backtest CONFIG --journal FOLDER).',
  'A run file has no chain of hashes, no operator records and no alerts.',
  'Triggers of stop orders are not told by a run file, and not counted.',
  'Whether an order passed while the kill switch was on cannot be told from a run file.',
] as const

export function recordedReport(
  record: RunRecord,
  context: Pick<ReportContext, 'product' | 'name' | 'register' | 'machineClock' | 'killTest'>,
): ComplianceReport {
  const { summary, epochNanos } = record
  const epoch = BigInt(epochNanos)
  const symbols = summary.markets.map(({ symbol }) => symbol)
  const evidence = new RunEvidence({ epochNanos: epoch, instruments: [] })
  const isOne = symbols.length === 1
  const counts = new Uint32Array(REASON_COUNT)
  for (const [reason, times] of Object.entries(summary.refusals)) {
    const code = codeOf(reason)
    evidence.acted.set(code, times)
    if (code < REASON_COUNT) counts[code] = times
  }
  // Refusals are counted over all markets: with several, no one of them can be told.
  if (isOne) evidence.actedByMarket.push(counts)
  evidence.description = { strategy: summary.strategy, params: entriesUnder(record, 'params.') }
  evidence.runHash = summary.runHash
  evidence.outcome = 'finished'
  evidence.fromNanos = summary.firstNanos
  evidence.toNanos = summary.lastNanos
  for (const at of record.fills.atNanos) evidence.timestamps.take(at)
  const report = composeReport(evidence, {
    ...context,
    source: 'run file',
    epochNanos: epoch,
    journal: null,
    limits: limitsOf(record, symbols),
    unknown: [
      ...UNKNOWN,
      ...(isOne ? [] : ['Which of the markets refused is not known: a run file adds them up.']),
    ],
  })
  const { killSwitch } = summary
  return {
    ...report,
    schema: COMPLIANCE_SCHEMA,
    run: { ...report.run, symbols },
    orderToTrade: { ...report.orderToTrade, rows: orderToTradeRows(record) },
    killSwitch: {
      ...report.killSwitch,
      trips: killSwitch === null ? 0 : 1,
      passed: null,
      withdrawn: null,
      events:
        killSwitch === null
          ? []
          : [
              {
                sequence: 0,
                at: '',
                nanos: killSwitch.atNanos,
                kind: 'kill switch',
                state: 'tripped',
                openOrders: null,
                who: '',
                text: killSwitch.reason,
              },
            ],
    },
  }
}

const CODE_BY_TEXT = new Map(
  Array.from({ length: REASON_COUNT }, (_, code) => [reasonText(code), code] as const),
)

const codeOf = (text: string): number =>
  CODE_BY_TEXT.get(text) ?? Number(/^reason (\d+)$/.exec(text)?.[1] ?? 0)

function orderToTradeRows({ summary }: RunRecord): OrderToTradeRow[] {
  return summary.markets.map(({ symbol, fills, tradedLots }, market) => {
    const { orderToTrade, races } = summary.analytics.markets[market]!
    const { cancels, replaces } = races
    const isOne = summary.markets.length === 1
    const orders = isOne
      ? summary.ordersEntered + cancels + 2 * replaces
      : Math.round((orderToTrade.byNumber + 1) * fills)
    const hasTraded = fills > 0
    return {
      market,
      symbol,
      day: 'whole run',
      newOrders: Number.isFinite(orders) ? orders - cancels - 2 * replaces : 0,
      replaces,
      cancels,
      triggers: null,
      orders: Number.isFinite(orders) ? orders : 0,
      notCounted: 0,
      orderedLots: hasTraded ? Math.round((orderToTrade.byVolume + 1) * tradedLots) : 0,
      trades: fills,
      tradedLots,
      byNumber: hasTraded ? orders / fills - 1 : null,
      byVolume: hasTraded ? orderToTrade.byVolume : null,
    }
  })
}

function limitsOf(
  { configuration }: RunRecord,
  symbols: readonly string[],
): DeclaredLimits | undefined {
  const shared = valuesUnder(configuration, 'limits.')
  const markets = symbols.map((symbol, k) => {
    const limits = { ...shared, ...valuesUnder(configuration, `markets.${k}.limits.`) }
    return { symbol, limits: limits as unknown as RiskLimits }
  })
  if (markets.some(({ limits }) => Object.keys(limits).length === 0)) return undefined
  return { markets }
}

const entriesUnder = ({ configuration }: RunRecord, start: string): Record<string, unknown> =>
  valuesUnder(configuration, start)

function valuesUnder(
  configuration: readonly ConfigurationEntry[],
  start: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null)
  for (const { key, value } of configuration) {
    if (key.startsWith(start)) values[key.slice(start.length)] = parsedValue(value)
  }
  return { ...values }
}

function parsedValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : text
}
