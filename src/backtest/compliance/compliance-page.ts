/**
 * A compliance report as one page that needs nothing else: light, dark, narrow and on paper.
 *
 * What must not be misread stands first: that it is no legal advice, and that time is simulated.
 */
import {
  countText,
  fixedText,
  Html,
  html,
  instantText,
  REPORT_STYLES,
  wholePage,
} from '../report/index.ts'
import type { ComplianceReport } from './compliance-report.ts'
import { COMPLIANCE_STYLES } from './compliance-styles.ts'
import { actionSection, controlTable, requirementTable } from './control-tables.ts'
import {
  algorithmSection,
  clockSection,
  journalSection,
  killSection,
  orderToTradeSection,
  surveillanceSection,
} from './evidence-sections.ts'
import { PAGING_SCRIPT } from './paging-script.ts'

interface Section {
  readonly id: string
  readonly title: string
  readonly body: (report: ComplianceReport) => Html
}

const SECTIONS: readonly Section[] = [
  { id: 'requirements', title: 'What is required, and what stands for it', body: requirementTable },
  { id: 'controls', title: 'Controls and their limits', body: controlTable },
  { id: 'acted-section', title: 'Each time a control acted', body: actionSection },
  { id: 'order-to-trade', title: 'Order-to-trade ratio (RTS 9)', body: orderToTradeSection },
  { id: 'clocks', title: 'Timestamps and clocks (RTS 25)', body: clockSection },
  { id: 'kill', title: 'Kill switch', body: killSection },
  { id: 'surveillance', title: 'Surveillance of own flow', body: surveillanceSection },
  { id: 'journal', title: 'Journal and changes', body: journalSection },
  { id: 'algorithms', title: 'Algorithms', body: algorithmSection },
]

export function compliancePage(report: ComplianceReport): string {
  const { run, unknown, notice, product } = report
  const epoch = BigInt(run.epochNanos)
  const symbols = run.symbols.join(', ')
  const title = `Compliance report: ${run.strategy || run.name}${symbols === '' ? '' : ` on ${symbols}`}`
  const body = html`<header><h1>${title}</h1>
<p class="lead">${run.source} <code>${run.name}</code>, ${instantText(run.fromNanos, epoch)} to ${instantText(run.toNanos, epoch)}, ${run.outcome}${run.runHash === '' ? undefined : html`, run <code>${run.runHash}</code>`}</p>
<p class="notice"><strong>Not legal advice.</strong> ${notice}</p></header>
${numbers(report)}
${unknown.length === 0 ? undefined : html`<ul class="warnings">${unknown.map((each) => html`<li>${each}</li>`)}</ul>`}
<nav class="contents" aria-label="Sections">${SECTIONS.map(({ id, title: name }) => html`<a href="#${id}">${name}</a>`)}</nav>
${SECTIONS.map(({ id, title: name, body: part }) => html`<h2 id="${id}">${name}</h2>${part(report)}`)}
<footer>Made by tick-to-trade ${product} from simulated trading. Paragraphs marked as unverified were not looked up in the text of the law. Not legal advice.</footer>
<script>${new Html(PAGING_SCRIPT)}</script>`
  return wholePage(title, REPORT_STYLES + COMPLIANCE_STYLES, body)
}

function numbers(report: ComplianceReport): Html {
  const { controls, actions, orderToTrade, killSwitch, journal, surveillance, clocks } = report
  const on = controls.filter(({ isOn }) => isOn).length
  const ratios = orderToTrade.rows.map(({ byNumber }) => byNumber).filter((each) => each !== null)
  const highest = ratios.length === 0 ? 'not defined' : fixedText(Math.max(...ratios), 2)
  const tiles: readonly (readonly [string, string, string, string?])[] = [
    [
      'Controls on',
      controls.length === 0 ? '–' : `${on} of ${controls.length}`,
      'limits that were in force',
    ],
    ['Times a control acted', countText(actions.total), 'orders refused, switches tripped'],
    ['Highest order-to-trade', highest, 'by number, of an instrument and day'],
    [
      'Kill switch',
      killSwitch.trips === 1 ? '1 trip' : `${countText(killSwitch.trips)} trips`,
      testText(killSwitch.test),
    ],
    [
      'Orders past a kill',
      killSwitch.passed === null ? 'not known' : countText(killSwitch.passed),
      'new orders while it was on',
      killSwitch.passed === null ? '' : killSwitch.passed === 0 ? 'gain-text' : 'loss-text',
    ],
    [
      'Journal',
      journal === null ? 'none' : journal.status === 'clean' ? 'whole' : journal.status,
      journal === null ? 'nothing to verify' : `${countText(journal.records)} records`,
      journal === null ? '' : journal.status === 'clean' ? 'gain-text' : 'loss-text',
    ],
    [
      'Surveillance alerts',
      countText(surveillance.alerts.length + surveillance.leftOut),
      surveillance.source === 'batch' ? 'of rules run for this report' : 'raised in the run',
    ],
    ['Time source', 'simulated', `${countText(clocks.timestamps)} timestamps`],
  ]
  return html`<dl class="numbers">${tiles.map(
    ([name, value, more, colour = '']) =>
      html`<div><dt>${name}</dt><dd><span class="${colour}">${value}</span><small>${more}</small></dd></div>`,
  )}</dl>`
}

const testText = (test: ComplianceReport['killSwitch']['test']): string =>
  test === null ? 'no test with this report' : test.passed ? 'test passed' : 'test failed'
