/** What is written is read back; what is refused, rotated, closed and resumed is not lost. */
import { expect, test } from 'vitest'
import { EventTape } from '../core/index.ts'
import { FaultDisk } from './fault-disk.suite.ts'
import { JournalReader, JournalWriter, recoverJournal } from './index.ts'
import { appendUpTo, countingFrom, hasher, numbered, readBack, written } from './journal.suite.ts'

test('records come back in their order with their sequences', () => {
  for (const records of [0, 1, 7, 8, 9, 100]) {
    const { disk, journal } = written(records)
    expect(journal.close()).toBe(true)
    const { report, said } = readBack(disk)
    expect(said).toEqual(countingFrom(1, records))
    expect(report).toMatchObject({ status: 'clean', records, isClosed: true, problem: undefined })
  }
})

test('a run of records goes in as one by one, across batches, and stops at the reserve', () => {
  const disk = new FaultDisk()
  const { journal } = written(3, { disk })
  const tape = new EventTape(32)
  for (let sequence = 4; sequence <= 30; sequence++) tape.appendFrom(numbered(sequence), 0, 1)
  journal.appendRun(tape, 0, 27)
  expect([journal.lastSequence, journal.room]).toEqual([30, 10])
  journal.commit()
  expect(readBack(disk).said).toEqual(countingFrom(1, 30))
  disk.room = 0
  journal.appendRun(tape, 0, 16)
  expect([journal.state, journal.room]).toEqual(['stalled', 0])
  expect(() => journal.appendRun(tape, 0, 1)).toThrow('reserve')
})

test('a reader goes on where a journal has grown, through its next segments too', () => {
  const { disk, journal } = written(5, { segmentBytesMax: 2000 })
  journal.commit()
  const reader = new JournalReader({ disk, hasher })
  let heard = 0
  for (let records = 5; records <= 200; records += 13) {
    appendUpTo(journal, records)
    journal.commit()
    for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
      expect(batch.firstSequence).toBe(heard + 1)
      heard += batch.count
    }
    expect(heard).toBe(records)
  }
  expect(reader.report()).toMatchObject({ status: 'clean', records: heard })
})

test('a reader that comes while a batch is being written waits for its end', () => {
  const { disk, journal } = written(8)
  journal.commit()
  appendUpTo(journal, 16)
  const whole = disk.bytes
  const reader = new JournalReader({ disk, hasher })
  const [file] = disk.files.values()
  file!.bytes = whole.slice(0, whole.length - 100)
  expect(reader.next()?.count).toBe(8)
  expect(reader.next()).toBeUndefined()
  expect(reader.report().status).toBe('torn')
  file!.bytes = whole
  expect(reader.next()?.firstSequence).toBe(9)
  expect(reader.next()).toBeUndefined()
  expect(reader.report().status).toBe('clean')
})

test('a reader may begin with a later segment', () => {
  const { disk, journal } = written(100, { segmentBytesMax: 2000 })
  journal.close()
  const all = new JournalReader({ disk, hasher })
  const last = all.segments.at(-1)!
  while (all.next() !== undefined);
  const some = new JournalReader({ disk, hasher, fromSegment: last })
  while (some.next() !== undefined);
  expect(some.report()).toMatchObject({ status: 'clean', lastSequence: 100, isClosed: true })
  expect(some.report().records).toBeLessThan(100)
  expect(some.report().end).toEqual(all.report().end)
})

test('a commit makes everything durable, and says so', () => {
  const { disk, journal } = written(5)
  expect([journal.lastSequence, journal.durableSequence]).toEqual([5, 0])
  expect(journal.commit()).toBe(true)
  expect(journal.durableSequence).toBe(5)
  expect(readBack(disk).said).toEqual(countingFrom(1, 5))
})

test('a group waits for company as long as it was told to', () => {
  const { journal } = written(0, { groupNanos: 1000 })
  journal.commitIfDue(0)
  appendUpTo(journal, 1)
  journal.commitIfDue(999)
  expect(journal.durableSequence).toBe(0)
  appendUpTo(journal, 2)
  journal.commitIfDue(1000)
  expect(journal.durableSequence).toBe(2)
})

test('a disk that takes a few bytes at a time gets all of them', () => {
  const disk = new FaultDisk()
  disk.appendBytesMax = 13
  const { journal } = written(20, { disk })
  journal.close()
  expect(readBack(disk).said).toEqual(countingFrom(1, 20))
})

test('a full disk halts the journal before a record is lost, and room lets it go on', () => {
  const told: string[] = []
  const disk = new FaultDisk()
  const { journal } = written(7, { disk, onHalt: (problem) => told.push(problem) })
  disk.room = 100
  appendUpTo(journal, 12)
  expect(journal.state).toBe('stalled')
  expect(told).toEqual([expect.stringContaining('ENOSPC')])
  expect(journal.commit()).toBe(false)
  expect(journal.close()).toBe(false)
  expect(journal.durableSequence).toBe(0)
  disk.room = 0
  expect(journal.retry()).toBe(false)
  disk.room = Number.POSITIVE_INFINITY
  expect(journal.retry()).toBe(true)
  expect(journal.durableSequence).toBe(12)
  expect(readBack(disk).said).toEqual(countingFrom(1, 12))
})

test('the reserve of a halted journal has an end that cannot be overlooked', () => {
  const disk = new FaultDisk()
  const { journal } = written(0, { disk })
  disk.room = 0
  appendUpTo(journal, 16)
  expect(() => appendUpTo(journal, 17)).toThrow('reserve')
})

test('after a failed sync nothing is called durable any more', () => {
  const disk = new FaultDisk()
  const { journal } = written(3, { disk })
  journal.commit()
  disk.failsToSync = true
  appendUpTo(journal, 6)
  expect(journal.commit()).toBe(false)
  disk.failsToSync = false
  expect(journal.state).toBe('broken')
  expect(journal.retry()).toBe(false)
  expect(journal.close()).toBe(false)
  expect(journal.durableSequence).toBe(3)
})

test('a journal goes on where it ended, also after it was closed', () => {
  const { disk, journal } = written(10)
  journal.close()
  const report = recoverJournal({ disk, hasher })
  const again = JournalWriter.resume({ disk, hasher, report, batchRecords: 8, reserveRecords: 0 })
  appendUpTo(again, 30)
  again.commit()
  const { report: after, said } = readBack(disk)
  expect(said).toEqual(countingFrom(1, 30))
  expect(after).toMatchObject({ status: 'clean', isClosed: false })
})

test('a journal is not made where one is', () => {
  const { disk } = written(1)
  expect(() => written(1, { disk })).toThrow('EEXIST')
})

test('segments follow each other, the oldest go when told to, and none is missing in between', () => {
  const { disk, journal } = written(100, { segmentBytesMax: 2000 })
  journal.close()
  expect(disk.files.size).toBeGreaterThan(3)
  expect(readBack(disk).said).toEqual(countingFrom(1, 100))
  const first = 'journal-000001.t2t'
  disk.files.delete(first)
  const { report, said } = readBack(disk)
  expect(report.status).toBe('clean')
  expect(said).toEqual(countingFrom(report.firstSequence, 100))
  disk.files.delete('journal-000003.t2t')
  expect(readBack(disk).report).toMatchObject({
    status: 'corrupt',
    problem: { segment: 'journal-000004.t2t', text: expect.stringContaining('missing') },
  })
})

test('at most so many segments are kept', () => {
  const { disk, journal } = written(200, { segmentBytesMax: 2000, segmentsMax: 2 })
  journal.close()
  expect(disk.files.size).toBe(2)
  expect(readBack(disk).said.at(-1)).toBe(200)
})

test('a reader that its writer has overtaken is told so, and of no damage', () => {
  for (const ahead of [30, 60, 200]) {
    for (const batches of [1, 2, 3]) {
      const { disk, journal } = written(24, { segmentBytesMax: 2000, segmentsMax: 2 })
      journal.commit()
      const reader = new JournalReader({ disk, hasher })
      for (let k = 0; k < batches; k++) expect(reader.next()?.count).toBe(8)
      if (batches === 3) expect(reader.next()).toBeUndefined()
      appendUpTo(journal, 24 + ahead)
      journal.commit()
      while (reader.next() !== undefined);
      const { problem, lastSequence } = reader.report()
      if (problem === undefined) expect(lastSequence).toBe(24 + ahead)
      else
        expect(problem).toMatchObject({
          isOvertaken: true,
          text: expect.stringContaining('removed'),
        })
      if (ahead === 200) expect(problem).toBeDefined()
    }
  }
  const { disk } = written(200, { segmentBytesMax: 2000 })
  disk.remove('journal-000002.t2t')
  const { report } = readBack(disk)
  expect(report.problem?.text).toContain('one in between is missing')
  expect(report.problem?.isOvertaken).toBeUndefined()
})

test('a segment put in another place is found out', () => {
  const { disk, journal } = written(100, { segmentBytesMax: 2000 })
  journal.close()
  const names = [...disk.files.keys()].sort()
  const [, second, third] = names
  const kept = disk.open(second!).bytes
  disk.open(second!).bytes = disk.open(third!).bytes
  disk.open(third!).bytes = kept
  expect(readBack(disk).report).toMatchObject({ status: 'corrupt', problem: { segment: second } })
})
