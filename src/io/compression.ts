/** Which compression a file has, told by its first bytes: names lie. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'xz'

/** Bytes that tell every kind apart. */
export const MAGIC_BYTES = 6

const MAGICS: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
]

export function compressionOf(head: Uint8Array): Compression {
  for (const [compression, magic] of MAGICS) {
    if (magic.every((byte, at) => head[at] === byte)) return compression
  }
  // A zstd file may begin with a frame to skip: 0x184D2A50 to 0x184D2A5F, little-endian.
  const isSkippable = head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18
  return isSkippable && (head[0]! & 0xf0) === 0x50 ? 'zstd' : 'none'
}
