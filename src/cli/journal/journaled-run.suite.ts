/** What tests of journals share: a folder of their own, a small run, its records as one hash, and kills. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'
import { JournalFolder, sha256 } from '../../io/index.ts'
import { JournalReader, segmentName, wordOf } from '../../journal/index.ts'

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
export const KILLS = Number(process.env.T2T_SOAK_KILLS ?? 3)
export const KILLS_SEED = Number(process.env.T2T_SOAK_SEED ?? 1)
export const SEGMENT = segmentName(1)

/** Paths in a folder that is removed when the tests of the file are over. */
export function scratchFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 't2t-journal-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return (name) => join(folder, name)
}

/** A configuration whose run trades often and is over at once. */
export const smallRun = (ticks: number) => ({
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks },
  fees: { makerRate: 0.0001, takerRate: 0.0002 },
  latency: { entry: '1ms', response: '1ms' },
  limits: {
    positionLotsMax: 50,
    orderLotsMax: 20,
    orderValueMax: 10_000,
    priceCollarBps: 500,
    ordersPerSecondMax: 1000,
    ordersBurstMax: 100,
    dailyLossMax: 100_000,
  },
})

/** A hash over all records, however they were cut into batches. */
export function contentOf(path: string): string {
  const hash = createHash('sha256')
  const reader = new JournalReader({ disk: new JournalFolder(path), hasher: sha256 })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    hash.update(batch.i32.slice(wordOf(batch, 0), wordOf(batch, batch.count)))
  }
  expect(reader.report().status).toBe('clean')
  return hash.digest('hex')
}

/** Runs a program until it is killed after so many milliseconds from its beginning, or to its end. */
export async function killed(words: readonly string[], millis: number, hasBegun = () => true) {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: 'ignore' })
  const exit = new Promise((resolve) => child.on('exit', resolve))
  while (!hasBegun()) await sleep(20)
  const timer = setTimeout(() => child.kill('SIGKILL'), millis)
  await exit
  clearTimeout(timer)
}
