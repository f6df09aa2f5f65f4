/** What a stream can show: colours and width on a terminal, plain text in a pipe. */
import type { WriteStream } from 'node:tty'

export interface Terminal {
  readonly isInteractive: boolean
  readonly columns: number
  write(text: string): void
  /** Emphasis where the stream shows it, the text as it is elsewhere. */
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/** Respects NO_COLOR and FORCE_COLOR, and dumb terminals. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const tty = stream as Partial<WriteStream>
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const isInteractive = tty.isTTY === true && TERM !== 'dumb'
  const hasColour =
    (NO_COLOR ?? '') === '' && ((FORCE_COLOR ?? '') !== '' ? FORCE_COLOR !== '0' : isInteractive)
  const paint = (code: number) => (text: string) =>
    hasColour ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    isInteractive,
    columns: tty.columns ?? 80,
    write: (text) => void stream.write(text),
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    yellow: paint(33),
    cyan: paint(36),
  }
}
