/** A file: one line of JSON for each notice, appended and flushed to the disk. */
import { open } from 'node:fs/promises'
import {
  type AlertChannel,
  type AlertNotice,
  DeliveryError,
  systemReason,
} from './alert-channel.ts'

export class FileChannel implements AlertChannel {
  readonly name = 'file'
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async deliver(notice: AlertNotice): Promise<void> {
    try {
      const file = await open(this.#path, 'a', 0o600)
      try {
        await file.appendFile(`${JSON.stringify(notice)}\n`)
        await file.datasync()
      } finally {
        await file.close()
      }
    } catch (error) {
      throw new DeliveryError(`cannot be written (${systemReason(error)})`)
    }
  }
}
