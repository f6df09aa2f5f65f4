/** Where a browser would be seen. */
import { expect, test } from 'vitest'
import { hasDesktop } from './open-browser.ts'

test('a browser opens where there is a screen', () => {
  expect(hasDesktop('darwin', {})).toBe(true)
  expect(hasDesktop('win32', {})).toBe(true)
  expect(hasDesktop('linux', { DISPLAY: ':0' })).toBe(true)
  expect(hasDesktop('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
})

test('none opens without a screen, from afar, or where nobody is', () => {
  expect(hasDesktop('linux', {})).toBe(false)
  expect(hasDesktop('linux', { DISPLAY: '' })).toBe(false)
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    for (const name of ['CI', 'SSH_CONNECTION', 'SSH_TTY']) {
      expect(hasDesktop(platform, { DISPLAY: ':0', [name]: '1' })).toBe(false)
    }
  }
})
