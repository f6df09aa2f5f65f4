/**
 * A command of the user's own: started without a shell, the notice as JSON on its standard input.
 *
 * Exit code 0 is delivered. What takes longer than its time is ended.
 */
import { spawn } from 'node:child_process'
import {
  type AlertChannel,
  type AlertNotice,
  DeliveryError,
  noticeBody,
  noticeTitle,
  systemReason,
} from './alert-channel.ts'

export class CommandChannel implements AlertChannel {
  readonly name: string = 'command'
  readonly #program: string
  readonly #terms: readonly string[]

  /** @param command the program, then its arguments. */
  constructor(command: readonly string[]) {
    const [program = '', ...terms] = command
    this.#program = program
    this.#terms = terms
  }

  deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    return runToEnd(this.#program, this.#terms, `${JSON.stringify(notice)}\n`, timeoutMillis)
  }
}

/** The desktop's own notifications, where `notify-send` is installed. */
export class DesktopChannel implements AlertChannel {
  readonly name = 'desktop'

  deliver(notice: AlertNotice, timeoutMillis: number): Promise<void> {
    const urgency = notice.severity === 'critical' ? 'critical' : 'normal'
    const terms = ['--app-name=tick-to-trade', `--urgency=${urgency}`, '--']
    // The body is markup: what looks like it is meant as it stands.
    const body = noticeBody(notice).replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    return runToEnd('notify-send', [...terms, noticeTitle(notice), body], '', timeoutMillis)
  }
}

function runToEnd(
  program: string,
  terms: readonly string[],
  input: string,
  timeoutMillis: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...terms], { stdio: ['pipe', 'ignore', 'ignore'], shell: false })
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, timeoutMillis)
    child.on('error', (error) => {
      clearTimeout(timer)
      const reason = systemReason(error)
      reject(
        reason === 'ENOENT'
          ? new DeliveryError('no such program', true)
          : new DeliveryError(`cannot be started (${reason})`, true),
      )
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve()
      else if (isLate) reject(new DeliveryError('did not end in time'))
      else reject(new DeliveryError(`ended with ${signal ?? `exit code ${code}`}`))
    })
    // A program that does not read its input is none of our trouble.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
