/**
 * `npm run example 01`: sets up what is missing, then runs the example whose name begins so, in the
 * root of the repository. Types are stripped on the way, so that every supported Node can run it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRepository, namesBelow, ROOT } from './repository.mjs'
import { ensureEngine } from './setup.mjs'

const wanted = process.argv[2] ?? ''
const examples = namesBelow(['examples']).filter((path) => path.endsWith('.ts'))
const [chosen, ...others] = examples.filter((path) => basename(path).startsWith(wanted))
if (chosen === undefined || others.length > 0) {
  console.error('Name one example, for instance `npm run example 01`:')
  for (const path of examples) console.error(`  ${basename(path, '.ts')}`)
  process.exit(2)
}

await ensureEngine()
const { transformWithOxc } = await import('vite')
const { code } = await transformWithOxc(readFileSync(inRepository(chosen), 'utf8'), chosen)
const program = inRepository('dist', '.examples', `${basename(chosen, '.ts')}.mjs`)
mkdirSync(inRepository('dist', '.examples'), { recursive: true })
writeFileSync(program, code)
process.chdir(ROOT)
await import(pathToFileURL(program).href)
