/**
 * A process that writes a journal and says what is durable, killed without warning at any moment; and
 * the checker, which holds what was said, and looks at what is there.
 */
import { spawn } from 'node:child_process'
import { expect } from 'vitest'
import { EVENT_F64, F_SEQUENCE, type RandomStream } from '../core/index.ts'
import { JournalReader, type JournalReport, recoverJournal } from '../journal/index.ts'
import { JournalFolder, sha256 } from './journal-folder.ts'

const built = (path: string) => new URL(`../../dist/${path}`, import.meta.url).href

/** Goes on where the journal ends; a record says its own sequence; a line says what is durable. */
const WRITER = `
import { writeSync } from 'node:fs'
import { EventTape, F_SEQUENCE, packMeta, TRADE } from '${built('core/index.js')}'
import { JournalFolder, sha256 } from '${built('io/index.js')}'
import { JournalWriter, recoverJournal } from '${built('journal/index.js')}'
const [path, group] = process.argv.slice(1)
const disk = new JournalFolder(path, { isNew: true })
const options = { disk, hasher: sha256, segmentBytesMax: 40_000, batchRecords: 64 }
const report = recoverJournal(options)
const journal = report.status === 'empty'
  ? JournalWriter.create({ ...options, epochNanos: 0n, rules: 'killed' })
  : JournalWriter.resume({ ...options, report })
const tape = new EventTape(1)
tape.append(packMeta(TRADE, 1, 0), 0, 1, 1)
writeSync(1, 'begins\\n')
for (;;) {
  for (let k = 0; k < Number(group); k++) {
    tape.f64[F_SEQUENCE] = journal.lastSequence + 1
    journal.append(tape, 0)
  }
  if (!journal.commit()) throw new Error(journal.problem)
  writeSync(1, journal.durableSequence + '\\n')
}`

/** One life: lets it write for a while, kills it, and answers what it was told to be durable. */
export async function live(path: string, random: RandomStream): Promise<number> {
  const group = random.integer(1, 200)
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', WRITER, path, String(group)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      resolve()
    })
    child.on('exit', () => resolve())
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  await begun
  await new Promise((resolve) => setTimeout(resolve, random.uniform() * 30))
  child.kill('SIGKILL')
  await ended
  // The last line may have been cut by the end: what was not said whole was not said.
  const lines = said.split('\n').slice(1, -1)
  return Number(lines.at(-1) ?? 0)
}

/** Nothing acknowledged is missing, nothing is invented, and the journal can go on. */
export function checkAfterKill(path: string, acknowledged: number, place: string): JournalReport {
  const disk = new JournalFolder(path)
  const report = recoverJournal({ disk, hasher: sha256 })
  expect(report.problem, place).toBeUndefined()
  expect(report.lastSequence, place).toBeGreaterThanOrEqual(acknowledged)
  const reader = new JournalReader({ disk, hasher: sha256 })
  let next = 1
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      const said = batch.f64[(batch.first + k) * EVENT_F64 + F_SEQUENCE]
      if (said !== next) throw new Error(`${place}: record ${next} says it is ${said}`)
      next++
    }
  }
  expect(next - 1, place).toBe(report.lastSequence)
  return report
}
