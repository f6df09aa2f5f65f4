/** Keeps a journal for one writer: said in words where somebody else has it, or nobody may write. */
import { join } from 'node:path'
import { InputError } from '../../core/index.ts'
import { lockFolder } from '../folder-lock.ts'

const LOCK = 'journal.lock'
const OWNER = { work: 'run', otherwise: 'name another folder' }

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'cannot be written to: permission denied',
  EPERM: 'cannot be written to: permission denied',
  EROFS: 'cannot be written to: the file system is read-only',
  ENOSPC: 'cannot be written to: the disk is full',
}

/** Returns what gives it free. @throws InputError when this program may not write there now. */
export function lockJournal(folder: string): () => void {
  try {
    return lockFolder(join(folder, LOCK), folder, OWNER)
  } catch (error) {
    const { code } = error as { code?: string }
    const problem = code === undefined ? undefined : PROBLEMS[code]
    if (problem === undefined) throw error
    const remedy =
      'Make it writable, or copy the journal to where you may write. Nothing was changed.'
    throw new InputError(problem, { file: folder }, remedy)
  }
}
