/**
 * One frame: a header and rows of buckets, in one binary message.
 *
 * | offset     | content                                               |
 * |------------|-------------------------------------------------------|
 * | 0          | number of rows, uint32 little-endian                  |
 * | 4          | zero, so that the rows are aligned                    |
 * | 8          | rows of `BUCKET_FIELDS` float64, little-endian        |
 * | after them | the header as JSON, UTF-8, to the end of the message  |
 *
 * A frame carries what its page does not have yet, never more than the page can draw. A page that
 * missed frames therefore gets a larger next one, and nothing queues up.
 */
import { BUCKET_FIELDS } from './bucket.ts'
import type { FrameHeader } from './protocol.ts'

const ROWS_AT = 8

export interface Frame {
  readonly header: FrameHeader
  readonly rows: Float64Array
}

/** `rows` may be longer than the `count` buckets that are sent. */
export function encodeFrame(header: FrameHeader, rows: Float64Array, count: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const numbers = count * BUCKET_FIELDS
  const bytes = new Uint8Array(ROWS_AT + numbers * Float64Array.BYTES_PER_ELEMENT + json.length)
  new DataView(bytes.buffer).setUint32(0, count, true)
  new Float64Array(bytes.buffer, ROWS_AT, numbers).set(rows.subarray(0, numbers))
  bytes.set(json, bytes.length - json.length)
  return bytes
}

/** @throws RangeError or SyntaxError for a message that is no frame. */
export function decodeFrame(message: ArrayBuffer): Frame {
  const count = new DataView(message).getUint32(0, true)
  const rows = new Float64Array(message, ROWS_AT, count * BUCKET_FIELDS)
  const json = new Uint8Array(message, ROWS_AT + rows.byteLength)
  return { header: JSON.parse(new TextDecoder().decode(json)), rows }
}
