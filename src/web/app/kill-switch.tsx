/** The kill switch: one press stops trading at once; starting again takes two. */
import { useEffect, useState } from 'preact/hooks'
import type { Status } from '../protocol.ts'
import { beginRearm, confirmRearm, kill } from './commands.ts'
import { clock, whole } from './format.ts'

export function KillButton({ status }: { status: Status }) {
  const isOn = status.killSwitch !== null
  return (
    <button
      type="button"
      class="kill"
      disabled={isOn}
      aria-label={isOn ? 'KILLED: trading is stopped' : 'KILL: stop trading at once'}
      {...(isOn ? {} : { 'aria-keyshortcuts': 'k', title: 'Stops trading at once (k)' })}
      onClick={kill}
    >
      {isOn ? 'KILLED' : 'KILL'}
      {!isOn && <kbd>k</kbd>}
    </button>
  )
}

export function KillBanner({ status }: { status: Status }) {
  const { killSwitch, liveOrders, killRefusals, runNumber } = status
  if (killSwitch === null) return null
  const isEarlierRun = killSwitch.runNumber !== runNumber
  return (
    <section class="kill-banner" role="alert" aria-label="Kill switch">
      <p>
        <b>Kill switch on: trading is stopped.</b> Reason: {killSwitch.reason}, at{' '}
        {clock(killSwitch.atSeconds)} simulated (tick {whole(killSwitch.atTick)}
        {isEarlierRun ? ' of an earlier run' : ''}).{' '}
        {liveOrders === 0
          ? 'All orders are withdrawn: none is working.'
          : `${whole(liveOrders)} orders are being withdrawn.`}{' '}
        {killRefusals > 0 && `${whole(killRefusals)} new orders refused since.`}
      </p>
      <Rearm />
    </section>
  )
}

function Rearm() {
  const [code, setCode] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (code === undefined) return
    const timer = setTimeout(() => setCode(undefined), 30_000)
    return () => clearTimeout(timer)
  }, [code])
  if (code === undefined) {
    return (
      <p class="rearm">
        <button type="button" onClick={async () => setCode(await beginRearm())}>
          Re-arm …
        </button>
      </p>
    )
  }
  return (
    <p class="rearm">
      <span>Let the strategy trade again?</span>
      <button type="button" onClick={() => setCode(undefined)}>
        Stay stopped
      </button>
      <button type="button" class="is-danger" onClick={() => confirmRearm(code)}>
        Yes, re-arm
      </button>
    </p>
  )
}
