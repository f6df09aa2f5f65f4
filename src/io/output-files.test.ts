/** The files of a command: all of them appear at once, or none does. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { OutputFiles } from './output-files.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-output-files-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

test('nothing bears its name before all of it is written, and discarding afterwards takes nothing away', () => {
  const files = new OutputFiles()
  expect(files.open(undefined)).toBeUndefined()
  for (const name of ['one', 'two']) files.open(at(name)).write(name)
  expect(readdirSync(folder).filter((name) => ['one', 'two'].includes(name))).toEqual([])
  files.commit()
  files.discard()
  expect(readdirSync(folder).sort()).toEqual(['one', 'two'])
  for (const name of ['one', 'two']) expect(readFileSync(at(name), 'utf8')).toBe(name)
})

test('where one file cannot be made, the others leave nothing behind', () => {
  const files = new OutputFiles()
  files.open(at('three')).write('three')
  expect(() => files.open(at('absent/four'))).toThrow('there is no such folder')
  files.discard()
  expect(readdirSync(folder).filter((name) => name.startsWith('three'))).toEqual([])
})
