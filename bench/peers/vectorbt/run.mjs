/**
 * `node bench/peers/vectorbt/run.mjs`: races vectorised runs against pandas and vectorbt, which it fetches
 * from PyPI, on the same series with the same rule; signals and trades are compared.
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
      input: { vectorbt: fileURLToPath(new URL('./main.ts', import.meta.url)) },
      output: { entryFileNames: '[name].mjs', topLevelVar: false },
    },
  },
})
const { main } = await import(pathToFileURL(`${output}/vectorbt.mjs`).href)
await main(ROOT)
