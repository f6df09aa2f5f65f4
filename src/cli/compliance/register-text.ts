/** The register for a terminal: a table, and one entry in full. */
import {
  type AlgorithmRegister,
  type CertificationEvidence,
  certificateSentence,
  type RegisterEntry,
  type Signature,
} from '../../backtest/index.ts'
import type { Terminal } from '../terminal.ts'

export function listText(register: AlgorithmRegister, terminal: Terminal): string {
  const { entries, lines, headHash } = register
  if (entries.length === 0) return 'The register is empty: see t2t register add --help.\n'
  const rows = entries.map(({ number, identifier, version, status, owner, strategy, code }) => [
    String(number),
    `${identifier}@${version}`,
    status,
    owner,
    strategy,
    code.strategy.slice(0, 12),
  ])
  const heads = ['no.', 'algorithm', 'status', 'owner', 'strategy', 'code']
  const widths = heads.map((head, k) => Math.max(head.length, ...rows.map((row) => row[k]!.length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, k) => cell.padEnd(widths[k]!))
      .join('  ')
      .trimEnd()
  const foot = `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, all in the chain; head ${headHash.slice(0, 16)}`
  return `${[terminal.dim(line(heads)), ...rows.map(line), terminal.dim(foot)].join('\n')}\n`
}

export function entryText(entry: RegisterEntry, terminal: Terminal): string {
  const { identifier, version, number, status, code, evidence, approvals, retirement } = entry
  const row = (name: string, value: string) => `  ${terminal.dim(name.padEnd(16))}${value}`
  const signed = ({ by, why, at, on }: Signature) => `${by}, ${on || at.slice(0, 10)}: ${why}`
  const paint = status === 'approved' ? terminal.green : terminal.yellow
  const lines = [
    `${terminal.bold(`${identifier}@${version}`)}  ${paint(status)}, number ${number}`,
    row('strategy', entry.strategy),
    row('owner', entry.owner),
    row('description', entry.description || '-'),
    row('registered', `${entry.registeredAt} by ${entry.registeredBy}`),
    row('strategy code', code.strategy),
    row('product code', `${code.product} (tick-to-trade ${entry.productVersion})`),
    row('parameters', JSON.stringify(entry.params)),
    ...entry.limits.map((limits) => row('limits', JSON.stringify(limits))),
    ...[entry.account].filter(hasAny).map((limits) => row('account', JSON.stringify(limits))),
    ...[entry.breaker].filter(hasAny).map((limits) => row('breaker', JSON.stringify(limits))),
    row('test runs', evidence.runs.join(', ') || 'none'),
    ...certificationRows(evidence.certification, row, terminal),
    row('sweep', evidence.sweep || 'none'),
    ...evidence.notes.map((note) => row('note', note)),
    ...approvals.map((each) => row('approved', signed(each))),
    ...(retirement === null ? [] : [row('retired', signed(retirement))]),
  ]
  return `${lines.join('\n')}\n`
}

const hasAny = (values: object): boolean => Object.keys(values).length > 0

type Row = (name: string, value: string) => string

/** What held, a line a stressed market. */
function certificationRows(
  evidence: CertificationEvidence | null,
  row: Row,
  terminal: Terminal,
): string[] {
  if (evidence === null) return [row('certification', 'none')]
  const sentence = certificateSentence(evidence)
  const { cases, failed, on } = evidence
  const width = Math.max(...cases.map(({ name }) => name.length))
  return [
    row('certification', failed === 0 ? sentence : terminal.red(sentence)),
    ...cases.map((each) => {
      const told =
        each.failed.length === 0
          ? terminal.green('held')
          : terminal.red(`did not hold: ${each.failed.join('; ')}`)
      return row('', `${each.name.padEnd(width)}  ${told}`)
    }),
    row('certified on', on || 'not told'),
  ]
}
