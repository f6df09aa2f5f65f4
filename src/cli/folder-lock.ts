/** One program at a time writes into a folder. What a killed one left behind does not count. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { InputError } from '../core/index.ts'

/** Who writes there, for the message to whom comes second. */
export interface LockOwner {
  /** `sweep` */
  readonly work: string
  /** What to do instead of waiting. */
  readonly otherwise: string
}

/** Returns what gives the folder free. @throws InputError while another program writes there. */
export function lockFolder(
  path: string,
  folder: string,
  { work, otherwise }: LockOwner,
): () => void {
  const mine = `${process.pid} ${beginningOf(process.pid) ?? ''}\n`
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST'
      if (!isTaken || attempt > 0) throw error
    }
    const text = readFileSync(path, 'utf8')
    const owner = Number.parseInt(text, 10)
    if (isRunning(owner, text.split(' ')[1]?.trim() ?? '')) {
      throw new InputError(
        `is being written by another ${work}, process ${owner}`,
        { file: folder },
        `Wait for it, or ${otherwise}.`,
      )
    }
    rmSync(path, { force: true })
  }
}

/** Numbers of processes are used again: with the same number, the beginning must be the same too. */
function isRunning(id: number, beginning: string): boolean {
  if (!(id > 0) || id === process.pid) return false
  try {
    process.kill(id, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const now = beginningOf(id)
  return now === undefined || now === beginning
}

/**
 * When a process began, where the system tells it, in ticks of its clock; `ended` for one that is over
 * and that nobody has taken note of.
 */
function beginningOf(id: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    // Behind the name, which is in brackets and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19]
  } catch {
    return undefined
  }
}
