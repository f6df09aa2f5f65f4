/** A journal in a real folder: written, torn, read where writing is not allowed. */
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EventTape, packMeta, TRADE } from '../core/index.ts'
import { JournalWriter, recoverJournal, scanJournal } from '../journal/index.ts'
import { sha256 as hasher, JournalFolder } from './journal-folder.ts'

let path = ''
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 't2t-journal-')), 'run')
})
afterEach(() => rmSync(join(path, '..'), { recursive: true, force: true }))

const record = new EventTape(1)
record.append(packMeta(TRADE, 1, 0), 0, 1, 2)

function written(records: number): JournalWriter {
  const disk = new JournalFolder(path, { isNew: true })
  const journal = JournalWriter.create({ disk, hasher, epochNanos: 0n, rules: 'test' })
  for (let k = 0; k < records; k++) journal.append(record, 0)
  return journal
}

test('a journal in a folder comes back, and a torn tail is cut off', () => {
  written(3000).commit()
  const [name] = readdirSync(path)
  appendFileSync(join(path, name!), 'BTCH')
  const disk = new JournalFolder(path)
  expect(scanJournal({ disk, hasher })).toMatchObject({ status: 'torn', tornBytes: 4 })
  expect(recoverJournal({ disk, hasher })).toMatchObject({ status: 'clean', records: 3000 })
  expect(scanJournal({ disk, hasher })).toMatchObject({ status: 'clean', tornBytes: 0 })
})

test('other files in the folder are none of its business', () => {
  written(1).close()
  writeFileSync(join(path, 'notes.txt'), 'hello')
  expect(scanJournal({ disk: new JournalFolder(path), hasher }).records).toBe(1)
})

test('a journal can be read where it cannot be written', () => {
  written(1).close()
  const [name] = readdirSync(path)
  chmodSync(join(path, name!), 0o400)
  expect(scanJournal({ disk: new JournalFolder(path), hasher }).status).toBe('clean')
})

test('a path that is no folder is told', () => {
  expect(() => new JournalFolder(path)).toThrow('no such folder')
  writeFileSync(path, '')
  expect(() => new JournalFolder(path)).toThrow('is a file, not a folder')
})
