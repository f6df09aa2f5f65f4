/**
 * Torn or damaged? What stands at the end of a journal's last segment, told apart.
 *
 * A crash may keep the disk from having what was not synced yet: the end, or whole sectors anywhere in
 * it, which then read as zeros. A batch that lacks something else, or that a later batch knew to be on
 * the disk, was damaged after it was written.
 */
import type { JournalFile } from './journal.ts'
import { type BatchBytes, BLOCK_BYTES, batchBytes } from './layout.ts'

/** A disk writes whole sectors: what it never wrote of an appended file reads as zeros. */
const SECTOR_BYTES = 512

/** Whether the batch at `offset` can be one that a crash kept the disk from having whole. */
export function isTorn(
  file: JournalFile,
  offset: number,
  sequence: number,
  scratch: BatchBytes,
): boolean {
  const length = file.sizeBytes - offset
  const isThere = file.read(offset, scratch.bytes.subarray(0, BLOCK_BYTES)) === BLOCK_BYTES
  const size = isThere && scratch.isHead(0) ? batchBytes(scratch.count(0)) : 0
  // What was written later knew what had been synced by then.
  if (durableBehind(file, offset + BLOCK_BYTES, scratch) >= sequence) return false
  if (size === 0) return length < BLOCK_BYTES || !isWrittenBlock(file, offset, scratch)
  return size > length || hasUnwrittenSector(file, offset, size, scratch)
}

/** A head that is there but wrong was written, then damaged: a torn write leaves zeros, or nothing. */
function isWrittenBlock(file: JournalFile, offset: number, scratch: BatchBytes): boolean {
  const block = scratch.bytes.subarray(0, BLOCK_BYTES)
  return file.read(offset, block) === BLOCK_BYTES && !isZero(block)
}

/** The highest sequence that a valid head at any 64-byte border from `from` on knew to be durable. */
function durableBehind(file: JournalFile, from: number, scratch: BatchBytes): number {
  const stride = scratch.bytes.length - (scratch.bytes.length % BLOCK_BYTES)
  let durable = 0
  for (let at = from; at < file.sizeBytes; at += stride) {
    const got = file.read(at, scratch.bytes.subarray(0, stride))
    for (let k = 0; k + BLOCK_BYTES <= got; k += BLOCK_BYTES) {
      if (scratch.isHead(k)) durable = Math.max(durable, scratch.durable(k))
    }
  }
  return durable
}

function hasUnwrittenSector(
  file: JournalFile,
  offset: number,
  length: number,
  scratch: BatchBytes,
): boolean {
  const end = offset + length
  for (let sector = offset - (offset % SECTOR_BYTES); sector < end; sector += SECTOR_BYTES) {
    const from = Math.max(sector, offset)
    const to = Math.min(sector + SECTOR_BYTES, end)
    const bytes = scratch.bytes.subarray(0, to - from)
    file.read(from, bytes)
    if (isZero(bytes)) return true
  }
  return false
}

export function isZero(bytes: Uint8Array): boolean {
  for (let k = 0; k < bytes.length; k++) if (bytes[k] !== 0) return false
  return true
}
