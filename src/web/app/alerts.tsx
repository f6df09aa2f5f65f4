/** Alerts: each comes up as it is raised, critical ones with a sound, and the newest stand in a list. */
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { AlertRow } from '../protocol.ts'
import { isSoundOn, soundAlarm, sounded, toggleSound } from './alert-sound.ts'
import { clock } from './format.ts'
import { status } from './state.ts'

/** A critical one stays until somebody has taken note. */
const SHOWN_MILLIS = 8_000
const SHOWN_MAX = 4

export function Toasts() {
  const [shown, setShown] = useState<readonly AlertRow[]>([])
  const newest = useRef<number | undefined>(undefined)
  useSignalEffect(() => {
    const alerts = status.value?.alerts ?? []
    const last = alerts.at(-1)?.number ?? 0
    // What was there before this page came is in the list, and no news. A new server counts anew.
    if (newest.current === undefined || last < newest.current) newest.current = last
    const seen = newest.current
    const fresh = alerts.filter(({ number }) => number > seen)
    newest.current = last
    if (fresh.length === 0) return
    if (fresh.some(({ severity }) => severity === 'critical')) soundAlarm()
    setShown((before) => [...before, ...fresh].slice(-SHOWN_MAX))
  })
  const dismiss = (number: number) =>
    setShown((before) => before.filter((alert) => alert.number !== number))
  return (
    <div class="toasts" role="alert" aria-label="New alerts" data-sounded={sounded.value}>
      {shown.map((alert) => (
        <Toast key={alert.number} alert={alert} dismiss={dismiss} />
      ))}
    </div>
  )
}

function Toast({ alert, dismiss }: { alert: AlertRow; dismiss: (number: number) => void }) {
  const { number, severity, text } = alert
  useEffect(() => {
    if (severity === 'critical') return
    const timer = setTimeout(() => dismiss(number), SHOWN_MILLIS)
    return () => clearTimeout(timer)
  }, [number])
  return (
    <p class={`toast is-${severity}`}>
      <span>
        <b>{severity}</b> {text}
      </span>
      <button type="button" aria-label="Take note" onClick={() => dismiss(number)}>
        ✕
      </button>
    </p>
  )
}

export function AlertList({ alerts }: { alerts: readonly AlertRow[] }) {
  if (alerts.length === 0) return null
  return (
    <section class="panel alerts" aria-label="Alerts">
      <h2>
        Alerts{' '}
        <button type="button" aria-pressed={isSoundOn.value} onClick={toggleSound}>
          {isSoundOn.value ? 'Sound on' : 'Sound off'}
        </button>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keys */}
      <ol class="scroll" tabIndex={0} aria-label="List of alerts">
        {alerts.toReversed().map(({ number, severity, text, atSeconds }) => (
          <li key={number} class={`is-${severity}`}>
            <time>{clock(atSeconds)}</time> <b>{severity}</b> {text}
          </li>
        ))}
      </ol>
    </section>
  )
}
