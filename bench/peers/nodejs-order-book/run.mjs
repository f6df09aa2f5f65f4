/**
 * `node bench/peers/nodejs-order-book/run.mjs`: races the matching engine against nodejs-order-book,
 * which it fetches from npm into the machine's temporary files.
 */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inRepository, ROOT } from '../../../scripts/repository.mjs'
import { ensureInstalled } from '../../../scripts/setup.mjs'

await ensureInstalled()
const { build } = await import('vite')
const output = inRepository('dist', '.peers')
// Bundled, as benchmarks and as a program that is shipped.
await build({
  root: ROOT,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir: output,
    target: 'es2022',
    minify: false,
    emptyOutDir: false,
    rollupOptions: {
      input: { 'nodejs-order-book': fileURLToPath(new URL('./main.ts', import.meta.url)) },
      output: { entryFileNames: '[name].mjs', topLevelVar: false },
    },
  },
})
const { main } = await import(pathToFileURL(`${output}/nodejs-order-book.mjs`).href)
await main()
