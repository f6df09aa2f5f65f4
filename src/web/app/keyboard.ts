/** Keys that work wherever the focus is, except where they would type or press something else. */
import { kill, step, togglePause } from './commands.ts'
import { connection, isHelpOpen, isModeOpen, status } from './state.ts'
import { toggleTheme } from './theme.ts'
import { changeSpeed } from './top-bar.tsx'

/** Holding the arrow steps on; holding another key does its work once. */
const HELD_KEY = 'ArrowRight'

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    const { key, target } = event
    // Without its token the page can ask for nothing.
    if (connection.peek() === 'refused') return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (target instanceof Element && isTaken(target, key)) return
    const action = actionOf(key)
    if (action === undefined || (event.repeat && key !== HELD_KEY)) return
    event.preventDefault()
    action()
  })
  // A pressed button keeps the focus, and would take the space bar. That helps whoever got there by
  // keyboard, and nobody who came by mouse.
  addEventListener('click', ({ target, detail }) => {
    const button = target instanceof Element ? target.closest('button') : null
    if (detail > 0) button?.blur()
  })
}

function actionOf(key: string): (() => void) | undefined {
  if (key === ' ') return () => void togglePause()
  if (key === 'ArrowRight') return () => void step()
  if (key === 'k' || key === 'K') return () => void kill()
  if (key === '+' || key === '=') return () => changeSpeed(status.peek()?.speed ?? 1, 1)
  if (key === '-') return () => changeSpeed(status.peek()?.speed ?? 1, -1)
  if (key === 't') return toggleTheme
  if (key === 'm') return openMode
  if (key === '?') return toggleHelp
  return undefined
}

/** Whether the focused element has its own use for the key. */
function isTaken(target: Element, key: string): boolean {
  if (target.closest('input:not([type=checkbox]), select, textarea')) return true
  return key === ' ' && target.closest('button, input') !== null
}

function toggleHelp(): void {
  isHelpOpen.value = !isHelpOpen.value
}

function openMode(): void {
  if (!isHelpOpen.peek()) isModeOpen.value = true
}
