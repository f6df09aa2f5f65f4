/** The kill switch: one press stops trading at once; starting again takes two. */
import { useEffect, useState } from 'preact/hooks'
import type { KillStatus, Status } from '../protocol.ts'
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
        {isEarlierRun ? ' of an earlier run' : ''}). {ordersText(killSwitch, liveOrders)}{' '}
        {killRefusals > 0 && `${whole(killRefusals)} new orders refused since.`}
      </p>
      <Rearm />
    </section>
  )
}

/** What has become of the orders, as far as the venue has said. */
function ordersText({ withdrawal }: KillStatus, liveOrders: number): string {
  if (withdrawal === 'confirmed') return 'All orders are withdrawn: the venue has confirmed it.'
  if (withdrawal === 'unconfirmed') {
    return `The venue has not answered in time: ${whole(liveOrders)} orders may still trade.`
  }
  return `${whole(liveOrders)} orders are being withdrawn.`
}

function Rearm() {
  const [isOpen, setOpen] = useState(false)
  const [code, setCode] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (code === undefined) return
    const timer = setTimeout(() => setCode(undefined), 30_000)
    return () => clearTimeout(timer)
  }, [code])
  const stay = () => {
    setOpen(false)
    setCode(undefined)
  }
  if (!isOpen) {
    return (
      <p class="rearm">
        <button type="button" onClick={() => setOpen(true)}>
          Re-arm …
        </button>
      </p>
    )
  }
  if (code === undefined) return <WhoAndWhy stay={stay} onCode={setCode} />
  return (
    <p class="rearm">
      <span>Let the strategy trade again?</span>
      <button type="button" onClick={stay}>
        Stay stopped
      </button>
      <button type="button" class="is-danger" onClick={() => confirmRearm(code)}>
        Yes, re-arm
      </button>
    </p>
  )
}

/** The first step: it stands in the journal and among the alerts. */
function WhoAndWhy({ stay, onCode }: { stay: () => void; onCode: (code?: string) => void }) {
  return (
    <form
      class="rearm"
      onSubmit={async (event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget)
        onCode(await beginRearm(String(given.get('who')), String(given.get('why'))))
      }}
    >
      <label>
        Who <input name="who" required maxLength={100} autocomplete="username" />
      </label>
      <label>
        Why <input name="why" required maxLength={200} autocomplete="off" />
      </label>
      <button type="button" onClick={stay}>
        Stay stopped
      </button>
      <button type="submit">Next …</button>
    </form>
  )
}
