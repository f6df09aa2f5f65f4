/** From settings, plain data that cross threads, to channels. */
import type { AlertChannel } from './alert-channel.ts'
import type { AlertPolicy } from './alert-delivery.ts'
import { CommandChannel, DesktopChannel } from './command-channel.ts'
import { EmailChannel, type EmailOptions } from './email-channel.ts'
import { FileChannel } from './file-channel.ts'
import { WebhookChannel, type WebhookOptions } from './webhook-channel.ts'

export interface AlertSettings extends AlertPolicy {
  readonly webhook?: WebhookOptions | undefined
  readonly email?: EmailOptions | undefined
  readonly command?: readonly string[] | undefined
  readonly desktop?: boolean | undefined
  /** Where lines of JSON are appended. */
  readonly file?: string | undefined
}

export function channelsOf(settings: AlertSettings): AlertChannel[] {
  const { webhook, email, command, desktop, file } = settings
  return [
    ...(file === undefined ? [] : [new FileChannel(file)]),
    ...(desktop === true ? [new DesktopChannel()] : []),
    ...(command === undefined ? [] : [new CommandChannel(command)]),
    ...(webhook === undefined ? [] : [new WebhookChannel(webhook)]),
    ...(email === undefined ? [] : [new EmailChannel(email)]),
  ]
}
