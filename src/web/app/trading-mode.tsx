/**
 * What may be sent: always on the bar, set in a dialog with who and why; and the throttle of repeated
 * executions, which says when it has tripped and waits for somebody to re-arm it.
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { MODE_EFFECTS, MODE_NAMES } from '../mode-words.ts'
import type { ModeName, ModeStatus, RunInstant, Setup, Status } from '../protocol.ts'
import { rearmStrategy, setMode } from './commands.ts'
import { clock, whole } from './format.ts'
import { isModeOpen } from './state.ts'

const MODE_LABELS: Readonly<Record<ModeName, string>> = {
  trading: 'Trading',
  'reduce-only': 'Reduce-only',
  halted: 'Halted',
}
/** Shapes too: colour alone would not do. */
const MODE_SHAPES: Readonly<Record<ModeName, string>> = {
  trading: '●',
  'reduce-only': '◐',
  halted: '■',
}

const open = () => {
  isModeOpen.value = true
}

export function ModeButton({ status }: { status: Status }) {
  const { mode, throttle } = status.trading
  const isDisabled = throttle?.isTripped === true && mode !== 'halted'
  const label = isDisabled ? 'Disabled' : MODE_LABELS[mode]
  return (
    <button
      type="button"
      class={`mode is-${isDisabled ? 'halted' : mode}`}
      aria-label={`Mode: ${label}. Change what may be sent`}
      aria-keyshortcuts="m"
      aria-haspopup="dialog"
      title="What may be sent (m)"
      onClick={open}
    >
      <Shape mode={isDisabled ? 'halted' : mode} /> {label}
    </button>
  )
}

const Shape = ({ mode }: { mode: ModeName }) => (
  <i class={`mode-shape is-${mode}`} aria-hidden="true">
    {MODE_SHAPES[mode]}
  </i>
)

export function ModeBanner({ setup, status }: { setup: Setup; status: Status }) {
  const { mode, all, market, modeRefusals } = status.trading
  if (mode === 'trading') return null
  const orders = status.liveOrders
  return (
    <section class="notice is-warning mode-banner" role="alert" aria-label="Trading mode">
      <p>
        <b>
          {MODE_LABELS[mode]}: {MODE_EFFECTS[mode]}.
        </b>{' '}
        <ModeReason scope="All markets" set={all} status={status} />
        <ModeReason scope={setup.symbol} set={market} status={status} />
        {orders > 0 && `${whole(orders)} ${orders === 1 ? 'order is' : 'orders are'} open. `}
        {modeRefusals > 0 && `${refusedText(modeRefusals)}.`}
      </p>
      <button type="button" onClick={open}>
        Change …
      </button>
    </section>
  )
}

function ModeReason({ scope, set, status }: { scope: string; set: ModeStatus; status: Status }) {
  if (set.mode === 'trading' || set.set === null) return null
  const { who, why } = set.set
  return (
    <>
      {scope}: {set.mode} by {who}, {placeText(set.set, status)}: {why}.{' '}
    </>
  )
}

/** The strategy has executed too often: what tripped, since when, and what to do. */
export function ThrottleBanner({ status }: { status: Status }) {
  const [isOpen, setOpen] = useState(false)
  const { throttle } = status.trading
  if (throttle === null || !throttle.isTripped) return null
  const { limit, trip, refusals } = throttle
  const orders = status.liveOrders
  return (
    <section class="kill-banner throttle-banner" role="alert" aria-label="Execution throttle">
      <p>
        <b>Execution throttle tripped: the strategy is disabled.</b> It had {limit}
        {trip === null ? '' : `, ${placeText(trip, status)}`}.{' '}
        {orders > 0
          ? `${whole(orders)} orders are being withdrawn.`
          : 'All its orders are withdrawn.'}{' '}
        {refusals > 0 && `${refusedText(refusals)}. `}
        Look at its fills and parameters, then re-arm it.
      </p>
      {isOpen ? (
        <WhoAndWhy
          stay="Stay disabled"
          go="Re-arm"
          onStay={() => setOpen(false)}
          onGo={async (who, why) => {
            if ((await rearmStrategy(who, why)) === undefined) setOpen(false)
          }}
        />
      ) : (
        <p class="rearm">
          <button type="button" onClick={() => setOpen(true)}>
            Re-arm strategy …
          </button>
        </p>
      )}
    </section>
  )
}

interface WhoAndWhyProps {
  readonly stay: string
  readonly go: string
  readonly onStay: () => void
  readonly onGo: (who: string, why: string) => Promise<void>
}

function WhoAndWhy({ stay, go, onStay, onGo }: WhoAndWhyProps) {
  return (
    <form
      class="rearm"
      onSubmit={(event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget)
        void onGo(String(given.get('who')), String(given.get('why')))
      }}
    >
      <label>
        Who <input name="who" required maxLength={100} autocomplete="username" />
      </label>
      <label>
        Why <input name="why" required maxLength={200} autocomplete="off" />
      </label>
      <button type="button" onClick={onStay}>
        {stay}
      </button>
      <button type="submit">{go}</button>
    </form>
  )
}

export function ModeDialog({ setup, status }: { setup: Setup; status: Status }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = isModeOpen.value
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const close = () => {
    isModeOpen.value = false
  }
  // Told a moment after it has closed: by then it may be open again.
  const closed = () => {
    if (dialog.current?.open !== true) close()
  }
  return (
    <dialog ref={dialog} class="mode-dialog" onClose={closed} aria-labelledby="mode-title">
      {isOpen && <ModeForm setup={setup} status={status} close={close} />}
    </dialog>
  )
}

function ModeForm(given: { setup: Setup; status: Status; close: () => void }) {
  const { setup, status, close } = given
  const { all, market } = status.trading
  // Whoever comes to undo a mode finds the place where it was set.
  const isOfMarket = all.mode === 'trading' && market.mode !== 'trading'
  const [scope, setScope] = useState(isOfMarket ? setup.symbol : '')
  const present = scope === '' ? all.mode : market.mode
  const [wish, setWish] = useState<ModeName | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const chosen = wish ?? present
  const send = async (who: string, why: string) => {
    const refusal = await setMode(chosen, who, why, scope)
    if (refusal === undefined) close()
    else setProblem(refusal.problem)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const words = new FormData(event.currentTarget)
        void send(String(words.get('who')), String(words.get('why')))
      }}
    >
      <h2 id="mode-title">What may be sent</h2>
      <ScopeChoice
        setup={setup}
        status={status}
        scope={scope}
        choose={(next) => {
          setScope(next)
          setWish(undefined)
        }}
      />
      <ModeChoice chosen={chosen} choose={setWish} />
      <p class="effect">
        {MODE_LABELS[chosen]}: {MODE_EFFECTS[chosen]}. The stricter of all markets and one holds.
      </p>
      <label class="field">
        Who <input name="who" required maxLength={100} autocomplete="username" />
      </label>
      <label class="field">
        Why <input name="why" required maxLength={200} autocomplete="off" />
      </label>
      {problem !== '' && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <p class="choices">
        <button type="button" onClick={close}>
          Leave it
        </button>
        <button type="submit" disabled={chosen === present}>
          {chosen === present ? 'It is so already' : `Set ${chosen}`}
        </button>
      </p>
    </form>
  )
}

interface ScopeChoiceProps {
  readonly setup: Setup
  readonly status: Status
  /** Empty for all markets. */
  readonly scope: string
  readonly choose: (scope: string) => void
}

function ScopeChoice({ setup, status, scope, choose }: ScopeChoiceProps) {
  const { all, market } = status.trading
  return (
    <label class="field">
      Where
      <select
        name="scope"
        value={scope}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        <option value="">All markets: {all.mode}</option>
        <option value={setup.symbol}>
          {setup.symbol} alone: {market.mode}
        </option>
      </select>
    </label>
  )
}

function ModeChoice({ chosen, choose }: { chosen: ModeName; choose: (mode: ModeName) => void }) {
  return (
    <fieldset class="segments" aria-label="Mode">
      {MODE_NAMES.map((mode) => (
        <button
          key={mode}
          type="button"
          aria-pressed={chosen === mode}
          onClick={() => choose(mode)}
        >
          <Shape mode={mode} /> {MODE_LABELS[mode]}
        </button>
      ))}
    </fieldset>
  )
}

const refusedText = (count: number): string =>
  `${whole(count)} ${count === 1 ? 'order' : 'orders'} refused in this run`

function placeText({ atSeconds, atTick, runNumber }: RunInstant, status: Status): string {
  const run = runNumber === status.runNumber ? '' : ' of an earlier run'
  return `at ${clock(atSeconds)} simulated (tick ${whole(atTick)}${run})`
}
