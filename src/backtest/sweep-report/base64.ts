/** Bytes as text that may stand in a page. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const first = DIGITS[word >> 18]! + DIGITS[(word >> 12) & 63]!
    const third = left > 1 ? DIGITS[(word >> 6) & 63]! : '='
    const fourth = left > 2 ? DIGITS[word & 63]! : '='
    parts.push(first + third + fourth)
  }
  return parts.join('')
}

/** Doubles with the low byte first, as every browser keeps them. */
export function doublesText(columns: readonly ArrayLike<number>[]): string {
  const count = columns.reduce((sum, column) => sum + column.length, 0)
  const view = new DataView(new ArrayBuffer(count * 8))
  let at = 0
  for (const column of columns) {
    for (let k = 0; k < column.length; k++, at += 8) view.setFloat64(at, column[k]!, true)
  }
  return base64(new Uint8Array(view.buffer))
}

export function shortsText(values: Uint16Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 2))
  for (let k = 0; k < values.length; k++) view.setUint16(k * 2, values[k]!, true)
  return base64(new Uint8Array(view.buffer))
}
