/** Dark or light: what the system prefers, unless a person chose. */
import { signal } from '@preact/signals'

export type Theme = 'dark' | 'light'

const prefersLight = matchMedia('(prefers-color-scheme: light)')
const chosen = localStorage.getItem('theme')

export const theme = signal<Theme>(
  chosen === 'dark' || chosen === 'light' ? chosen : prefersLight.matches ? 'light' : 'dark',
)
document.documentElement.dataset.theme = theme.value

prefersLight.addEventListener('change', () => {
  if (localStorage.getItem('theme') === null) apply(prefersLight.matches ? 'light' : 'dark')
})

export function toggleTheme(): void {
  const next = theme.value === 'dark' ? 'light' : 'dark'
  localStorage.setItem('theme', next)
  apply(next)
}

function apply(next: Theme): void {
  document.documentElement.dataset.theme = next
  theme.value = next
}

/** A colour or length of the style sheet, by the name of its custom property. */
export const style = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
