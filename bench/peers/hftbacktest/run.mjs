/**
 * `node bench/peers/hftbacktest/run.mjs`: races this engine against hftbacktest, which it fetches from
 * PyPI. With `verify`: compares results instead, run by run; `verify --write` keeps those verified.
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
    emptyOutDir: true,
    rollupOptions: {
      input: { hftbacktest: fileURLToPath(new URL('./main.ts', import.meta.url)) },
      output: { entryFileNames: '[name].mjs', topLevelVar: false },
    },
  },
})
const { main } = await import(pathToFileURL(`${output}/hftbacktest.mjs`).href)
await main(ROOT, process.argv.slice(2))
