/** `npm start`: sets up what is missing, then runs `t2t demo` in this process. */

import { pathToFileURL } from 'node:url'
import { inRepository } from './repository.mjs'
import { ensureReady } from './setup.mjs'

await ensureReady()
const program = inRepository('dist', 'cli', 'main.js')
process.argv = [process.execPath, program, 'demo', ...process.argv.slice(2)]
await import(pathToFileURL(program).href)
