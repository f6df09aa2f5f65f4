/** One runner for the tests of every folder, of the whole, and of the benchmarks. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'],
    testTimeout: 120_000,
    reporters: process.env.CI === 'true' ? ['dot'] : ['default'],
    pool: 'forks',
  },
})
