/** A certificate for a terminal: a table a case, then what it stands for, and a line to sign on. */
import {
  type CaseResult,
  type Certificate,
  type CheckResult,
  certificateSentence,
  certificationEvidence,
} from '../backtest/index.ts'
import type { Terminal } from './terminal.ts'

const NAME_COLUMNS = 41
const VERDICT_COLUMNS = 15

export function certifyText(certificate: Certificate, terminal: Terminal): string {
  const { strategies, cases, failed, remarks } = certificate
  const names = strategies.map(({ name }) => name).join(', ')
  const paint = failed === 0 ? terminal.green : terminal.red
  const lines = [
    terminal.bold(`Certification of ${names}`),
    `  ${paint(certificateSentence(certificationEvidence(certificate)))}`,
    ...remarks.map((text) => `  ${terminal.yellow('!')} ${text}`),
    ...cases.flatMap((result) => caseLines(result, terminal)),
    '',
    ...sealLines(certificate, terminal),
  ]
  return `${lines.join('\n')}\n`
}

function caseLines(result: CaseResult, terminal: Terminal): string[] {
  const { title, injected, effect, fromSeconds, untilSeconds, checks, stopped } = result
  return [
    '',
    `${terminal.bold(title)}  ${terminal.dim(`${fromSeconds} s to ${untilSeconds} s`)}`,
    `  ${injected}`,
    `  ${terminal.dim(effect)}`,
    ...(stopped === null
      ? []
      : [
          `  ${terminal.yellow(`stopped at ${stopped.atSeconds.toFixed(3)} s`)}: ${stopped.reason}`,
        ]),
    ...checks.map((check) => checkLine(check, terminal)),
  ]
}

function checkLine({ check, verdict, text }: CheckResult, terminal: Terminal): string {
  const paint =
    verdict === 'held' ? terminal.green : verdict === 'did not hold' ? terminal.red : terminal.dim
  return `    ${check.padEnd(NAME_COLUMNS)}${paint(verdict.padEnd(VERDICT_COLUMNS))} ${terminal.dim(text)}`
}

function sealLines(certificate: Certificate, terminal: Terminal): string[] {
  const { cases, product, market, seed, configurationSha256, evidenceSha256 } = certificate
  const { code, signedOff } = certificate
  const row = (name: string, value: string) => `  ${terminal.dim(name.padEnd(16))}${value}`
  return [
    terminal.bold('What this stands for'),
    row('tick-to-trade', product),
    row('market', market),
    row('seed', String(seed)),
    row('configuration', `sha256 ${configurationSha256}`),
    ...cases.map(({ name, runHash }) => row(name, `run ${runHash}`)),
    row('evidence', `sha256 ${evidenceSha256}`),
    row('strategy code', `sha256 ${code.strategy}`),
    row('product code', `sha256 ${code.product}`),
    '',
    signedOff === null
      ? '  Name ______________________   Date ____________   Signature ______________________'
      : `  Signed off by ${signedOff.by} on ${signedOff.on}, by their own word`,
  ]
}
