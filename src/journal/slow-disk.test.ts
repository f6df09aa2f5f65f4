/** A disk whose writes and syncs take long, or too long: a writer waits or stops, and loses nothing. */
import { expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import { FaultDisk } from './fault-disk.suite.ts'
import type { JournalWriter } from './index.ts'
import { appendUpTo, countingFrom, numbered, readBack, written } from './journal.suite.ts'

const SECOND = 1e9
const SEEDS = countingFrom(1, 40)

test('however long a disk takes, the writer waits for it, and has every record in its order', () => {
  for (const seed of SEEDS) {
    const random = RandomStream.named(seed, 'slow disk')
    const disk = new FaultDisk()
    const { journal } = written(0, { disk, segmentBytesMax: 4_000 })
    disk.slowness = { random, nanosMax: 30 * SECOND, patienceNanos: Number.POSITIVE_INFINITY }
    disk.appendBytesMax = random.integer(1, 600)
    let acknowledged = 0
    for (let records = 0; records < 300; records += random.integer(1, 40)) {
      appendUpTo(journal, records)
      if (random.integer(0, 3) === 0) expect(journal.commit()).toBe(true)
      expect(journal.state).toBe('open')
      // Never ahead of the disk, however far that is behind.
      expect(journal.durableSequence).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = journal.durableSequence
    }
    const records = journal.lastSequence
    expect(journal.close()).toBe(true)
    expect(disk.busyNanos).toBeGreaterThan(SECOND)
    const { report, said } = readBack(disk)
    expect(said, `seed ${seed}`).toEqual(countingFrom(1, records))
    expect(report).toMatchObject({ status: 'clean', isClosed: true })
  }
})

test('what was acknowledged before the power went is there, however slow the disk was', () => {
  for (const seed of SEEDS) {
    const random = RandomStream.named(seed, 'slow disk and no power')
    const disk = new FaultDisk()
    const { journal } = written(0, { disk })
    disk.slowness = { random, nanosMax: 30 * SECOND, patienceNanos: Number.POSITIVE_INFINITY }
    for (let records = random.integer(1, 100); records > 0; records--) {
      journal.append(numbered(journal.lastSequence + 1), 0)
      if (random.integer(0, 9) === 0) journal.commit()
    }
    const { durableSequence } = journal
    disk.crash(random)
    expect(readBack(disk).said.length, `seed ${seed}`).toBeGreaterThanOrEqual(durableSequence)
  }
})

/** The disk has recovered for a while, and its owner tries again. */
function again(disk: FaultDisk, journal: JournalWriter): boolean {
  const { slowness } = disk
  disk.slowness = undefined
  const isOpen = journal.retry()
  disk.slowness = slowness
  return isOpen
}

test('a write that takes too long stops trading before a record is lost, and a retry lets it go on', () => {
  let stops = 0
  for (const seed of SEEDS) {
    const random = RandomStream.named(seed, 'a disk that times out')
    const disk = new FaultDisk()
    let isTrading = true
    const onHalt = (problem: string) => {
      expect(problem).toBe('the journal cannot be written: ETIMEDOUT: connection timed out, write')
      isTrading = false
      stops++
    }
    const { journal } = written(0, { disk, onHalt })
    disk.slowness = { random, nanosMax: 10 * SECOND, patienceNanos: 9 * SECOND }
    // What an owner does: orders while it trades, what a stop still brings while there is room for it.
    for (let turn = 0; turn < 400; turn++) {
      expect(isTrading).toBe(journal.state === 'open')
      if (isTrading || journal.room > 0) journal.append(numbered(journal.lastSequence + 1), 0)
      else isTrading = again(disk, journal)
    }
    if (!isTrading) expect(again(disk, journal)).toBe(true)
    disk.slowness = undefined
    const records = journal.lastSequence
    expect(journal.close()).toBe(true)
    expect(readBack(disk).said, `seed ${seed}`).toEqual(countingFrom(1, records))
  }
  expect(stops).toBeGreaterThan(SEEDS.length)
})

test('a sync that takes too long breaks the journal: nothing more is called durable, nothing is tried again', () => {
  for (const seed of SEEDS) {
    const random = RandomStream.named(seed, 'a sync that times out')
    const disk = new FaultDisk()
    const halts: string[] = []
    const { journal } = written(5, { disk, onHalt: (problem) => halts.push(problem) })
    expect(journal.commit()).toBe(true)
    appendUpTo(journal, 13)
    disk.slowness = { random, nanosMax: 10 * SECOND, patienceNanos: 0 }
    expect(journal.commit()).toBe(false)
    expect(journal.state).toBe('broken')
    expect(halts).toEqual(['the journal cannot be synced: ETIMEDOUT: connection timed out, fsync'])
    disk.slowness = undefined
    expect([journal.retry(), journal.commit(), journal.close()]).toEqual([false, false, false])
    expect(journal.durableSequence).toBe(5)
    disk.crash(random)
    expect(readBack(disk).said.length).toBeGreaterThanOrEqual(5)
  }
})
