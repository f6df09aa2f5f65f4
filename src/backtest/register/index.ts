/** The algorithm register: what it holds, how it grows, and a run held against it. */
export * from './algorithm-register.ts'
export * from './deciding-differences.ts'
export * from './deciding-parts.ts'
export * from './register-entry.ts'
export * from './run-algorithm.ts'
