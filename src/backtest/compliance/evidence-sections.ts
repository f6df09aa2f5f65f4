/** The second half of the page: ratios, clocks, the kill switch, the journal, surveillance, algorithms. */

import { certificateSentence } from '../certify/index.ts'
import type { CertificationEvidence } from '../register/index.ts'
import { countText, fixedText, type Html, html, spanText } from '../report/index.ts'
import type {
  AlgorithmFacts,
  ComplianceReport,
  JournalFacts,
  KillTest,
} from './compliance-report.ts'
import { state } from './control-tables.ts'

type Row = readonly [name: string, value: Html | string]

/** Events of the switch that a page lists. */
const EVENTS_SHOWN = 200

const facts = (caption: string, rows: readonly Row[]): Html =>
  html`<div class="panel"><table><caption>${caption}</caption><tbody>${rows.map(
    ([name, value]) => html`<tr><th>${name}</th><td class="text">${value}</td></tr>`,
  )}</tbody></table></div>`

const ratioText = (ratio: number | null): string =>
  ratio === null ? 'not defined' : fixedText(ratio, 2)

export function orderToTradeSection({ orderToTrade }: ComplianceReport): Html {
  const { rule, weights, notCounted, limit, rows } = orderToTrade
  return html`<p class="lead">${rule}</p>
<div class="panel scroll"><table class="wide"><thead><tr><th class="text">Instrument</th><th class="text">Day</th><th>New</th><th>Modified</th><th>Withdrawn</th><th>Triggered</th><th>Not counted</th><th>Orders by the annex</th><th>Transactions</th><th>Ratio by number</th><th>Lots ordered</th><th>Lots traded</th><th>Ratio by volume</th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr><td class="text">${row.symbol}</td><td class="text">${row.day}</td><td>${countText(row.newOrders)}</td><td>${countText(row.replaces)}</td><td>${countText(row.cancels)}</td><td>${row.triggers === null ? '–' : countText(row.triggers)}</td><td>${countText(row.notCounted)}</td><td>${countText(row.orders)}</td><td>${countText(row.trades)}</td><td><b>${ratioText(row.byNumber)}</b></td><td>${countText(row.orderedLots)}</td><td>${countText(row.tradedLots)}</td><td><b>${ratioText(row.byVolume)}</b></td></tr>`,
  )}</tbody></table>${rows.length === 0 ? html`<p class="empty">No order left and nothing was traded.</p>` : undefined}
<p class="note">The gate's own limit: ${limit === null ? 'off' : `${countText(limit)} by number`}. A venue sets its own; it is not known here.</p></div>
<div class="pair"><div class="panel"><table><caption>How orders are counted</caption><tbody>${weights.map(
    ({ type, counts }) => html`<tr><th>${type}</th><td class="text">${counts}</td></tr>`,
  )}</tbody></table></div><div class="panel"><table><caption>What is not counted</caption><tbody>${notCounted.map(
    (each) => html`<tr><td class="text">${each}</td></tr>`,
  )}</tbody></table></div></div>`
}

export function clockSection({ clocks }: ComplianceReport): Html {
  const { timeSource, granularityNanos, smallestStepNanos, machine } = clocks
  const span = (nanos: number | null) => (nanos === null ? 'not known' : spanText(nanos))
  const records: Row[] = [
    ['time source', timeSource],
    ['timestamps of orders looked at', countText(clocks.timestamps)],
    ['granularity: the largest span that divides every one', span(granularityNanos)],
    ['smallest step from one to the next', span(smallestStepNanos)],
    ['clock comparisons in the journal', countText(clocks.comparisons)],
    ['largest divergence among them', span(clocks.worstDivergenceNanos)],
  ]
  return html`<div class="pair">${facts('Timestamps of this run, measured', records)}${machineTable(machine)}</div>
<div class="panel scroll"><table class="wide"><caption>RTS 25 (2017/574)</caption><thead><tr><th class="text">Who</th><th>Largest divergence from UTC</th><th>Granularity</th><th class="text">Granularity of this run</th></tr></thead><tbody>${clocks.rules.map(
    ({ who, divergenceNanos, granularityNanos: asked, meetsGranularity }) =>
      html`<tr><td class="text">${who}</td><td>${spanText(divergenceNanos)}</td><td>${spanText(asked)} or better</td><td class="text">${granularityNanos === null ? 'not known' : meetsGranularity ? state('good', 'fine enough') : state('bad', 'too coarse')}</td></tr>`,
  )}</tbody></table><p class="note">Granularity is a matter of the data too: a recording of milliseconds stays one. Divergence from UTC is not a property of simulated time, so this table says nothing of it. US CAT: 50 ms for broker-dealers, 100 µs for exchanges.</p></div>`
}

function machineTable(machine: ComplianceReport['clocks']['machine']): Html {
  if (machine === null) {
    return facts('Clock of the machine', [
      ['measured', 'no: --measure-clock does, on the machine where the report is made'],
    ])
  }
  const { divergenceNanos, doubtNanos, isSynchronised } = machine
  const synchronised =
    isSynchronised === null
      ? 'nobody says'
      : isSynchronised
        ? state('good', 'yes')
        : state('bad', 'no')
  return facts('Clock of the machine that made this report, measured', [
    ['when', machine.at],
    ['smallest step of the wall clock', spanText(machine.wallStepNanos)],
    ['smallest step of the monotonic clock', spanText(machine.monotonicStepNanos)],
    [
      'wall clock off the monotonic one',
      `${spanText(machine.driftNanos)} in ${spanText(machine.overNanos)}`,
    ],
    ['synchronised', synchronised],
    [
      'divergence from the reference of the time daemon',
      divergenceNanos === null
        ? 'not measured: no daemon told an offset'
        : `${spanText(divergenceNanos)}, in doubt by ${doubtNanos === null ? 'an unknown span' : spanText(doubtNanos)}`,
    ],
    ...machine.said.map((each): Row => ['said', each]),
  ])
}

export function killSection({ killSwitch }: ComplianceReport): Html {
  const { trips, refused, passed, withdrawn, events, test } = killSwitch
  return html`<div class="pair">${facts('In this run', [
    ['trips', countText(trips)],
    ['orders that the switch refused', countText(refused)],
    ['withdrawals sent while it was on', withdrawn === null ? 'not known' : countText(withdrawn)],
    [
      'new orders that passed while it was on',
      passed === null
        ? 'not known'
        : passed === 0
          ? state('good', 'none')
          : state('bad', countText(passed)),
    ],
  ])}${test === null ? facts('Test', [['made', 'no: --test-kill makes one and records it']]) : testTable(test)}</div>
<div class="panel scroll"><table class="wide"><caption>What happened, as journalled</caption><thead><tr><th>Sequence</th><th class="text">Instant</th><th class="text">Kind</th><th class="text">State or action</th><th>Open orders</th><th class="text">Who</th><th class="text">Why</th></tr></thead><tbody>${events
    .slice(0, EVENTS_SHOWN)
    .map(
      (each) =>
        html`<tr><td>${each.sequence}</td><td class="text">${each.at}</td><td class="text">${each.kind}</td><td class="text">${each.state}</td><td>${each.openOrders === null ? '–' : countText(each.openOrders)}</td><td class="text">${each.who || '–'}</td><td class="text">${each.text}</td></tr>`,
    )}</tbody></table>${events.length === 0 ? html`<p class="empty">Nothing: the switch stayed armed, and nobody acted.</p>` : undefined}${events.length > EVENTS_SHOWN ? html`<p class="note">${countText(events.length - EVENTS_SHOWN)} more are in the JSON.</p>` : undefined}</div>`
}

function testTable(test: KillTest): Html {
  const { blockNanos, confirmedAfterNanos } = test
  return facts('Test', [
    ['verdict', test.passed ? state('good', 'passed') : state('bad', 'failed')],
    ['what was done', test.what],
    [
      'working orders before and after',
      `${countText(test.openOrdersBefore)} and ${countText(test.openOrdersAfter)}`,
    ],
    [
      'wanted after the trip, approved of them',
      `${countText(test.intentsAfter)}, ${countText(test.approvedAfter)}`,
    ],
    ['withdrawals', countText(test.withdrawals)],
    [
      'venue confirmed all of them after',
      confirmedAfterNanos === null
        ? 'not confirmed'
        : `${spanText(confirmedAfterNanos)} of simulated time`,
    ],
    ['re-armed by a person, orders pass again', test.rearmed ? 'yes' : 'no'],
    [
      'trip to first refusal, on this machine',
      blockNanos === null
        ? 'not measured'
        : `p50 ${spanText(blockNanos.p50)}, p99 ${spanText(blockNanos.p99)}, largest ${spanText(blockNanos.max)} of ${countText(blockNanos.trials)}`,
    ],
    ['hash of the run', html`<code>${test.runHash}</code>`],
  ])
}

export function journalSection({ journal, parameters }: ComplianceReport): Html {
  return html`<div class="pair">${journal === null ? facts('Journal', [['kept', 'no: there is no chain of hashes to verify']]) : journalTable(journal)}<div class="panel scroll"><table><caption>Parameters that changed</caption>${
    parameters.length === 0
      ? html`<tbody><tr><td class="text empty">none</td></tr></tbody>`
      : html`<thead><tr><th class="text">Instant</th><th class="text">Key</th><th class="text">Before</th><th class="text">After</th><th class="text">Who</th></tr></thead><tbody>${parameters
          .slice(0, EVENTS_SHOWN)
          .map(
            (each) =>
              html`<tr><td class="text">${each.at}</td><td class="text code">${each.key}</td><td class="text">${each.before}</td><td class="text">${each.after}</td><td class="text">${each.who}</td></tr>`,
          )}</tbody>`
  }</table></div></div>`
}

function journalTable(journal: JournalFacts): Html {
  const { status, problem, statesAgreed, statesDisagreed } = journal
  return facts('Journal', [
    ['verified', status === 'clean' ? state('good', 'whole') : state('bad', status)],
    ...(problem === null ? [] : [['problem', problem] as const]),
    ['closed by its writer', journal.isClosed ? 'yes' : 'no'],
    [
      'records',
      `${countText(journal.records)}, sequence ${journal.firstSequence} to ${journal.lastSequence}`,
    ],
    [
      'batches, segments',
      `${countText(journal.batches)}, ${countText(journal.segments)} (${countText(journal.bytes)} bytes)`,
    ],
    [
      'head of the chain, SHA‑256',
      html`<span class="hash"><code>${journal.headHash || '–'}</code></span>`,
    ],
    ['rules', journal.rules || '–'],
    [
      'state check points that agree with the records',
      `${countText(statesAgreed)}${statesDisagreed === 0 ? '' : `; ${countText(statesDisagreed)} do not`}`,
    ],
  ])
}

export function surveillanceSection({ surveillance }: ComplianceReport): Html {
  const { alerts, leftOut, source, evaluatedRules, thresholds } = surveillance
  const how =
    source === 'batch'
      ? `Rules run over the records for this report: ${evaluatedRules.join(', ')}. Thresholds: ${thresholds}.`
      : 'Alerts that were raised while the run went on, as the journal has them.'
  if (alerts.length === 0) return html`<p class="lead">${how}</p><p class="panel empty">None.</p>`
  return html`<p class="lead">${how} An alert says that a pattern is there; it cannot say what somebody meant by it.</p><div class="panel scroll"><table class="wide"><thead><tr><th class="text">Instant</th><th class="text">Rule</th><th class="text">Severity</th><th class="text">Instrument</th><th>Algorithm</th><th>Times</th><th>Evidence</th><th>Noticed after</th><th class="text">What</th></tr></thead><tbody>${alerts
    .slice(0, EVENTS_SHOWN)
    .map(
      (each) =>
        html`<tr><td class="text">${each.at}</td><td class="text">${each.rule}</td><td class="text">${state(each.severity === 'critical' ? 'bad' : each.severity === 'warning' ? 'people' : '', each.severity)}</td><td class="text">${each.symbol}</td><td>${each.algorithm}</td><td>${countText(each.times)}</td><td>${each.firstSequence} to ${each.lastSequence}</td><td>${spanText(each.delayNanos)}</td><td class="text">${each.text}</td></tr>`,
    )}</tbody></table>${leftOut > 0 ? html`<p class="note">${countText(leftOut)} more were raised and not kept.</p>` : undefined}</div>`
}

export function algorithmSection({ algorithms }: ComplianceReport): Html {
  if (algorithms.length === 0) return html`<p class="panel empty">No order named an algorithm.</p>`
  return html`${algorithms.map(algorithmTable)}`
}

function algorithmTable({ number, intents, told, entry, problem }: AlgorithmFacts): Html {
  const rows: Row[] = [
    ['orders wanted under this number', countText(intents)],
    [
      'register',
      problem === '' ? state('good', 'as registered and approved') : state('bad', problem),
    ],
  ]
  if (entry === null) {
    if (told.length > 0) rows.push(['the journal says', told.join(' · ')])
    return facts(`Algorithm ${number}`, rows)
  }
  const { code, evidence, approvals, retirement, params } = entry
  const signed = ({ by, why, at, on }: (typeof approvals)[number]) =>
    `${by}, ${on || at.slice(0, 10)}: ${why}`
  rows.push(
    ['strategy', entry.strategy],
    ['owner', entry.owner],
    ['description', entry.description || '–'],
    [
      'code of the strategy, SHA‑256',
      html`<span class="hash"><code>${code.strategy}</code></span>`,
    ],
    ['code of the product, SHA‑256', html`<span class="hash"><code>${code.product}</code></span>`],
    ['parameters', html`<span class="hash"><code>${JSON.stringify(params)}</code></span>`],
    ['limits', html`<span class="hash"><code>${JSON.stringify(entry.limits)}</code></span>`],
    ['test runs', evidence.runs.join(', ') || 'none'],
    ['certification', certificationHtml(evidence.certification)],
    ['judgement of a sweep', evidence.sweep || 'none'],
    ['in words, unchecked', evidence.notes.join('; ') || 'nothing'],
    ['approved by', approvals.map(signed).join('; ') || 'nobody'],
    ['retired by', retirement === null ? 'nobody' : signed(retirement)],
  )
  return facts(`Algorithm ${number}: ${entry.identifier}@${entry.version}`, rows)
}

function certificationHtml(evidence: CertificationEvidence | null): Html | string {
  if (evidence === null) return 'none'
  const told = state(evidence.failed === 0 ? 'good' : 'bad', certificateSentence(evidence))
  return html`<span class="hash">${told}${evidence.on === '' ? html`<br>day not told` : html`<br>on ${evidence.on}`}${evidence.cases
    .filter(({ failed }) => failed.length > 0)
    .map(({ name, failed }) => html`<br>${name}: ${failed.join('; ')}`)}</span>`
}
