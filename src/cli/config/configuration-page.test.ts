/** The page of the configuration names every key, and its examples are configurations. */
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readText } from '../../../test/tidy/repository.ts'
import { builtInStrategies } from '../../strategy/index.ts'
import { isLivingRun, LIVING_RUN_KEYS, livingRunProblems } from './living-run-config.ts'
import {
  isOriginalDictionary,
  KNOWN_KEYS,
  normaliseRun,
  originalDictionarySchema,
  severalRunSchema,
  singleRunSchema,
} from './run-config.ts'

const page = readText('docs/configuration.md')

test('every key that a file may hold stands on the page', () => {
  const spoken = new Set([...page.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word))
  const keys = [...KNOWN_KEYS, ...LIVING_RUN_KEYS]
  expect(keys.filter((key) => !spoken.has(key))).toEqual([])
})

test('every parameter of every strategy stands on the page with its default', () => {
  for (const { name, params } of builtInStrategies.values()) {
    // The rows from the one that names the strategy: others may have parameters of the same name.
    const rows = page.slice(page.indexOf(`\n| \`${name}\` |`)).split('\n')
    expect(page).toContain(`\n| \`${name}\` |`)
    for (const [parameter, value] of Object.entries(params as Record<string, unknown>)) {
      const row = rows.find((line) => line.includes(`\`${parameter}\``))
      expect(row, parameter).toContain(String(value))
    }
  }
})

const examples = [...page.matchAll(/```(?:yaml|json)\n(.*?)```/gs)].map(([, text]) => text!)

test('there are examples on the page', () => {
  expect(examples.length).toBeGreaterThanOrEqual(6)
})

for (const [k, text] of examples.entries()) {
  test(`example ${k + 1} of the page is a whole configuration`, () => {
    const value = parse(text) as Record<string, unknown>
    if (isLivingRun(value)) {
      const parsed = { path: 'page', value, placeOf: () => undefined }
      expect(livingRunProblems(value, parsed)).toEqual([])
      return
    }
    const schema = isOriginalDictionary(value)
      ? originalDictionarySchema
      : 'markets' in value
        ? severalRunSchema
        : singleRunSchema
    expect(schema.safeParse(normaliseRun(value)).error).toBeUndefined()
  })
}
