/** Opens the default browser where there is somebody in front of it. */
import { spawn } from 'node:child_process'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether a browser would open on a screen that the person at this terminal sees. */
export function hasDesktop(platform: NodeJS.Platform, environment: Environment): boolean {
  const isSet = (name: string) => (environment[name] ?? '') !== ''
  if (isSet('CI') || isSet('SSH_CONNECTION') || isSet('SSH_TTY')) return false
  return (
    platform === 'darwin' || platform === 'win32' || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY')
  )
}

/** Asks the desktop to show a page. That it cannot is no problem of ours: the URL is printed too. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, ...words] = openingCommand(url, platform)
  const child = spawn(program, words, { detached: true, stdio: 'ignore' })
  child.on('error', () => {})
  child.unref()
}

function openingCommand(url: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url]
  // `start` is a word of the shell; `explorer` would drop what is behind the #.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  return ['xdg-open', url]
}
