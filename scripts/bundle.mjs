/** Bundles programs as one that is shipped would be: what benchmarks run. Packages stay outside. */
import { ROOT } from './repository.mjs'

/** `programs`: source by name. Answers the path of each program by its name. */
export async function bundle(programs, outDir) {
  const { build } = await import('vite')
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      target: 'es2022',
      minify: false,
      emptyOutDir: false,
      rollupOptions: {
        input: programs,
        // `var` at the top level costs a factor of two: V8 takes module constants for constants.
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[hash].mjs', topLevelVar: false },
      },
    },
  })
  return new Map(Object.keys(programs).map((name) => [name, `${outDir}/${name}.mjs`]))
}
