/**
 * `node bench/peers/exchange-core/run.mjs`: races the matching engine against exchange-core,
 * which it fetches from Maven Central into the machine's temporary files.
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
      input: { 'exchange-core': fileURLToPath(new URL('./main.ts', import.meta.url)) },
      output: { entryFileNames: '[name].mjs', topLevelVar: false },
    },
  },
})
const { main } = await import(pathToFileURL(`${output}/exchange-core.mjs`).href)
await main(fileURLToPath(new URL('.', import.meta.url)))
