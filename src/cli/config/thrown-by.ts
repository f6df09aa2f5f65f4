/** Errors of a user's own code, as mistakes with their place instead of bugs of ours. */
import { pathToFileURL } from 'node:url'
import { InputError, InvariantError } from '../../core/index.ts'

/** What is ours already stays as it is; everything else is told with the line that it comes from. */
export function thrownBy(path: string, during: string, error: unknown): Error {
  if (error instanceof InputError || error instanceof InvariantError) return error
  const line = lineOf(path, error)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const isMissing =
    error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return new InputError(
    `${during} failed: ${what.split('\n')[0]}`,
    { file: path, ...(line === undefined ? {} : { line }) },
    isMissing
      ? 'What a module imports must be installed where it lies; a strategy needs no import at all.'
      : 'Correct the strategy.',
  )
}

/** The innermost line of the module that the stack names. */
function lineOf(path: string, error: unknown): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const name of [pathToFileURL(path).href, path]) {
    const at = stack.indexOf(`${name}:`)
    const digits = at < 0 ? null : /^\d+/.exec(stack.slice(at + name.length + 1))
    if (digits !== null) return Number(digits[0])
  }
  return undefined
}
