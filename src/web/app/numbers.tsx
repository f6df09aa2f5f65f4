/** The strip of numbers: money first, then what moves it, then time. Every number with its unit. */
import type { ComponentChildren } from 'preact'
import type { Setup, Status } from '../protocol.ts'
import { clock, clockDigits, fixed, money, short, signed, speedText } from './format.ts'
import { shownPrice } from './price-text.ts'

export function Numbers({ setup, status }: { setup: Setup; status: Status }) {
  const { quote } = setup
  const direction = status.profit > 0 ? 'up' : status.profit < 0 ? 'down' : 'flat'
  const arrow = { up: '▲', down: '▼', flat: '' }[direction]
  return (
    <dl class="numbers">
      <Figure name="profit" label="PnL after fees" unit={quote} tone={direction}>
        {arrow} {signed(status.profit, 2)}
      </Figure>
      <Figure name="equity" label="Equity" unit={quote}>
        {money(status.equity)}
      </Figure>
      <Figure name="drawdown" label="Max drawdown" unit={quote}>
        {money(status.drawdownMax)}
      </Figure>
      <Figure name="cash" label="Cash" unit={quote}>
        {money(status.cash)}
      </Figure>
      <Figure name="fees" label="Fees" unit={quote}>
        {money(status.fees)}
      </Figure>
      <Figure name="fills" label="Fills" unit={`${short(status.tradedLots)} lots`}>
        {short(status.fills)}
      </Figure>
      <Figure
        name="position"
        label="Position"
        unit={`of ±${fixed(status.positionLimitLots, 0)} lots`}
      >
        {signed(status.positionLots, 0)}
      </Figure>
      <Figure name="price" label="Price" unit={quote}>
        {shownPrice(status.price)}
      </Figure>
      {setup.feed === 'gbm' ? (
        <Figure name="z" label="z-score" unit="σ">
          {signed(status.z, 2)}
        </Figure>
      ) : (
        <Figure name="spread" label="Spread" unit="ticks">
          {fixed(spreadTicks(setup, status), 0)}
        </Figure>
      )}
      <Figure name="time" label="Simulated time" unit="h:mm:ss">
        {clock(status.atSeconds, clockDigits(setup.tickSeconds))}
      </Figure>
      <Figure name="ticks" label="Ticks" unit={`seed ${status.seed}`}>
        {short(status.ticks)}
      </Figure>
      <Figure name="speed" label="Speed" unit={rateText(status)}>
        {speedText(status.speed)}
      </Figure>
    </dl>
  )
}

const spreadTicks = ({ tickStep }: Setup, { bid, ask }: Status): number | null =>
  bid === null || ask === null ? null : Math.round((ask - bid) / tickStep)

const rateText = ({ phase, ticksPerSecond }: Status): string =>
  phase === 'running' ? `${short(Math.round(ticksPerSecond))} ticks/s` : phase

interface FigureProps {
  readonly name: string
  readonly label: string
  readonly unit: string
  readonly tone?: 'up' | 'down' | 'flat'
  readonly children: ComponentChildren
}

function Figure({ name, label, unit, tone = 'flat', children }: FigureProps) {
  return (
    <div class={`figure tone-${tone}`}>
      <dt>{label}</dt>
      <dd data-number={name}>{children}</dd>
      <dd class="unit">{unit}</dd>
    </div>
  )
}
