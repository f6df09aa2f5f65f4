/** One market of a run: its price with our fills, our position, and how orders fared there. */
import type { MarketAnalytics } from '../analytics/index.ts'
import { line, range } from './account-section.ts'
import { barChart } from './bar-chart.ts'
import { fillMarks } from './fill-marks.ts'
import { columnPanel, histogramChart } from './histogram-chart.ts'
import { type Html, html } from './html.ts'
import { type LaidRuns, placed } from './laid-over.ts'
import { type MarkoutLine, markoutChart } from './markout-chart.ts'
import { countText, fixedText, moneyText, percentText, spanText } from './number-text.ts'
import type { ChartLine, TimeChart } from './time-chart.ts'

export function marketCharts({ first, second, time }: LaidRuns, market: number): TimeChart[] {
  const { record } = first
  const { price, position } = record.curves.markets[market]!
  const lines = [line('price', 'price', first, price)]
  const marks = fillMarks(record.fills, market, time)
  const [low, high] = range(lines)
  const prices = marks.map((mark) => mark.price)
  const other = second?.record.curves.markets[market]
  const positions: ChartLine[] = [
    step('position', 'inventory', placed(first, position), true),
    ...(second === undefined || other === undefined
      ? []
      : [step('second run', 'other', placed(second, other.position), false)]),
  ]
  const [lowest, highest] = range(positions)
  return [
    {
      id: `price-${market}`,
      title: 'Price and fills',
      unit: 'mid, fills at their own price',
      size: 'large',
      time,
      lines,
      marks,
      range: [Math.min(low, ...prices), Math.max(high, ...prices)],
    },
    {
      id: `position-${market}`,
      title: 'Inventory',
      unit: 'lots',
      size: 'medium',
      time,
      lines: positions,
      range: [Math.min(0, lowest), Math.max(0, highest)],
    },
  ]
}

const step = (
  name: string,
  kind: string,
  curve: ChartLine['curve'],
  isArea: boolean,
): ChartLine => ({ name, kind, style: 'step', curve, isArea })

/** The panels of execution; `other` is the same market of a second run. */
export function executionPanels(market: MarketAnalytics, other: MarketAnalytics | undefined): Html {
  return html`<div class="charts">${markoutChart('Markouts', markoutLines(market, other))}
${profitPanel(market)}${causePanel(market)}${queuePanels(market)}${latencyPanel(market)}${inventoryPanel(market)}</div>`
}

function markoutLines(market: MarketAnalytics, other: MarketAnalytics | undefined): MarkoutLine[] {
  const all = {
    name: 'all fills ± 95 %',
    kind: 'all',
    group: 'all',
    market,
    hasBand: true,
  } as const
  if (other === undefined) {
    return [
      all,
      { name: 'bought', kind: 'buy', group: 'buy', market, hasBand: false },
      { name: 'sold', kind: 'sell', group: 'sell', market, hasBand: false },
    ]
  }
  return [
    all,
    { name: 'second run ± 95 %', kind: 'other', group: 'all', market: other, hasBand: true },
  ]
}

function profitPanel({ pnl }: MarketAnalytics): Html {
  const bar = (name: string, value: number) => ({ name, value, text: moneyText(value) })
  const adverse = Number.isNaN(pnl.adverseSelection)
    ? [bar('inventory', pnl.inventory)]
    : [bar('adverse selection', pnl.adverseSelection), bar('carry', pnl.carry)]
  const bars = [
    bar('spread capture', pnl.spread),
    ...adverse,
    bar(pnl.fees < 0 ? 'rebates' : 'fees', -pnl.fees),
    ...(pnl.funding === 0 ? [] : [bar('funding', -pnl.funding)]),
    { ...bar('profit', pnl.total), isTotal: true },
  ]
  const exact = pnl.isExact
    ? 'The sum is exact: whole half ticks times lots.'
    : 'The sum holds to 1e-9 of the turnover.'
  const adverseText = `Adverse selection is what the market did within ${spanText(pnl.adverseNanos)} of each fill, carry what it did to the position after that.`
  return barChart(
    'Where the profit came from',
    'settlement currency',
    bars,
    `${adverseText} ${exact}`,
  )
}

function causePanel({ causes, races, queue }: MarketAnalytics): Html {
  const bars = causes.map(({ cause, share, fills }) => ({
    name: cause,
    value: Number.isNaN(share) ? 0 : share,
    text: `${percentText(share)} · ${countText(fills)}`,
    kind: 'neutral',
  }))
  const lost =
    races.cancels + races.replaces === 0
      ? 'No cancel and no replace was sent.'
      : `Races lost: ${countText(races.lateCancels)} of ${countText(races.cancels)} cancels, ${countText(races.lateReplaces)} of ${countText(races.replaces)} replaces came after the order had gone.`
  const waited =
    queue.filledAfter.count === 0
      ? ''
      : ` Resting fills came after ${spanText(queue.filledAfter.p50)} (median).`
  return barChart('Why orders were filled', 'share of lots · fills', bars, lost + waited)
}

function queuePanels({ queue }: MarketAnalytics): Html {
  const ahead = histogramChart({
    title: 'Queue ahead',
    unit: 'lots, logarithmic',
    format: countText,
    series: [
      { name: 'orders coming to rest', kind: 'neutral', distribution: queue.aheadAtEntry },
      { name: 'fills, at entry', kind: 'maker', distribution: queue.filledAheadAtEntry },
      { name: 'fills, at the fill', kind: 'equity', distribution: queue.aheadAtFill },
    ],
  })
  const times = histogramChart({
    title: 'Time in the queue',
    unit: 'logarithmic',
    format: spanText,
    series: [
      { name: 'until filled', kind: 'maker', distribution: queue.filledAfter },
      { name: 'until withdrawn', kind: 'neutral', distribution: queue.canceledAfter },
    ],
  })
  const shares = queue.fillShareByAhead.filter(({ restedLots }) => restedLots > 0)
  const byAhead = barChart(
    'Fill probability by queue position',
    'share of lots that traded',
    shares.map(({ toLots, restedLots, filledLots }) => ({
      name: toLots === 0 ? 'none ahead' : `up to ${countText(toLots)}`,
      value: filledLots / restedLots,
      text: percentText(filledLots / restedLots),
      kind: 'maker',
    })),
    'By the lots that stood ahead when the order came to rest: each row from the one above it.',
  )
  return html`${ahead}${shares.length === 0 ? undefined : byAhead}${times}`
}

function latencyPanel({ latency }: MarketAnalytics): Html {
  return histogramChart({
    title: 'Latency',
    unit: 'logarithmic',
    format: spanText,
    series: [
      { name: 'feed', kind: 'price', distribution: latency.feed },
      { name: 'order entry', kind: 'equity', distribution: latency.entry },
      { name: 'response', kind: 'inventory', distribution: latency.response },
    ],
  })
}

function inventoryPanel({ inventory }: MarketAnalytics): Html {
  const total = inventory.bars.reduce((sum, { nanos }) => sum + nanos, 0)
  return columnPanel({
    title: 'Time by inventory',
    unit: 'lots',
    kind: 'inventory',
    columns: inventory.bars.map(({ from, to, nanos }) => ({
      value: nanos,
      text: `${from === to ? countText(from) : `${countText(from)} to ${countText(to)}`} lots: ${percentText(nanos / total)} of time`,
    })),
    low: countText(inventory.bars[0]?.from ?? 0),
    high: countText(inventory.bars.at(-1)?.to ?? 0),
    note: `Flat ${percentText(inventory.shareFlat)} of the time, at the limit ${percentText(inventory.shareAtLimit)}; |position| is ${fixedText(inventory.meanAbsoluteLots, 2)} lots on average.`,
  })
}
