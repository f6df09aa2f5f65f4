/** The answer before all pictures: is the best of these trials more than luck? */
import {
  countText,
  fixedText,
  type Html,
  html,
  moneyText,
  percentText,
  spanText,
} from '../report/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import type { SweepSignificance, SweepVerdict } from '../validation/index.ts'
import { trialsText } from './trials-text.ts'

/** A shape for each, so that no verdict is told by colour alone. */
const MARKS: Readonly<Record<SweepVerdict, string>> = {
  edge: 'M4 12.5L9.5 18L20 6.5',
  doubtful: 'M8 9a4 4 0 1 1 5.5 3.7c-1 .4-1.5 1-1.5 2.3M12 19v.01',
  noise: 'M6 6L18 18M18 6L6 18',
  undecided: 'M5 12h14',
}

export function verdictSection({ verdict, sentence }: SweepSignificance): Html {
  const end = sentence.indexOf(':')
  const opening = sentence.slice(0, end)
  const rest = sentence.slice(end + 1).trim()
  return html`<section class="verdict ${verdict}" aria-label="Verdict"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="${MARKS[verdict]}"/></svg><div><strong>${opening}</strong><p>${rest.charAt(0).toUpperCase()}${rest.slice(1)}</p></div></section>`
}

interface Tile {
  readonly name: string
  readonly value: string
  readonly more: string
}

/** No Sharpe ratio without its deflated value and the number of trials. */
export function luckTiles(record: SweepRecord, luck: SweepSignificance): Html {
  const tiles = [
    bestTile(luck),
    ...evidenceTiles(luck),
    profitTile(record, luck),
    trialsTile(record),
  ]
  return html`<dl class="numbers">${tiles.map(
    ({ name, value, more }) =>
      html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`,
  )}</dl>`
}

function bestTile({ chosen, trials }: SweepSignificance): Tile {
  const name = 'Sharpe per slice of the best'
  if (chosen === null)
    return { name, value: '–', more: `none of ${trialsText(trials)} was completed` }
  return {
    name,
    value: fixedText(chosen.sharpe, 4),
    more: `deflated ${fixedText(chosen.deflated, 3)} after ${trialsText(trials)}`,
  }
}

function evidenceTiles(luck: SweepSignificance): Tile[] {
  const { chosen, overfitting, trials } = luck
  const none = Number.NaN
  const needed = luck.backtestSlices
  return [
    {
      name: 'Deflated Sharpe (DSR)',
      value: fixedText(chosen?.deflated ?? none, 3),
      more: `chance of beating the luckiest of ${trialsText(trials)}`,
    },
    {
      name: 'Probabilistic Sharpe (PSR)',
      value: fixedText(luck.probabilisticSharpe, 3),
      more: 'as if it had been the only try',
    },
    {
      name: 'Luck alone gives the best',
      value: fixedText(luck.luckySharpe, 4),
      more: `of ${trialsText(trials)} without worth, Sharpe per slice; deflated 0.5`,
    },
    {
      name: 'Overfitting (PBO)',
      value: percentText(overfitting?.probability ?? none),
      more:
        overfitting === null
          ? 'too few trials or slices'
          : `of ${countText(overfitting.combinations)} splits in ${overfitting.blocks} blocks`,
    },
    {
      name: 'Minimum backtest length',
      value: needed > 0 && Number.isFinite(needed) ? `${countText(Math.ceil(needed))} slices` : '–',
      more: lengthText(luck),
    },
  ]
}

/** Below this length, luck is expected to do as well. */
function lengthText({ chosen, trials, backtestSlices, sliceNanos, slices }: SweepSignificance) {
  if (chosen === null) return 'no trial was completed'
  if (trials === 1) return 'a single trial had no choice'
  if (!Number.isFinite(backtestSlices)) return 'no length is enough'
  return `${spanText(backtestSlices * sliceNanos)}; the data have ${countText(slices)}`
}

function profitTile({ trials }: SweepRecord, { chosen }: SweepSignificance): Tile {
  const best = trials.find(({ index }) => index === chosen?.index)?.metrics
  return {
    name: 'Profit of the best',
    value: moneyText(best?.pnlAfterFees ?? Number.NaN),
    more:
      chosen === null
        ? 'no trial was completed'
        : `trial #${chosen.index}, fees ${moneyText(best?.fees ?? Number.NaN)}`,
  }
}

function trialsTile({ trials }: SweepRecord): Tile {
  const of = (status: string) => trials.filter((trial) => trial.status === status).length
  const parts = [
    `${countText(of('done'))} done`,
    ...(of('halted') > 0 ? [`${countText(of('halted'))} halted`] : []),
    ...(of('failed') > 0 ? [`${countText(of('failed'))} failed`] : []),
  ]
  return { name: 'Trials', value: countText(trials.length), more: parts.join(', ') }
}
