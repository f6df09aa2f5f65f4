/** Measured latencies from a text file, for drawing from: one duration a line, `#` begins a comment. */
import { readFileSync, statSync } from 'node:fs'
import { InputError } from '../../core/index.ts'
import { LATENCY_MAX } from '../../simulation/index.ts'
import { parseDuration } from './duration.ts'

const BYTES_MAX = 64 * 1024 * 1024

/** Nanoseconds. A bare number is one of nanoseconds. @throws InputError naming the line. */
export function readLatencySamples(path: string): Float64Array {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined || status.isDirectory()) {
    throw new InputError(
      status === undefined ? 'no such file' : 'is a folder, not a file',
      { file: path },
      'Name a text file of measured latencies, one duration a line.',
    )
  }
  if (status.size > BYTES_MAX) {
    throw new InputError(
      `is ${status.size} bytes, too large for samples`,
      { file: path },
      `Give at most ${BYTES_MAX / 2 ** 20} MiB: a random part of the samples has the same distribution.`,
    )
  }
  const samples: number[] = []
  for (const [k, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const text = line.replace(/#.*/, '').trim()
    if (text !== '') samples.push(sampleOf(text, path, k + 1))
  }
  if (samples.length === 0) {
    throw new InputError(
      'holds no latencies',
      { file: path },
      'Write one duration a line, such as 1.2ms.',
    )
  }
  return Float64Array.from(samples)
}

function sampleOf(text: string, path: string, line: number): number {
  const sample = /^\d+$/.test(text) ? Number(text) : parseDuration(text)
  if (sample !== undefined && sample <= LATENCY_MAX) return sample
  throw new InputError(
    sample === undefined
      ? `${JSON.stringify(text.slice(0, 60))} is not a duration`
      : `${text.slice(0, 60)} is longer than an hour`,
    { file: path, line },
    'Write one duration a line, such as 1.2ms, 800us or 350000 (nanoseconds).',
  )
}
