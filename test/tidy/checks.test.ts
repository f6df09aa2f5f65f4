/** Each check of the house rules finds what it is there for, and lets the rest alone. */
import { expect, test } from 'vitest'
import { asynchronousCode, inexactMath, outsideWorld } from './determinism.ts'
import { brokenLinks, foldersWithoutReadme, missingDocComments } from './documentation.ts'
import { foreignImports, unreachedFiles } from './imports.ts'
import { longFiles, longFunctions, staleAllowances } from './lengths.ts'
import { abbreviations, wordsOf } from './names.ts'
import { SourceFile } from './source-file.ts'
import { foreignWords, lockedHosts, silencedTests, unfinishedMarks } from './wording.ts'

const DOC = '/** What this file is for, in one sentence. */\n'
const file = (text: string, path = 'src/book/a.ts') => new SourceFile(path, text)
const lines = (count: number) => 'x\n'.repeat(count)

test('a file without a doc comment, with a bare one, or with one too late is found', () => {
  expect(missingDocComments([file(`${DOC}export const a = 1`)])).toEqual([])
  expect(missingDocComments([file(`#!/usr/bin/env node\n${DOC}a()`)])).toEqual([])
  for (const text of [
    'export const a = 1',
    '/** */ a()',
    '// What this file is for\n',
    `a()\n${DOC}`,
  ]) {
    expect(missingDocComments([file(text)])).toHaveLength(1)
  }
})

test('a folder of code without a page is found, however deep', () => {
  expect(foldersWithoutReadme(['src/book/book.ts', 'src/book/README.md'])).toEqual([])
  expect(foldersWithoutReadme(['src/wire/fix/index.ts', 'src/wire/fix/PROTOCOL.md'])).toEqual([])
  expect(foldersWithoutReadme(['src/wire/fix/index.ts', 'src/wire/README.md'])).toEqual([
    'src/wire/fix has no README.md',
  ])
})

test('a link to nowhere is found, in words and in pictures', () => {
  const paths = ['README.md', 'docs/glossary.md', 'src/book/book.ts']
  const page = (text: string) => brokenLinks([{ path: 'docs/glossary.md', text }], paths)
  expect(
    page('[a](../README.md#top) [b](../src/book/) [c](https://example.com) [d](#here)'),
  ).toEqual([])
  expect(page('[a](README.md)')).toHaveLength(1)
  expect(page('<img alt="" src="a.png">')).toHaveLength(1)
})

test('an import from outside is found, in every form', () => {
  expect(foreignImports([file("import { a } from '../core/index.ts'")])).toEqual([])
  for (const text of [
    "import { readFileSync } from 'node:fs'",
    "import type { Hono } from 'hono'",
    "export * from 'ws'",
    "const zod = await import('zod')",
  ]) {
    expect(foreignImports([file(text)])).toHaveLength(1)
  }
  expect(foreignImports([file("import { test } from 'vitest'", 'src/book/a.test.ts')])).toEqual([])
})

test('a file that nothing reaches is found, also when it reaches itself', () => {
  const files = [
    file("import './used.ts'; new URL('./worker.ts', import.meta.url)", 'src/book/index.ts'),
    file('', 'src/book/used.ts'),
    file('', 'src/book/worker.ts'),
    file("import './island.ts'", 'src/book/bridge.ts'),
    file("import './bridge.ts'", 'src/book/island.ts'),
  ]
  const found = unreachedFiles(files, (path) => path.endsWith('index.ts'))
  expect(found.map((finding) => finding.split(' ')[0])).toEqual([
    'src/book/bridge.ts',
    'src/book/island.ts',
  ])
})

test('clocks, chance and the environment are found; calendars and namesakes are not', () => {
  for (const text of [
    'const now = Date.now()',
    'const today = new Date()',
    'const start = performance.now()',
    'if (process.env.DEBUG) a()',
    'setTimeout(a, 1)',
    'const clock = Date',
    'const { now } = performance',
  ]) {
    expect(outsideWorld([file(text)]), text).toHaveLength(1)
  }
  for (const text of [
    'const midnight = Date.UTC(2024, 7, 8)',
    'const day = new Date(millis).toISOString()',
    'order.process()',
    'const verbs = { process: 1 }',
    'function wait(process) { return process.length }',
  ]) {
    expect(outsideWorld([file(text)]), text).toEqual([])
  }
})

test('mathematics that differs between machines is found; what IEEE 754 rounds is not', () => {
  for (const text of ['Math.random()', 'Math.log(2)', 'Math.pow(2, x)', '10 ** decimals']) {
    expect(inexactMath([file(text)]), text).toHaveLength(1)
  }
  for (const text of ['Math.sqrt(2)', '2 ** 32', '2 ** -53', 'Math.floor(x)']) {
    expect(inexactMath([file(text)]), text).toEqual([])
  }
})

test('waiting is found in every form', () => {
  for (const text of [
    'async function a() {}',
    'class A { async b() {} }',
    'for await (const a of b) c()',
    'await a',
    'const a = new Promise(b)',
  ]) {
    expect(asynchronousCode([file(`${text}\nexport {}`)]).length, text).toBeGreaterThan(0)
  }
  expect(asynchronousCode([file('for (const a of b) c(a)')])).toEqual([])
})

test('an identifier is cut into words where its case, its digits and its dashes say so', () => {
  expect(wordsOf('lastPriceTicks')).toEqual(['last', 'price', 'ticks'])
  expect(wordsOf('MAX_QTY')).toEqual(['max', 'qty'])
  expect(wordsOf('usdPx2')).toEqual(['usd', 'px'])
  expect(wordsOf('HTTPServer')).toEqual(['http', 'server'])
})

test('abbreviations are found wherever a name is given, and only there', () => {
  for (const text of [
    'const lastPx = 1',
    'function add(qty) {}',
    'class A { #ts = 0 }',
    'interface B { readonly msg: string }',
    'const { event: evt } = a',
    'type Cfg = number',
    "import { a as buf } from './b.ts'",
  ]) {
    expect(abbreviations([file(text)]), text).toHaveLength(1)
  }
  for (const text of ['const lots = wire.qty', 'const tsunami = 1', 'const { ctx: canvas } = a']) {
    expect(abbreviations([file(text)]), text).toEqual([])
  }
})

test('long files and long functions are found, and an exception must be needed', () => {
  expect(longFiles([file(lines(500))], new Map())).toEqual([])
  expect(longFiles([file(lines(501))], new Map())).toHaveLength(1)
  const long = file(`function f() {\n${lines(70)}}`)
  expect(longFunctions([file(`function f() {\n${lines(68)}}`)], new Map())).toEqual([])
  const found = longFunctions([long], new Map())
  expect(found).toEqual(['src/book/a.ts:1 f has 72 lines'])
  const allowed = new Map([['src/book/a.ts f', 'a table that is read as one']])
  expect(longFunctions([long], allowed)).toEqual([])
  expect(staleAllowances(allowed, found)).toEqual([])
  expect(staleAllowances(allowed, [])).toHaveLength(1)
})

test('a long method and a long arrow go by their names', () => {
  const method = file(`class A {\n  b() {\n${lines(70)}}\n}`)
  const arrow = file(`const c = () => {\n${lines(70)}}`)
  expect(longFunctions([method, arrow], new Map()).join()).toMatch(/ b has 72 .* c has 72 /)
})

test('silenced tests are found; a reason above them, or in their condition, will do', () => {
  const silenced = (text: string) => silencedTests([file(text, 'src/book/a.test.ts')])
  expect(silenced("test.skip('a', f)")).toHaveLength(1)
  expect(silenced("it.todo('a')")).toHaveLength(1)
  expect(silenced("// The venue does not say.\ntest.skip('a', f)")).toEqual([])
  expect(silenced("// Only this one.\ntest.only('a', f)")).toHaveLength(1)
  expect(silenced("test.skipIf(capture === undefined)('a', f)")).toEqual([])
})

test('marks of unfinished work are found in comments', () => {
  expect(unfinishedMarks([file('// TODO: the other side')])).toHaveLength(1)
  expect(unfinishedMarks([file('/* This is a stub. */')])).toHaveLength(1)
  expect(unfinishedMarks([file("const label = 'TODO'")])).toEqual([])
})

test('words about who wrote it, and where, are found', () => {
  for (const text of [
    `see ${['', 'home', 'ann', 'notes'].join('/')}`,
    `from ${['registry', 'npmjs', 'org'].join('.')}`,
    'a subagent wrote this',
  ]) {
    expect(foreignWords([{ path: 'README.md', text: `fine\n${text}` }])[0], text).toMatch(
      /^README.md:2 /,
    )
  }
  for (const text of ['the trading session', 'src/home/page.ts', 'agents that trade']) {
    expect(foreignWords([{ path: 'README.md', text }]), text).toEqual([])
  }
})

test('a host in the lock file is found', () => {
  const lock = (entry: object) => JSON.stringify({ packages: { 'node_modules/ws': entry } })
  expect(lockedHosts(lock({ version: '8.0.0' }))).toEqual([])
  expect(lockedHosts(lock({ resolved: 'https://example.com/ws.tgz' }))).toHaveLength(1)
})
