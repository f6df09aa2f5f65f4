/** The run: its market, its seed, starting it anew, and the hash that says two runs were the same. */
import { useState } from 'preact/hooks'
import type { FeedName, Setup, Status } from '../protocol.ts'
import { restart } from './commands.ts'

const MARKETS: Readonly<Record<FeedName, string>> = {
  exchange: 'exchange with agents',
  gbm: 'random walk',
}

export function RunPanel({ setup, status }: { setup: Setup; status: Status }) {
  const [draft, setDraft] = useState<string | undefined>(undefined)
  const seed = (draft ?? status.seed).trim()
  return (
    <section class="panel run-panel" aria-label="Run">
      <h2>Run {status.runNumber}</h2>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void restart(seed, setup.feed)
          setDraft(undefined)
        }}
      >
        <label>
          Seed
          <input
            name="seed"
            value={draft ?? status.seed}
            maxLength={64}
            required
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          />
        </label>
        <button type="submit" title="Begins anew with this seed and the present settings">
          Restart
        </button>
      </form>
      <label class="market-choice">
        Market
        <select
          name="market"
          title="Begins anew on another market"
          value={setup.feed}
          onChange={({ currentTarget }) => {
            void restart(seed, currentTarget.value as FeedName)
            setDraft(undefined)
          }}
        >
          {setup.feeds.map((feed) => (
            <option key={feed} value={feed}>
              {MARKETS[feed]}
            </option>
          ))}
        </select>
      </label>
      <dl class="facts">
        <dt>Run hash</dt>
        <dd>
          <code data-number="hash">{status.runHash}</code>
        </dd>
        <dt>Reproducible</dt>
        <dd>
          {status.edits === 0
            ? 'from seed and settings'
            : `no, ${status.edits} ${status.edits === 1 ? 'intervention' : 'interventions'}`}
        </dd>
      </dl>
    </section>
  )
}
