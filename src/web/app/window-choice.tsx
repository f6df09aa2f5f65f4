/** How far back the panes look. */
import { rememberWindow, windowTicks } from './state.ts'

const WINDOWS: readonly (number | null)[] = [500, 2_000, 10_000, 100_000, null]

export function WindowChoice() {
  return (
    <select
      class="window-choice"
      aria-label="Ticks in view"
      title="Ticks in view"
      value={String(windowTicks.value ?? 'all')}
      onChange={({ currentTarget: { value } }) =>
        rememberWindow(value === 'all' ? null : Number(value))
      }
    >
      {WINDOWS.map((ticks) => (
        <option key={ticks} value={String(ticks ?? 'all')}>
          {ticks === null ? 'all ticks' : `${ticks.toLocaleString('en-US')} ticks`}
        </option>
      ))}
    </select>
  )
}
