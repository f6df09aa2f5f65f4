/** Where in the input something was wrong. Lines and columns count from 1, bytes from 0. */
export interface InputPlace {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly byte?: number
  /** A field, configuration key or command-line option. */
  readonly field?: string
}

/**
 * A user's mistake or a damaged input: what was wrong, where, and what to do about it.
 *
 * The command line prints `message` alone and exits with code 2; a stack trace is for our own bugs.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly place: InputPlace
  readonly problem: string
  readonly remedy: string

  constructor(problem: string, place: InputPlace = {}, remedy = '') {
    const where = describePlace(place)
    super(`${where === '' ? '' : `${where}: `}${problem}${remedy === '' ? '' : `\n  ${remedy}`}`)
    this.problem = problem
    this.place = place
    this.remedy = remedy
  }

  /** The same error, placed in a file that an inner layer did not know. */
  within(file: string): InputError {
    if (this.place.file !== undefined) return this
    return new InputError(this.problem, { ...this.place, file }, this.remedy)
  }
}

function describePlace({ file, line, column, byte, field }: InputPlace): string {
  const parts: string[] = []
  if (file !== undefined) parts.push(file)
  if (line !== undefined)
    parts.push(column === undefined ? `line ${line}` : `line ${line}:${column}`)
  if (byte !== undefined) parts.push(`byte ${byte}`)
  if (field !== undefined) parts.push(field)
  return parts.join(', ')
}
