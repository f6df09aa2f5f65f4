/** What the strategies did to their market, and what it cost them. */
import type { Impact, ImpactMean } from '../impact/index.ts'
import { type Html, html } from './html.ts'
import { fixedText, moneyText, spanText } from './number-text.ts'

/** Nothing for a run whose impact was not measured. */
export function impactTable(impact: Impact | undefined): Html | undefined {
  if (impact === undefined) return undefined
  const { meanAbsoluteTicks, largestTicks, finalTicks } = impact.path
  const rows = impact.curve.map(({ horizonNanos, all, maker, taker }) => {
    const cells = [all.moved, all.wouldHave, all.impact, all.impactHalf].map((value) =>
      ticks(value),
    )
    const kinds = [maker, taker].map((mean) => ofKind(mean))
    const label = horizonNanos === 0 ? 'at once' : spanText(horizonNanos)
    return html`<tr><th>${label}</th>${[...cells, ...kinds].map((cell) => html`<td>${cell}</td>`)}</tr>`
  })
  const shortfalls = impact.shortfalls.map(({ name, delay, trading, opportunity, fees, total }) => {
    const cells = [delay, trading, opportunity, fees, total].map(moneyText)
    return html`<tr><th>${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
  })
  return html`<h2>Impact</h2>
<p class="note">The same market with the strategies and without, in ticks of ${impact.tickStep} from right before each fill, in its direction, weighted by lots. The paths are ${fixedText(meanAbsoluteTicks, 2)} ticks apart on average, ${fixedText(largestTicks, 1)} at most, ${fixedText(finalTicks, 1)} at the end.</p>
<div class="panel"><table>
<thead><tr><th>after a fill</th><th>moved</th><th>would have</th><th>impact</th><th>± 95 %</th><th>of makers</th><th>of takers</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<h2>Implementation shortfall</h2>
<div class="panel"><table>
<thead><tr><th></th><th>delay</th><th>trading</th><th>opportunity</th><th>fees</th><th>together</th></tr></thead>
<tbody>${shortfalls}</tbody></table></div>`
}

const ticks = (value: number): string => fixedText(value, 3)

const ofKind = ({ fills, impact }: ImpactMean): string => (fills === 0 ? '–' : ticks(impact))
