/** Crashes, cuts, flipped bits and forgeries: what was acknowledged is there, what is wrong is named. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import type { FaultDisk } from './fault-disk.suite.ts'
import { JournalWriter, recoverJournal } from './index.ts'
import { appendUpTo, changed, countingFrom, hasher, readBack, written } from './journal.suite.ts'
import { BatchBytes, batchBytes, HEADER_BYTES } from './layout.ts'

const RECORDS = 11
const { disk: whole } = (() => {
  const { disk, journal } = written(8)
  journal.commit()
  appendUpTo(journal, RECORDS)
  journal.commit()
  return { disk }
})()
/** Where the second and last batch begins. */
const LAST_BATCH = HEADER_BYTES + batchBytes(8)
const SIZE = whole.bytes.length

test('cut anywhere, the journal has every whole batch before the cut and goes on from there', () => {
  for (let size = 0; size <= SIZE; size++) {
    const disk = changed(whole, (bytes) => bytes.slice(0, size))
    const report = recoverJournal({ disk, hasher })
    const records = size < LAST_BATCH ? 0 : size < SIZE ? 8 : RECORDS
    if (size < HEADER_BYTES) {
      expect(report.status, `${size} bytes`).toBe('empty')
      continue
    }
    expect(report, `${size} bytes`).toMatchObject({ status: 'clean', records })
    const again = JournalWriter.resume({ disk, hasher, report })
    appendUpTo(again, 20)
    again.commit()
    expect(readBack(disk).said).toEqual(countingFrom(1, 20))
  }
})

test('any flipped bit is corruption, named by its place, and changes nothing on the disk', () => {
  const wrong: string[] = []
  const disk = changed(whole, () => undefined)
  for (let byte = 0; byte < SIZE; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      disk.bytes[byte]! ^= 1 << bit
      const { status, problem, records } = recoverJournal({ disk, hasher })
      const { offset = Number.NaN } = problem ?? {}
      const isNamed = offset <= byte && byte < offset + batchBytes(8)
      const isKept = records === (byte < LAST_BATCH ? 0 : 8) && disk.bytes.length === SIZE
      if (status !== 'corrupt' || !isNamed || !isKept) wrong.push(`bit ${bit} of byte ${byte}`)
      disk.bytes[byte]! ^= 1 << bit
    }
  }
  expect(wrong).toEqual([])
  expect(disk.bytes).toEqual(whole.bytes)
  expect(recoverJournal({ disk, hasher }).status).toBe('clean')
})

test('a record rewritten with a good checksum is called what it is', () => {
  const forged = changed(whole, (bytes) => {
    const batch = new BatchBytes(bytes.buffer as ArrayBuffer)
    batch.words[(HEADER_BYTES + 64) / 4 + 8] = 777
    batch.writeChecksums(HEADER_BYTES, 8)
    return undefined
  })
  expect(readBack(forged).report).toMatchObject({
    status: 'corrupt',
    problem: { offset: HEADER_BYTES, sequence: 1, text: expect.stringContaining('changed after') },
  })
})

test('a batch written twice or left out is found out', () => {
  const size = batchBytes(8)
  const twice = changed(whole, (bytes) => {
    const copy = new Uint8Array(bytes.length + size)
    copy.set(bytes.subarray(0, LAST_BATCH))
    copy.set(bytes.subarray(HEADER_BYTES, LAST_BATCH), LAST_BATCH)
    copy.set(bytes.subarray(LAST_BATCH), LAST_BATCH + size)
    return copy
  })
  expect(readBack(twice).report).toMatchObject({
    status: 'corrupt',
    problem: { offset: LAST_BATCH, text: 'a batch begins with sequence 1 where 9 follows' },
  })
  const without = changed(whole, (bytes) => {
    const copy = new Uint8Array(bytes.length - size)
    copy.set(bytes.subarray(0, HEADER_BYTES))
    copy.set(bytes.subarray(LAST_BATCH), HEADER_BYTES)
    return copy
  })
  expect(readBack(without).report).toMatchObject({
    status: 'corrupt',
    problem: { offset: HEADER_BYTES, text: 'a batch begins with sequence 9 where 1 follows' },
  })
})

test('files that are no journal are told what they are', () => {
  for (const [change, text] of [
    [(bytes: Uint8Array) => bytes.fill(65), 'does not begin like a journal'],
    [(bytes: Uint8Array) => bytes.fill(9, 4, 8), 'version'],
    [(bytes: Uint8Array) => bytes.subarray(0, 4).reverse(), 'byte order'],
  ] as const) {
    const disk = changed(whole, (bytes) => {
      change(bytes)
      return undefined
    })
    expect(readBack(disk).report.problem?.text).toContain(text)
  }
})

/** Writes, commits, breaks and crashes as chance has it; answers what it was promised. */
function live(seed: number): { disk: FaultDisk; acknowledged: number; appended: number } {
  const random = RandomStream.named(seed, 'journal')
  const { disk, journal } = written(0, { segmentBytesMax: 3000, reserveRecords: 200 })
  let acknowledged = 0
  for (let step = random.integer(0, 119); step > 0; step--) {
    const what = random.integer(0, 11)
    if (what === 0) disk.room = random.integer(0, 2999)
    else if (what === 1) disk.room = Number.POSITIVE_INFINITY
    else if (what === 2) disk.appendBytesMax = random.integer(1, 200)
    else if (what === 3) disk.failsToSync = random.integer(0, 3) === 0
    else if (what === 4) journal.retry()
    else if (what < 8) journal.commit()
    else if (journal.state === 'open') {
      appendUpTo(journal, journal.lastSequence + random.integer(0, 7))
    }
    acknowledged = journal.durableSequence
  }
  const appended = journal.lastSequence
  disk.crash(random)
  return { disk, acknowledged, appended }
}

test('after any crash nothing acknowledged is missing and nothing is invented', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { disk, acknowledged, appended } = live(seed)
      const report = recoverJournal({ disk, hasher })
      expect(report.status).toBe('clean')
      expect(report.lastSequence).toBeGreaterThanOrEqual(acknowledged)
      expect(report.lastSequence).toBeLessThanOrEqual(appended)
      expect(readBack(disk).said).toEqual(countingFrom(1, report.lastSequence))
      const again = JournalWriter.resume({ disk, hasher, report })
      appendUpTo(again, report.lastSequence + 20)
      expect(again.close()).toBe(true)
      expect(readBack(disk).said).toEqual(countingFrom(1, report.lastSequence + 20))
    }),
    { numRuns: 400 },
  )
})
