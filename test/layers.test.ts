/** Imports point upstream, through front doors, and never in circles. */
import { expect, test } from 'vitest'
import { importCircles, layerBreaches, layersOf, upstreamFirst } from './tidy/layers.ts'
import { codeFiles, readText, repositoryPaths } from './tidy/repository.ts'
import { SourceFile } from './tidy/source-file.ts'

/** The life of an order, as src/README.md draws it. */
const PIPELINE =
  'core wire market-data book models strategy risk execution exchange simulation backtest'.split(
    ' ',
  )

const paths = repositoryPaths()
const configurations = new Map(
  paths
    .map((path) => /^src\/([^/]+)\/tsconfig\.json$/.exec(path))
    .filter((match) => match !== null)
    .map((match) => [match[1]!, readText(match[0])]),
)
const layers = layersOf(configurations)
const source = codeFiles(paths.filter((path) => /^src\/.*\.tsx?$/.test(path)))

test('every folder of src is a layer', () => {
  const folders = new Set(
    source.map(({ folder }) => folder).filter((folder) => folder !== undefined),
  )
  expect([...layers.keys()].sort()).toEqual([...folders].sort())
})

test('the layers are in the order of the pipeline', () => {
  const order = upstreamFirst(layers)
  expect(order.filter((folder) => PIPELINE.includes(folder))).toEqual(PIPELINE)
  expect(order.at(-1)).toBe('cli')
})

test('every import between folders points upstream, through the index of the folder', () => {
  expect(layerBreaches(source, layers)).toEqual([])
})

test('no imports go in circles', () => {
  expect(importCircles(source)).toEqual([])
})

const twoLayers = layersOf(
  new Map([
    ['core', '{}'],
    ['book', '{ "references": [{ "path": "../core" }] }'],
  ]),
)
const file = (path: string, text: string) => new SourceFile(path, text)

test('an import downstream, past the door, or out of the layers is found', () => {
  const breaches = (path: string, text: string) => layerBreaches([file(path, text)], twoLayers)
  expect(breaches('src/book/a.ts', "import { a } from '../core/index.ts'")).toEqual([])
  expect(breaches('src/book/deep/a.ts', "import { a } from '../b.ts'")).toEqual([])
  expect(breaches('src/book/a.ts', "import { a } from '../core/side.ts'")).toHaveLength(1)
  expect(breaches('src/core/a.ts', "export * from '../book/index.ts'")).toHaveLength(1)
  expect(breaches('src/core/a.ts', "import type { A } from '../book/index.ts'")).toHaveLength(1)
  expect(breaches('src/core/a.ts', "await import('../../test/shared-data.ts')")).toHaveLength(1)
})

test('a circle is found, between layers and between files; one of types alone is none', () => {
  const circle = new Map([...twoLayers, ['core', ['book']]])
  expect(() => upstreamFirst(circle)).toThrow('upstream of itself')
  const files = (kind: string) => [
    file('src/core/a.ts', "import { b } from './b.ts'"),
    file('src/core/b.ts', `import ${kind} { c } from './c.ts'`),
    file('src/core/c.ts', "export * from './a.ts'"),
  ]
  expect(importCircles(files(''))).toEqual([
    'src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts',
  ])
  expect(importCircles(files('type'))).toEqual([])
})
