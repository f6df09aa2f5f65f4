/** Columns: the vocabulary, and the program that computes it in one pass. */
export * from './column.ts'
export * from './column-program.ts'
export { BLOCK_SAMPLES, type ColumnStep } from './column-step.ts'
export { ewma } from './ewma.ts'
