/** What a formatter and a compiler cannot see: the house rules, checked over the whole repository. */
import { expect, test } from 'vitest'
import { asynchronousCode, inexactMath, outsideWorld } from './tidy/determinism.ts'
import { brokenLinks, foldersWithoutReadme, missingDocComments } from './tidy/documentation.ts'
import { foreignImports, unreachedFiles } from './tidy/imports.ts'
import { longFiles, longFunctions, staleAllowances } from './tidy/lengths.ts'
import { abbreviations } from './tidy/names.ts'
import { codeFiles, readText, repositoryPaths } from './tidy/repository.ts'
import type { SourceFile } from './tidy/source-file.ts'
import { foreignWords, lockedHosts, silencedTests, unfinishedMarks } from './tidy/wording.ts'

/** Folders that face the outside world; every other folder of `src` is the engine. */
const OUTER_FOLDERS = new Set(['io', 'cli', 'web'])
/** Folders that every event passes through. `market-data` and `backtest` await between batches. */
const EVENT_PATH = new Set(
  'core wire book models strategy risk execution exchange simulation'.split(' '),
)

/** Why these are longer than they should be. */
const LONG_FILES = new Map<string, string>([])
const LONG_FUNCTIONS = new Map<string, string>([])

/** Where `Math.log` and its kin, or `**`, cannot reach a decision or a hash. */
const INEXACT_ON_PURPOSE = new Set<string>([])

const paths = repositoryPaths()
const code = codeFiles(paths)
const source = code.filter(({ path }) => path.startsWith('src/'))
const engine = source.filter(({ folder }) => folder !== undefined && !OUTER_FOLDERS.has(folder))
const documents = paths
  .filter((path) => /\.(md|ts|tsx|mjs|js|json|ya?ml|css|html)$|^\.ci\/|^LICENSE$/.test(path))
  .filter((path) => path !== 'package-lock.json')
  .map((path) => ({ path, text: readText(path) }))
const pages = documents.filter(({ path }) => path.endsWith('.md'))

/** Programs and pages that somebody starts by name. */
function isEntry(path: string): boolean {
  return (
    /\.(test|bench)\.tsx?$|\.config\.(ts|js|mjs)$/.test(path) ||
    /^bench\/peers\/[^/]+\/run\.mjs$/.test(path) ||
    /^src\/(index|cli\/main|web\/app\/main|[^/]+\/index)\.tsx?$/.test(path) ||
    /^(examples\/.*|scripts\/(start|test|test-process|bench|bench-process|example|setup|soak))\.(ts|mjs)$/.test(
      path,
    )
  )
}

test('every source file begins with a comment that says what it is', () => {
  expect(missingDocComments(code)).toEqual([])
})

test('every folder of source code has a page', () => {
  expect(foldersWithoutReadme(paths)).toEqual([])
})

test('every link between the documents leads somewhere', () => {
  expect(brokenLinks(pages, paths)).toEqual([])
})

test('the engine imports nothing from outside', () => {
  expect(foreignImports(engine)).toEqual([])
})

test('the engine reads no clock, no chance and no environment', () => {
  expect(outsideWorld(engine)).toEqual([])
})

test('the engine computes the same bits on every version of Node', () => {
  const exact = engine.filter(({ path }) => !INEXACT_ON_PURPOSE.has(path))
  expect(inexactMath(exact)).toEqual([])
})

test('nothing waits on the event path', () => {
  const eventPath = source.filter(({ folder = '' }) => EVENT_PATH.has(folder))
  expect(asynchronousCode(eventPath)).toEqual([])
})

test('no identifier is an abbreviation', () => {
  expect(abbreviations(code)).toEqual([])
})

test('every file is imported by something that runs', () => {
  expect(unreachedFiles(code, isEntry)).toEqual([])
})

test('no test is switched off without a reason, and none is alone', () => {
  expect(silencedTests(code.filter(({ path }) => /\.(test|suite)\.tsx?$/.test(path)))).toEqual([])
})

test('no file is longer than an idea', () => {
  expect(longFiles(code, LONG_FILES)).toEqual([])
  expect(staleAllowances(LONG_FILES, longFiles(code, new Map()))).toEqual([])
})

test('no function is longer than a page', () => {
  expect(longFunctions(code, LONG_FUNCTIONS)).toEqual([])
  expect(staleAllowances(LONG_FUNCTIONS, longFunctions(code, new Map()))).toEqual([])
})

test('nothing is marked as unfinished', () => {
  expect(unfinishedMarks(code.filter(isCommentedCode))).toEqual([])
})

test('the project speaks of itself alone', () => {
  expect(foreignWords(documents.filter(({ path }) => !path.startsWith('test/tidy/')))).toEqual([])
})

test('the lock file names no host', () => {
  expect(lockedHosts(readText('package-lock.json'))).toEqual([])
})

/** The checks' own lists of words are not marks. */
function isCommentedCode({ path }: SourceFile): boolean {
  return !path.startsWith('test/tidy/')
}
