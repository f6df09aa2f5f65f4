/** A demo with a journal is the demo without one, and what people do to it stands in the journal. */
import { expect, test } from 'vitest'
import { EntryReader } from '../backtest/index.ts'
import { KILL_STATE_NAMES, MARKET_TOUCH, RandomStream } from '../core/index.ts'
import { FaultDisk } from '../journal/fault-disk.suite.ts'
import { JournalReader, JournalWriter } from '../journal/index.ts'
import { hasher } from '../journal/journal.suite.ts'
import { DemoJournal } from './demo-journal.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession } from './demo-session.ts'

function journaled(disk: FaultDisk): {
  session: DemoSession
  journal: DemoJournal
  /** What a live program does a few times a second where the disk has refused a write. */
  retry: () => boolean
} {
  let writer: JournalWriter | undefined
  const journal = new DemoJournal({
    open: (start) => {
      writer ??= JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 })
      return writer
    },
    market: MARKET_TOUCH,
  })
  const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1, journal })
  return { session, journal, retry: () => writer!.retry() }
}

test('the hash is the one without; people, stops and runs are written down in their order', () => {
  const disk = new FaultDisk()
  const { session, journal } = journaled(disk)
  const plain = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1 })
  for (const one of [session, plain]) {
    one.advance(500)
    one.pause()
    one.step()
    one.tune({ threshold: 2 })
    one.resume()
    one.advance(300)
    one.kill('looks wrong')
    one.advance(50)
    one.rearm('alice', 'looked again')
    one.restart(7)
    one.advance(200)
  }
  expect(session.status().runHash).toBe(plain.status().runHash)
  journal.end(session.engine.ticks)
  expect(journal.commit()).toBe(true)
  const entries = new EntryReader(new JournalReader({ disk, hasher }))
  const told: string[] = []
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    if (['operator', 'parameter', 'run begin', 'run end'].includes(entry.name)) {
      told.push(`${entry.name} ${entry.number} ${entry.text[1]?.slice(0, 12) ?? ''}`.trim())
    }
  }
  expect(entries.reader.report().status).toBe('clean')
  expect(told.map((line) => line.replace(/ .*/, ''))).toEqual(
    'run operator operator operator parameter operator operator operator operator run run run'.split(
      ' ',
    ),
  )
  expect(told).toContain('operator 801 looks wrong')
  expect(told).toContain('operator 851 looked again')
})

test('a disk that takes no more stops trading, and the demo stands still before a record is lost', () => {
  const disk = new FaultDisk()
  const { session, journal } = journaled(disk)
  session.advance(100)
  disk.room = 0
  session.advance(2000)
  expect(session.killSwitch.record?.reason).toContain('ENOSPC')
  expect(session.status().liveOrders).toBe(0)
  for (let k = 0; k < 20_000 && !journal.isFull; k++) session.pause()
  expect(session.advance(10)).toBe(0)
  session.pause()
  disk.room = Number.POSITIVE_INFINITY
})

test('a disk that takes too long stops trading, which goes on only after re-arming, and no record is lost', () => {
  for (const seed of [1, 2, 3]) {
    const random = RandomStream.named(seed, 'a disk that times out')
    const disk = new FaultDisk()
    const { session, journal, retry } = journaled(disk)
    const plain = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1 })
    // As long as it only takes long the demo waits, and is the demo that it would have been.
    disk.slowness = { random, nanosMax: 30e9, patienceNanos: Number.POSITIVE_INFINITY }
    session.advance(400)
    plain.advance(400)
    expect(session.status().runHash).toBe(plain.status().runHash)
    expect(disk.busyNanos).toBeGreaterThan(1e9)
    disk.slowness = { random, nanosMax: 10e9, patienceNanos: 5e9 }
    while (!session.killSwitch.isTripped) session.advance(10)
    expect(session.killSwitch.record?.reason).toContain('ETIMEDOUT')
    session.advance(50)
    expect(session.status().liveOrders).toBe(0)
    const fills = session.status().fills
    disk.slowness = undefined
    expect(retry()).toBe(true)
    session.advance(200)
    expect(session.status().fills).toBe(fills)
    session.rearm('alice', 'the disk is quick again')
    while (session.status().fills === fills) session.advance(100)
    journal.end(session.engine.ticks)
    expect(journal.commit()).toBe(true)
    const entries = new EntryReader(new JournalReader({ disk, hasher }))
    const stops: string[] = []
    for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
      if (entry.name === 'kill switch') stops.push(KILL_STATE_NAMES[entry.grade]!)
    }
    expect(entries.reader.report().status).toBe('clean')
    expect(stops).toEqual(['tripped', 'withdrawing', 'confirmed', 'rearmed'])
  }
})
