/** The run: its seed, starting it anew, and the hash that says two runs were the same. */
import { useState } from 'preact/hooks'
import type { Status } from '../protocol.ts'
import { restart } from './commands.ts'

export function RunPanel({ status }: { status: Status }) {
  const [draft, setDraft] = useState<string | undefined>(undefined)
  return (
    <section class="panel run-panel" aria-label="Run">
      <h2>Run {status.runNumber}</h2>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault()
          void restart((draft ?? status.seed).trim())
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
