/** The page as a whole: bars on top, panes, and the panels beside or below them. */
import { AlertList, Toasts } from './alerts.tsx'
import { FillTable } from './fill-table.tsx'
import { Help } from './help.tsx'
import { KillBanner } from './kill-switch.tsx'
import { LadderPanel } from './ladder.tsx'
import { Numbers } from './numbers.tsx'
import { PaneView } from './pane-view.tsx'
import { PANES } from './panes.ts'
import { Parameters } from './parameters.tsx'
import { RunPanel } from './run-panel.tsx'
import { commandProblem, connection, fills, setup, status } from './state.ts'
import { TopBar } from './top-bar.tsx'
import { ModeBanner, ModeDialog, ThrottleBanner } from './trading-mode.tsx'

export function App() {
  const known = setup.value
  const now = status.value
  if (connection.value === 'refused') return <Refused />
  if (known === undefined || now === undefined) return <p class="waiting">Connecting …</p>
  return (
    <div class={`page is-${connection.value} is-${now.phase} on-${known.feed}`}>
      <TopBar setup={known} status={now} />
      <Numbers setup={known} status={now} />
      <div class="notices">
        <KillBanner status={now} />
        <ThrottleBanner status={now} />
        <ModeBanner setup={known} status={now} />
        <Notices />
      </div>
      {known.feed === 'exchange' && <LadderPanel setup={known} />}
      <main class="panes">
        {PANES.filter(({ name }) => known.panes.includes(name)).map((pane) => (
          <PaneView key={`${known.feed} ${pane.name}`} pane={pane} setup={known} />
        ))}
      </main>
      <aside class="side" aria-label="Settings and fills">
        <RunPanel setup={known} status={now} />
        <AlertList alerts={now.alerts} />
        <Parameters setup={known} />
        <FillTable fills={fills.value} quote={known.quote} total={now.fills} />
      </aside>
      <Help />
      <ModeDialog setup={known} status={now} />
      <Toasts />
      <Announcer />
    </div>
  )
}

/** What went wrong or ended, for as long as it is so. */
function Notices() {
  const { phase, notices } = status.value!
  return (
    <>
      {connection.value !== 'live' && (
        <p class="notice is-warning" role="alert">
          No data for more than a second: what you see is old. Connecting again …
        </p>
      )}
      {commandProblem.value !== '' && (
        <p class="notice is-warning" role="alert">
          {commandProblem.value}
        </p>
      )}
      {phase === 'ended' && (
        <p class="notice">The series has ended: its time is used up. Restart it with a seed.</p>
      )}
      {notices.map((notice) => (
        <p class="notice" key={notice.replace(/\d+/g, '')}>
          {notice}
        </p>
      ))}
    </>
  )
}

function Refused() {
  return (
    <main class="waiting">
      <h1>This page needs its token</h1>
      <p>
        Open the whole URL that <code>t2t demo</code> printed in its terminal, with everything
        behind the <code>#</code>. A demo that was started again has a new one.
      </p>
    </main>
  )
}

/** Tells changes of state to those who do not see them. */
function Announcer() {
  const { phase, speed } = status.value!
  const state = { running: 'running', paused: 'paused', ended: 'the series has ended' }[phase]
  return (
    <p class="unseen" aria-live="polite">
      Simulation {state}, speed {speed === 'max' ? 'as fast as possible' : `${speed} times`}
    </p>
  )
}
