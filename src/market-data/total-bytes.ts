/** The size of all sources together, when every one of them is known. */
import type { ByteSource } from './byte-source.ts'

export function totalBytes(sources: readonly Pick<ByteSource, 'sizeBytes'>[]): {
  sizeBytes?: number
} {
  let sizeBytes = 0
  for (const source of sources) {
    if (source.sizeBytes === undefined) return {}
    sizeBytes += source.sizeBytes
  }
  return { sizeBytes }
}
