/** Alerts of surveillance rules that were run for a report, as the report tells them. */
import { SEVERITY_NAMES } from '../../core/index.ts'
import type { SurveillanceAlert } from '../../risk/index.ts'
import { EntryRows } from '../journal-export/index.ts'
import type { AlertFacts } from './compliance-report.ts'
import type { EvidenceSource } from './run-evidence.ts'

export function batchAlerts(
  alerts: readonly SurveillanceAlert[],
  source: EvidenceSource,
): AlertFacts[] {
  const rows = new EntryRows(source)
  return alerts.map((alert) => ({
    sequence: 0,
    at: rows.at(alert.noticedNanos),
    nanos: alert.noticedNanos,
    rule: alert.rule,
    severity: SEVERITY_NAMES[alert.severity] ?? `${alert.severity}`,
    symbol: source.instruments[alert.instrument]?.symbol ?? `market ${alert.instrument}`,
    algorithm: alert.algorithm,
    times: alert.times,
    firstSequence: alert.firstSequence,
    lastSequence: alert.lastSequence,
    text: alert.text,
    delayNanos: Math.max(0, alert.noticedNanos - alert.toNanos),
  }))
}
