/** What a run file says about how to run it again, read back into a configuration and its options. */
import type { Command } from 'commander'
import { InputError } from '../core/index.ts'
import type { RunArguments } from './config/load-run.ts'

export interface SavedCommand {
  readonly config: string
  readonly given: RunArguments
}

/**
 * Reads the command of a run file with the parser that read it at first.
 * @throws InputError for a command that is none.
 */
export function savedCommand(text: string, parser: Command, file: string): SavedCommand {
  const [program, name, ...words] = shellWords(text)
  let saved: SavedCommand | undefined
  if (program === 't2t' && name === parser.name()) {
    parser
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .action((config: string, given: RunArguments) => {
        saved = { config, given }
      })
    try {
      parser.parse(words, { from: 'user' })
    } catch {
      saved = undefined
    }
  }
  if (saved !== undefined) return saved
  throw new InputError(
    `names a command that this version does not know: ${text.slice(0, 120)}`,
    { file },
    'Name the configuration instead.',
  )
}

/** The words of a command line as `commandText` quotes them: bare, or in single quotes. */
export function shellWords(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let k = 0; k < text.length; k++) {
    const letter = text[k]!
    if (letter === "'") {
      isQuoted = !isQuoted
      word ??= ''
    } else if (letter === '\\' && !isQuoted && k + 1 < text.length) {
      word = (word ?? '') + text[++k]!
    } else if (letter === ' ' && !isQuoted) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + letter
    }
  }
  if (word !== undefined) words.push(word)
  return words
}
