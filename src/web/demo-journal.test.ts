/** A demo with a journal is the demo without one, and what people do to it stands in the journal. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { EntryReader } from '../backtest/index.ts'
import { MARKET_TOUCH } from '../core/index.ts'
import { FaultDisk } from '../journal/fault-disk.suite.ts'
import { type JournalHasher, JournalReader, JournalWriter } from '../journal/index.ts'
import { DemoJournal } from './demo-journal.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession } from './demo-session.ts'

const hasher: JournalHasher = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function journaled(disk: FaultDisk): { session: DemoSession; journal: DemoJournal } {
  let writer: JournalWriter | undefined
  const journal = new DemoJournal({
    open: (start) => {
      writer ??= JournalWriter.create({ ...start, disk, hasher, batchRecords: 64 })
      return writer
    },
    market: MARKET_TOUCH,
  })
  return { session: new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1, journal }), journal }
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
