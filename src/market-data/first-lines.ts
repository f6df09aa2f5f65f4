/**
 * The first lines of a source, read ahead to learn what it holds before events flow: its format, its
 * symbol, its price grid, its date.
 */
import { InputError } from '../core/index.ts'
import { LineSplitter } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'

const LINES_MAX = 5000
const BYTES_MAX = 4 * 1024 * 1024

export interface FirstLines {
  readonly name: string
  /** Lines that are not blank, without line ends. */
  readonly lines: readonly Uint8Array[]
  /** Number in the file of each of these lines, from 1. */
  readonly numbers: readonly number[]
  /** What ended the reading before its time: the reason, when too little could be learnt. */
  readonly failure: InputError | undefined
}

/**
 * Damage after the first line is no error here: it is met again, and told, when the events before it
 * have been delivered.
 * @throws InputError when not one line can be read.
 */
export async function readFirstLines(source: ByteSource): Promise<FirstLines> {
  const splitter = new LineSplitter()
  const lines: Uint8Array[] = []
  const numbers: number[] = []
  let bytes = 0
  let failure: InputError | undefined
  const take = (): void => {
    const line = splitter.bytes.slice(splitter.start, splitter.end)
    bytes += line.length
    if (!line.some((byte) => byte > 32)) return
    lines.push(line)
    numbers.push(splitter.line)
  }
  const isEnough = (): boolean => lines.length >= LINES_MAX || bytes >= BYTES_MAX
  try {
    for await (const chunk of source.read()) {
      splitter.push(chunk)
      while (!isEnough() && splitter.next()) take()
      if (isEnough()) break
    }
    if (!isEnough() && splitter.finish()) take()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    failure = new InputError(error.problem, { ...error.place, file: source.name }, error.remedy)
    if (lines.length === 0) throw failure
  }
  if (lines.length > 0) return { name: source.name, lines, numbers, failure }
  throw new InputError('the file holds no data', { file: source.name }, 'It is empty or blank.')
}
