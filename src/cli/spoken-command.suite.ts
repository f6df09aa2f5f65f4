/** A command line run inside a test, and what it said. */
import { vi } from 'vitest'
import { runProgram } from './program.ts'

export interface Spoken {
  readonly code: number
  /** What went to standard output, and to standard error. */
  readonly text: string
  readonly errors: string
}

/** Runs `t2t` with these words. */
export async function t2t(...words: string[]): Promise<Spoken> {
  let text = ''
  let errors = ''
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  const error = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    errors += String(chunk)
    return true
  })
  try {
    const code = await runProgram(words)
    return { code, text, errors }
  } finally {
    output.mockRestore()
    error.mockRestore()
  }
}
