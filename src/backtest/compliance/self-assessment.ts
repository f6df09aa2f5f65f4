/**
 * A template of the yearly self-assessment: what registers and reports know is filled in, and what only
 * people know stands there as a marked question.
 *
 * It begins as data, from which the same words are made as Markdown and as a page.
 */

import { certificateSentence } from '../certify/index.ts'
import type { AlgorithmRegister, TestEvidence } from '../register/index.ts'
import { countText, type Html, html, REPORT_STYLES, wholePage } from '../report/index.ts'
import { ASSESSMENT_SUBJECTS } from './assessment-questions.ts'
import { COMPLIANCE_NOTICE, type ComplianceReport } from './compliance-report.ts'
import { COMPLIANCE_STYLES } from './compliance-styles.ts'

export interface AssessmentOptions {
  readonly product: string
  readonly register?: AlgorithmRegister | undefined
  readonly reports: readonly ComplianceReport[]
  /** As somebody says; empty for a question. */
  readonly firm?: string | undefined
  readonly period?: string | undefined
}

export interface AssessmentTable {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface AssessmentSection {
  readonly title: string
  readonly known: readonly string[]
  readonly table?: AssessmentTable | undefined
  readonly questions: readonly string[]
}

/** Where a person has to write. */
export const ANSWER_MARK = '[ANSWER]'
const TITLE = 'Yearly self-assessment: template'
const INTRODUCTION =
  'In the manner of RTS 6, article 9. Lines of facts come from registers and journals; every line marked ' +
  `${ANSWER_MARK} waits for a person.`

export function selfAssessment(options: AssessmentOptions): AssessmentSection[] {
  const facts: Readonly<Record<string, Omit<AssessmentSection, 'title' | 'questions'>>> = {
    scope: scopeFacts(options),
    algorithms: algorithmFacts(options),
    controls: controlFacts(options),
    kill: killFacts(options),
    monitoring: monitoringFacts(options),
    records: recordFacts(options),
  }
  return ASSESSMENT_SUBJECTS.map(({ id, title, questions }) => ({
    title,
    questions,
    known: [],
    ...facts[id],
  }))
}

type Facts = Omit<AssessmentSection, 'title' | 'questions'>

function scopeFacts({ reports, firm = '', period = '' }: AssessmentOptions): Facts {
  const symbols = [...new Set(reports.flatMap(({ run }) => run.symbols))]
  return {
    known: [
      `Firm: ${firm || ANSWER_MARK}`,
      `Period: ${period || ANSWER_MARK}`,
      `Runs looked at: ${reports.length === 0 ? 'none' : reports.map(({ run }) => run.name).join(', ')}`,
      `Instruments in them: ${symbols.join(', ') || 'none'}`,
      'All of them are simulated: they are evidence of testing, not of trading.',
    ],
  }
}

function algorithmFacts({ register }: AssessmentOptions): Facts {
  if (register === undefined) return { known: ['No register was given.'] }
  const { entries, lines, headHash } = register
  return {
    known: [
      `Register: ${countText(entries.length)} versions in ${countText(lines.length)} lines, all in the chain; head ${headHash}`,
    ],
    table: {
      heads: ['No.', 'Algorithm', 'Status', 'Owner', 'Test evidence', 'Approved by'],
      rows: entries.map(({ number, identifier, version, status, owner, evidence, approvals }) => [
        String(number),
        `${identifier}@${version}`,
        status,
        owner,
        evidenceText(evidence),
        approvals.map(({ by, why }) => `${by}: ${why}`).join('; ') || 'nobody',
      ]),
    },
  }
}

function evidenceText({ runs, certification, sweep, notes }: TestEvidence): string {
  const certified =
    certification === null
      ? []
      : [`certification ${certification.on}: ${certificateSentence(certification)}`]
  const all = [...runs.map((run) => `run ${run}`), ...certified, sweep, ...notes]
  return all.filter(Boolean).join('; ') || 'none'
}

function controlFacts({ reports }: AssessmentOptions): Facts {
  const rows = reports.flatMap(({ run, requirements }) =>
    requirements
      .filter(({ controls }) => controls.length > 0)
      .map(({ place, regime, requirement, status, timesActed }) => [
        run.name,
        `${regime} ${place}`,
        requirement,
        status,
        countText(timesActed),
      ]),
  )
  if (rows.length === 0) return { known: ['No run was given.'] }
  return {
    known: [],
    table: { heads: ['Run', 'Place', 'Requirement', 'Controls', 'Acted'], rows },
  }
}

function killFacts({ reports }: AssessmentOptions): Facts {
  return {
    known: reports.flatMap(({ run, killSwitch: { trips, passed, test } }) => [
      `${run.name}: ${countText(trips)} trips; new orders while it was on: ${passed === null ? 'not known' : countText(passed)}`,
      `${run.name}: test of the kill switch: ${test === null ? 'none made' : `${test.passed ? 'passed' : 'FAILED'}, ${test.what}`}`,
    ]),
  }
}

function monitoringFacts({ reports }: AssessmentOptions): Facts {
  return {
    known: reports.flatMap(({ run, surveillance: { alerts, leftOut }, orderToTrade }) => [
      `${run.name}: ${countText(alerts.length + leftOut)} surveillance alerts`,
      ...orderToTrade.rows.map(
        ({ symbol, day, orders, trades }) =>
          `${run.name}: ${symbol}, ${day}: ${countText(orders)} orders by the counting annex, ${countText(trades)} transactions`,
      ),
    ]),
  }
}

function recordFacts({ reports }: AssessmentOptions): Facts {
  return {
    known: reports.map(({ run, journal, clocks }) => {
      const kept =
        journal === null
          ? 'no journal'
          : `journal ${journal.status}, ${countText(journal.records)} records, chain head ${journal.headHash}`
      return `${run.name}: ${kept}; ${clocks.timeSource}`
    }),
  }
}

/** One line whatever was in it: nothing that a name holds can become markup. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_<>|#]/g, (character) => `\\${character}`)

export function assessmentMarkdown(options: AssessmentOptions): string {
  const parts = selfAssessment(options).map(({ title, known, table, questions }) =>
    [
      `## ${title}\n`,
      ...known.map((each) => `- ${plain(each).replaceAll('\\[ANSWER\\]', ANSWER_MARK)}`),
      ...(table === undefined ? [] : ['', ...markdownTable(table)]),
      '',
      ...questions.map((each) => `- [ ] ${plain(each)}\n      ${ANSWER_MARK}`),
    ].join('\n'),
  )
  const head = `# ${TITLE}\n\n**Not legal advice.** ${plain(COMPLIANCE_NOTICE)}\n\n${INTRODUCTION}`
  return `${[head, ...parts].join('\n\n')}\n\nMade by tick-to-trade ${plain(options.product)}.\n`
}

function markdownTable({ heads, rows }: AssessmentTable): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)]
}

export function assessmentPage(options: AssessmentOptions): string {
  const body = html`<header><h1>${TITLE}</h1><p class="notice"><strong>Not legal advice.</strong> ${COMPLIANCE_NOTICE}</p><p class="lead">${INTRODUCTION}</p></header>
${selfAssessment(options).map(pageSection)}
<footer>Made by tick-to-trade ${options.product}. Not legal advice.</footer>`
  return wholePage(TITLE, REPORT_STYLES + COMPLIANCE_STYLES, body)
}

function pageSection({ title, known, table, questions }: AssessmentSection): Html {
  return html`<h2>${title}</h2>${known.length === 0 ? undefined : html`<div class="panel"><ul class="facts">${known.map((each) => html`<li>${each}</li>`)}</ul></div>`}${table === undefined ? undefined : pageTable(table)}<div class="panel"><ol class="questions">${questions.map(
    (each) => html`<li>${each}<span class="answer">${ANSWER_MARK}</span></li>`,
  )}</ol></div>`
}

function pageTable({ heads, rows }: AssessmentTable): Html {
  return html`<div class="panel scroll"><table class="wide"><thead><tr>${heads.map((each) => html`<th class="text">${each}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) => html`<tr>${cells.map((each) => html`<td class="text">${each}</td>`)}</tr>`,
  )}</tbody></table></div>`
}
