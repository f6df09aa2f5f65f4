/** Files that are whole or absent: devices, links, full disks, inputs that must not be destroyed. */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InputError } from '../core/index.ts'
import { AtomicTextFile, checkOutputs } from './atomic-text-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 't2t-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a file appears at commit, whole, and not before', () => {
  const path = join(folder, 'a.csv')
  const file = new AtomicTextFile(path)
  file.write('a,'.repeat(100_000))
  expect(existsSync(path)).toBe(false)
  file.write('b')
  file.commit()
  expect(readFileSync(path, 'utf8')).toBe(`${'a,'.repeat(100_000)}b`)
  file.discard()
  expect(readdirSync(folder)).toEqual(['a.csv'])
})

test('a discarded file leaves the old one as it was, and nothing else', () => {
  const path = join(folder, 'a.csv')
  writeFileSync(path, 'old')
  const file = new AtomicTextFile(path)
  file.write('new')
  file.discard()
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.csv'])
})

test('a link stays a link: what it leads to is replaced', () => {
  const target = join(folder, 'target.csv')
  const link = join(folder, 'link.csv')
  writeFileSync(target, 'old')
  symlinkSync(target, link)
  const file = new AtomicTextFile(link)
  file.write('new')
  file.commit()
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readFileSync(target, 'utf8')).toBe('new')
})

test.skipIf(!existsSync('/dev/null'))('a device is written to, never replaced', () => {
  const file = new AtomicTextFile('/dev/null')
  file.write('gone')
  file.commit()
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
})

test.skipIf(!existsSync('/dev/full'))('a full disk is said, not thrown as a stack', () => {
  const file = new AtomicTextFile('/dev/full')
  file.write('x')
  expect(() => file.commit()).toThrow(InputError)
  file.discard()
  expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true)
})

test('folders, missing folders and files as folders are refused in plain words', () => {
  writeFileSync(join(folder, 'file'), '')
  const cases: [string, RegExp][] = [
    [folder, /is a folder, not a file/],
    [join(folder, 'none', 'a.csv'), /there is no such folder/],
    [join(folder, 'file', 'a.csv'), /a part of the path is not a folder/],
  ]
  for (const [path, message] of cases) expect(() => new AtomicTextFile(path)).toThrow(message)
})

test('an output that is an input, or another output, is refused before anything is written', () => {
  const input = join(folder, 'run.yaml')
  writeFileSync(input, 'x')
  symlinkSync(input, join(folder, 'link'))
  const fills = { option: '--fills', path: join(folder, 'new.csv') }
  expect(() => checkOutputs([fills], [input])).not.toThrow()
  expect(() => checkOutputs([{ ...fills, path: join(folder, 'link') }], [input])).toThrow(
    InputError,
  )
  expect(() => checkOutputs([fills, { ...fills, option: '--equity' }], [input])).toThrow(/--fills/)
  const nowhere = { option: '--fills', path: '/dev/null' }
  expect(() => checkOutputs([nowhere, { ...nowhere, option: '--equity' }], [])).not.toThrow()
})
