/** The part of a report that sets two runs side by side. */
import type { ComparedMetric, Comparison, FillFacts } from './comparison.ts'
import { type Html, html } from './html.ts'
import { countText } from './number-text.ts'
import type { RunRecord } from './run-record.ts'
import { instantText } from './time-axis.ts'

export function comparisonSection(comparison: Comparison, first: RunRecord): Html {
  return html`<h2>Side by side</h2><p class="lead">${verdict(comparison)}</p>
<div class="tables wide">${differenceTable(comparison, BigInt(first.epochNanos))}${settingsTable(comparison)}
${metricsTable(comparison.metrics)}</div>`
}

/** One sentence: are they the same, and if not, since when? */
export function verdict({ isSame, isSameData, firstDifference, equalFills }: Comparison): string {
  const data = isSameData ? 'the same data' : 'different data'
  if (isSame) return `The runs are the same, decision by decision, on ${data}.`
  if (firstDifference === undefined) {
    return `All ${countText(equalFills)} fills are equal, on ${data}; something else differs: requests, latencies or books.`
  }
  return `The runs differ, on ${data}: ${countText(equalFills)} fills are equal, then they part.`
}

function metricsTable(metrics: readonly ComparedMetric[]): Html {
  const groups = [...new Set(metrics.map(({ group }) => group))]
  return html`${groups.map(
    (group) => html`<div class="panel scroll"><table><caption>${group}</caption>
<thead><tr><th></th><th>first</th><th>second</th><th>difference</th></tr></thead><tbody>${metrics
      .filter((metric) => metric.group === group)
      .map(
        ({ name, firstText, secondText, delta, deltaText }) =>
          html`<tr${delta === 0 || Number.isNaN(delta) ? undefined : DIFFERS}><th>${name}</th><td>${firstText}</td><td>${secondText}</td><td>${deltaText}</td></tr>`,
      )}</tbody></table></div>`,
  )}`
}

const DIFFERS = html` class="differs"`

function differenceTable({ firstDifference }: Comparison, epochNanos: bigint): Html | undefined {
  if (firstDifference === undefined) return undefined
  const { number, first, second, differing } = firstDifference
  const rows = ROWS.map(([name, fact]) => {
    const isDifferent = differing.includes(fact)
    const a = factText(first, fact, epochNanos)
    const b = factText(second, fact, epochNanos)
    return html`<tr${isDifferent ? DIFFERS : undefined}><th>${name}</th><td>${a}</td><td>${b}</td></tr>`
  })
  return html`<div class="panel scroll"><table><caption>The first fill that differs: number ${countText(number)}</caption>
<thead><tr><th></th><th>first</th><th>second</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

const ROWS: readonly (readonly [string, keyof FillFacts])[] = [
  ['time', 'atNanos'],
  ['order', 'order'],
  ['side', 'side'],
  ['price', 'price'],
  ['lots', 'lots'],
  ['fee', 'fee'],
  ['cause', 'cause'],
  ['market', 'market'],
]

/** A fact as text; a dash where a run has no such fill. */
export function factText(
  facts: FillFacts | undefined,
  fact: keyof FillFacts,
  epochNanos: bigint,
): string {
  if (facts === undefined) return '–'
  return fact === 'atNanos' ? instantText(facts.atNanos, epochNanos) : String(facts[fact])
}

function settingsTable({ configuration }: Comparison): Html | undefined {
  if (configuration.length === 0) return undefined
  return html`<div class="panel scroll"><table><caption>Configuration that differs</caption>
<thead><tr><th></th><th>first</th><th>second</th></tr></thead><tbody>${configuration.map(
    ({ key, first, second }) =>
      html`<tr><th class="code">${key}</th><td class="code">${first}</td><td class="code">${second}</td></tr>`,
  )}</tbody></table></div>`
}
