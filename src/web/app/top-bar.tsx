/** The bar on top: what runs, how time passes, whether the page is live, and the kill switch. */
import type { Setup, Speed, Status } from '../protocol.ts'
import { setSpeed, step, togglePause } from './commands.ts'
import { speedText } from './format.ts'
import { KillButton } from './kill-switch.tsx'
import { connection, isHelpOpen } from './state.ts'
import { theme, toggleTheme } from './theme.ts'
import { ModeButton } from './trading-mode.tsx'

export const SPEEDS: readonly Speed[] = [1, 2, 5, 10, 100, 'max']

export function TopBar({ setup, status }: { setup: Setup; status: Status }) {
  return (
    <header class="top-bar">
      <div class="identity">
        <h1>tick-to-trade</h1>
        <span class="badge" title="Simulated: no order leaves this machine">
          SIM
        </span>
        <p title={setup.strategyDescription}>
          <b>{setup.symbol}</b> <span class="wide-only">{setup.strategy}</span>
        </p>
      </div>
      <Transport status={status} />
      <div class="page-tools">
        <ConnectionState />
        <button
          type="button"
          class="icon"
          onClick={toggleTheme}
          aria-label={`Switch to ${theme.value === 'dark' ? 'light' : 'dark'} colours`}
          title="Dark or light (t)"
        >
          {theme.value === 'dark' ? '☾' : '☀'}
        </button>
        <button
          type="button"
          class="icon"
          onClick={() => {
            isHelpOpen.value = true
          }}
          aria-label="Help and keys"
          title="Help and keys (?)"
        >
          ?
        </button>
      </div>
      <div class="stops">
        <ModeButton status={status} />
        <KillButton status={status} />
      </div>
    </header>
  )
}

function Transport({ status }: { status: Status }) {
  const isPaused = status.phase === 'paused'
  const isEnded = status.phase === 'ended'
  return (
    <div class="transport">
      <button
        type="button"
        class="pause"
        onClick={togglePause}
        disabled={isEnded}
        aria-keyshortcuts="Space"
        aria-pressed={isPaused}
        aria-label={isPaused ? 'Run' : 'Pause'}
        title={isPaused ? 'Run (space)' : 'Pause (space)'}
      >
        {isPaused ? '▶' : '❚❚'} <span class="label">{isPaused ? 'Run' : 'Pause'}</span>
      </button>
      <button
        type="button"
        class="step"
        onClick={step}
        disabled={isEnded}
        aria-keyshortcuts="ArrowRight"
        aria-label="Step"
        title="One tick (right arrow)"
      >
        ▶❙ <span class="label">Step</span>
      </button>
      <fieldset class="segments" aria-label="Speed, times real time">
        {SPEEDS.map((speed) => (
          <button
            key={speed}
            type="button"
            data-speed={speed}
            aria-pressed={status.speed === speed}
            onClick={() => setSpeed(speed)}
          >
            {speedText(speed)}
          </button>
        ))}
      </fieldset>
    </div>
  )
}

/** The next speed up or down, for the keys + and -. */
export function changeSpeed(speed: Speed, direction: 1 | -1): void {
  const rank = (one: Speed) => (one === 'max' ? Number.POSITIVE_INFINITY : one)
  const others = SPEEDS.filter((one) => direction * (rank(one) - rank(speed)) > 0)
  const next = direction === 1 ? others[0] : others.at(-1)
  if (next !== undefined) void setSpeed(next)
}

const CONNECTION_TEXTS = {
  connecting: 'connecting',
  live: 'live',
  stale: 'no data',
  refused: 'refused',
} as const

function ConnectionState() {
  return (
    <span class={`connection is-${connection.value}`} title="Whether data arrives">
      <i aria-hidden="true" />
      {CONNECTION_TEXTS[connection.value]}
    </span>
  )
}
