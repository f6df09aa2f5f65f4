/** A compliance report in a few lines for a terminal. */
import type { ComplianceReport } from '../../backtest/index.ts'
import type { Terminal } from '../terminal.ts'

export function complianceText(
  report: ComplianceReport,
  files: readonly { readonly option: string; readonly path: string }[],
  terminal: Terminal,
): string {
  const { run, controls, actions, orderToTrade, killSwitch, journal, surveillance } = report
  const on = controls.filter(({ isOn }) => isOn).length
  const off = report.requirements.filter(({ status }) => status === 'off').length
  const { test } = killSwitch
  const row = (name: string, value: string) => `  ${terminal.dim(name.padEnd(22))}${value}`
  const reasons = actions.byReason.map(({ reason, times }) => `${times} × ${reason}`).join(', ')
  const ratios = orderToTrade.rows.map(({ symbol, day, byNumber, byVolume }) => {
    const text = (ratio: number | null) => (ratio === null ? 'not defined' : ratio.toFixed(2))
    return `${symbol} ${day}: ${text(byNumber)} by number, ${text(byVolume)} by volume`
  })
  const alerts = surveillance.alerts.length + surveillance.leftOut
  const lines = [
    `${terminal.bold(`Compliance report of ${run.name}`)}  ${terminal.dim('not legal advice')}`,
    row('controls on', controls.length === 0 ? 'not known' : `${on} of ${controls.length}`),
    row('requirements off', off === 0 ? 'none' : terminal.yellow(`${off}: no control is on`)),
    row('times they acted', actions.total === 0 ? '0' : `${actions.total}: ${reasons}`),
    ...ratios.map((text) => row('order to trade', text)),
    row('time source', 'simulated'),
    row('kill switch', `${killSwitch.trips} trips, ${killSwitch.refused} orders refused by it`),
    ...(test === null
      ? []
      : [row('kill switch test', test.passed ? terminal.green('passed') : terminal.red('failed'))]),
    ...(journal === null
      ? []
      : [
          row(
            'journal',
            journal.status === 'clean'
              ? `whole: ${journal.records} records, chain head ${journal.headHash.slice(0, 16)}`
              : terminal.red(`${journal.status}: ${journal.problem ?? ''}`),
          ),
        ]),
    row('surveillance alerts', String(alerts)),
    ...report.algorithms.map(({ number, entry, problem }) =>
      row(
        `algorithm ${number}`,
        `${entry === null ? '' : `${entry.identifier}@${entry.version} `}${problem === '' ? 'as registered and approved' : terminal.yellow(problem)}`,
      ),
    ),
    ...report.unknown.map((each) => row('not known', each)),
    ...files.map(({ option, path }) => row(option === '--html' ? 'page' : 'data', path)),
  ]
  return `${lines.join('\n')}\n`
}
