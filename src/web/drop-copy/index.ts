/** The drop copy: served beside a run, followed by a second party. */
export type { CopyFormat } from './copy-format.ts'
export * from './drop-copy.ts'
export * from './drop-copy-reader.ts'
