/** One pane: its title, its values at the crosshair, and its plot. */
import { effect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type uPlot from 'uplot'
import type { Setup } from '../protocol.ts'
import { clock, clockDigits } from './format.ts'
import type { Pane, Reading } from './panes.ts'
import { columns, createPlot, rootPixels } from './plot.ts'
import { buckets, crosshair, frames, status } from './state.ts'
import { drawInColumns } from './stream.ts'
import { theme } from './theme.ts'
import { WindowChoice } from './window-choice.tsx'

export function PaneView({ pane, setup }: { pane: Pane; setup: Setup }) {
  const host = useRef<HTMLDivElement>(null)
  const type = useTypeSize()
  const colours = theme.value
  useEffect(
    () => draw(host.current!, pane, setup),
    [pane, setup.tickSeconds, setup.quote, colours, type],
  )
  return (
    <section class={`pane pane-${pane.name}`} aria-label={`${pane.title}, ${pane.unit(setup)}`}>
      <header class="pane-header">
        <h2>
          {pane.title} <span class="unit">{pane.unit(setup)}</span>
        </h2>
        <Readings pane={pane} tickSeconds={setup.tickSeconds} />
        {pane.hasFills && <WindowChoice />}
      </header>
      <div class="plot" ref={host} data-pane={pane.name} aria-hidden="true" />
      {pane.hasTimes && <TimeUnit />}
    </section>
  )
}

/** The values at the crosshair, or the newest ones. */
function Readings({ pane, tickSeconds }: { pane: Pane; tickSeconds: number }) {
  // The status changes as often as a text should.
  status.value
  const { count } = buckets
  if (count === 0) return <p class="readings">waiting for the first tick</p>
  const index = Math.min(crosshair.value ?? count - 1, count - 1)
  const isCrosshair = crosshair.value !== null
  return (
    <p class="readings">
      {pane.readings(buckets, index).map((reading) => (
        <ReadingView key={reading.label} {...reading} />
      ))}
      {isCrosshair && (
        <span class="reading at">
          at <b>{clock(buckets.tickAt(index) * tickSeconds, clockDigits(tickSeconds))}</b>
        </span>
      )}
    </p>
  )
}

/** How the times below the panes are written. */
function TimeUnit() {
  const isLong = (status.value?.atSeconds ?? 0) >= 3600
  return (
    <p class="time-unit" title="Simulated time">
      {isLong ? 'h:mm:ss' : 'm:ss'}
    </p>
  )
}

function ReadingView({ label, text, colour, shape }: Reading) {
  return (
    <span class={`reading ink-${colour}`}>
      {shape === undefined ? <i class="swatch" /> : <i class="shape">{shape}</i>}
      {label} <b>{text}</b>
    </span>
  )
}

/** Draws until the pane goes away; returns how to end. */
function draw(host: HTMLDivElement, pane: Pane, setup: Setup): () => void {
  const plot: uPlot = createPlot({
    pane,
    setup,
    buckets,
    host,
    onCrosshair: (index) => {
      if (crosshair.peek() !== index) crosshair.value = index
    },
    onMarkers: ({ buys, sells }) => {
      host.dataset.buys = String(buys)
      host.dataset.sells = String(sells)
    },
  })
  const stop = effect(() => {
    frames.value
    plot.setData(columns(pane, buckets, setup.tickSeconds))
    host.dataset.buckets = String(buckets.count)
  })
  const observer = new ResizeObserver(() => {
    plot.setSize({ width: host.clientWidth, height: host.clientHeight })
    drawInColumns(plot.bbox.width)
  })
  observer.observe(host)
  return () => {
    observer.disconnect()
    stop()
    plot.destroy()
  }
}

/** The size of the type: plots are built anew when a wider screen changes it. */
function useTypeSize(): number {
  const [size, setSize] = useState(rootPixels)
  useEffect(() => {
    const look = () => setSize(rootPixels())
    addEventListener('resize', look)
    return () => removeEventListener('resize', look)
  }, [])
  return size
}
