/** The parameters: each can be changed while the strategy runs, and says what is wrong beside it. */
import { useState } from 'preact/hooks'
import type { Setup, TunableField, TunableValue } from '../protocol.ts'
import { tune } from './commands.ts'

export function Parameters({ setup }: { setup: Setup }) {
  return (
    <section class="panel" aria-label="Parameters">
      <h2>
        Parameters <span class="unit">live: taken over with Enter</span>
      </h2>
      <div class="parameters">
        {setup.fields.map((field) => (
          <Parameter key={field.name} field={field} value={setup.values[field.name]!} />
        ))}
      </div>
    </section>
  )
}

function Parameter({ field, value }: { field: TunableField; value: TunableValue }) {
  const [draft, setDraft] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const send = async (next: TunableValue) => {
    const found = await tune(field.name, next)
    setProblem(found ?? '')
    // What was refused stays to be corrected; what was taken comes back from the server.
    if (found === undefined) setDraft(undefined)
  }
  const sendText = (text: string) => {
    const number = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isNaN(number)) setProblem('must be a number')
    else if (!Number.isFinite(number)) setProblem('is larger than any number here can be')
    else void send(number)
  }
  const described = { 'aria-invalid': problem !== '', 'aria-describedby': `${field.name}-problem` }
  return (
    <div class={`parameter ${problem === '' ? '' : 'has-problem'}`} title={field.hint}>
      <label for={`parameter-${field.name}`}>{field.label}</label>
      {field.kind === 'choice' && (
        <select
          {...described}
          id={`parameter-${field.name}`}
          value={String(value)}
          onChange={({ currentTarget }) => send(currentTarget.value)}
        >
          {field.choices?.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      {field.kind === 'flag' && (
        <input
          {...described}
          id={`parameter-${field.name}`}
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget }) => send(currentTarget.checked)}
        />
      )}
      {(field.kind === 'number' || field.kind === 'integer') && (
        <input
          {...described}
          id={`parameter-${field.name}`}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={draft ?? String(value)}
          onInput={({ currentTarget }) => setDraft(currentTarget.value)}
          onChange={({ currentTarget }) => sendText(currentTarget.value)}
          onKeyDown={({ key }) => {
            if (key !== 'Escape') return
            setDraft(undefined)
            setProblem('')
          }}
        />
      )}
      <span class="unit">{field.unit}</span>
      <p class="problem" id={`${field.name}-problem`} role="alert">
        {problem}
      </p>
    </div>
  )
}
