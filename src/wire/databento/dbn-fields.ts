/**
 * Fields of DBN structures: little-endian integers and texts padded with zeros.
 *
 * Nothing here checks bounds: who reads knows that the bytes are there.
 */
import { asciiText } from '../ascii.ts'

export const TWO_TO_32 = 2 ** 32

/** A record tells its length in words. */
export const RECORD_WORD_BYTES = 4
export const RECORD_HEADER_BYTES = 16

export const readUint16 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8)

export const readInt32 = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

export const readUint32 = (bytes: Uint8Array, at: number): number => readInt32(bytes, at) >>> 0

/** Exact up to 2^53; above, the nearest double. */
export const readUint64 = (bytes: Uint8Array, at: number): number =>
  readUint32(bytes, at + 4) * TWO_TO_32 + readUint32(bytes, at)

export const readInt64 = (bytes: Uint8Array, at: number): number =>
  readInt32(bytes, at + 4) * TWO_TO_32 + readUint32(bytes, at)

/** Exact, for what is read once a file. */
export const readBigUint64 = (bytes: Uint8Array, at: number): bigint =>
  (BigInt(readUint32(bytes, at + 4)) << 32n) | BigInt(readUint32(bytes, at))

export function readText(bytes: Uint8Array, at: number, length: number): string {
  const zero = bytes.subarray(at, at + length).indexOf(0)
  return asciiText(bytes, at, at + (zero < 0 ? length : zero))
}
