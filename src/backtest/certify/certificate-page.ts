/** A certificate as one page that needs nothing else: every case, every check, and a line to sign on. */
import { type Html, html, REPORT_STYLES, wholePage } from '../report/index.ts'
import {
  type CaseResult,
  type Certificate,
  type CheckVerdict,
  certificateSentence,
  certificationEvidence,
} from './certificate.ts'

const STYLES = `
td.held { color: var(--gain); } td.failed, p.failed { color: var(--loss); font-weight: 700; }
td.none { color: var(--soft); }
table.certificate td, table.certificate th { text-align: left; white-space: normal; }
table.certificate td:first-child { width: 16em; } table.certificate td:nth-child(2) { width: 9em; }
td a { color: inherit; }
.signature { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2em; margin-top: 3em; }
.signature span { border-top: 1px solid currentColor; padding-top: 0.3em; }
`
const CLASSES: Readonly<Record<CheckVerdict, string>> = {
  held: 'held',
  'did not hold': 'failed',
  'not applicable': 'none',
}

export function certificatePage(certificate: Certificate): string {
  const { strategies, cases, failed, remarks, signedOff } = certificate
  const title = `Certification of ${strategies.map(({ name }) => name).join(', ')}`
  const body = html`<header><h1>${title}</h1>
<p class="note">A test on a simulated exchange, and not legal advice.</p>
<p class="lead ${failed === 0 ? 'held' : 'failed'}">${certificateSentence(certificationEvidence(certificate))}</p></header>
${remarks.length === 0 ? undefined : html`<ul class="warnings">${remarks.map((text) => html`<li>${text}</li>`)}</ul>`}
${overview(cases)}
${cases.map(casePanel)}
${sealPanel(certificate)}
<div class="signature"><span>name${signedOff === null ? undefined : html`: <b>${signedOff.by}</b>`}</span><span>date${signedOff === null ? undefined : html`: <b>${signedOff.on}</b>`}</span><span>signature</span></div>
<footer>Tests of a strategy on a simulated exchange; evidence for whoever answers for it, and not legal advice.</footer>`
  return wholePage(title, REPORT_STYLES + STYLES, body)
}

/** Every stressed market in a line, before each in full. */
function overview(cases: readonly CaseResult[]): Html {
  return html`<div class="panel scroll"><table class="certificate"><tbody>${cases.map(
    ({ name, title, checks, injected }) => {
      const failed = checks.filter(({ verdict }) => verdict === 'did not hold')
      const kind = failed.length === 0 ? 'held' : 'failed'
      const told = failed.map(({ check }) => check).join('; ')
      return html`<tr><td><a href="#${name}">${title}</a></td><td class="${kind}">${failed.length === 0 ? 'held' : 'did not hold'}</td><td>${told === '' ? injected : told}</td></tr>`
    },
  )}</tbody></table></div>`
}

function casePanel(result: CaseResult): Html {
  const { name, title, injected, effect, checks, stopped, runHash } = result
  const { fromSeconds, untilSeconds } = result
  return html`<h2 id="${name}">${title}</h2><div class="panel scroll">
<p>${injected}; from ${String(fromSeconds)} s to ${String(untilSeconds)} s</p><p class="note">${effect}</p>
${stopped === null ? undefined : html`<p>Trading stopped at ${stopped.atSeconds.toFixed(3)} s: ${stopped.reason}</p>`}
<table class="certificate"><tbody>${checks.map(
    ({ check, verdict, text }) =>
      html`<tr><td>${check}</td><td class="${CLASSES[verdict]}">${verdict}</td><td>${text}</td></tr>`,
  )}</tbody></table><p class="note">run ${runHash}</p></div>`
}

function sealPanel(certificate: Certificate): Html {
  const { product, market, seed, configurationSha256, evidenceSha256, code } = certificate
  const rows = [
    ['tick-to-trade', product],
    ['market', market],
    ['seed', String(seed)],
    ['configuration, SHA-256', configurationSha256],
    ['code of the strategy, SHA-256', code.strategy],
    ['code of the product, SHA-256', code.product],
    ['evidence, SHA-256', evidenceSha256],
  ]
  return html`<h2>What this stands for</h2><div class="panel scroll"><table class="certificate"><tbody>${rows.map(
    ([name, value]) => html`<tr><th>${name!}</th><td>${value!}</td></tr>`,
  )}</tbody></table></div>`
}
