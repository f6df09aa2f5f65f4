/** Text into UTF-8 and back, where neither Node's nor a browser's own coder is at hand. */

/** What stands for what is no text. */
const REPLACEMENT = 0xfffd

export function encodeUtf8(text: string): Uint8Array {
  // A UTF-16 unit takes three bytes at most; a pair of them four.
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (const character of text) {
    const found = character.codePointAt(0)!
    const code = found >= 0xd800 && found < 0xe000 ? REPLACEMENT : found
    if (code < 0x80) {
      bytes[length++] = code
      continue
    }
    const tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
    bytes[length++] = ((0xff00 >> (tail + 1)) & 0xff) | (code >> (6 * tail))
    for (let k = tail - 1; k >= 0; k--) bytes[length++] = 0x80 | ((code >> (6 * k)) & 0x3f)
  }
  return bytes.subarray(0, length)
}

/** Never throws: bytes that are no text come out as U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const [code, size] = codeAt(bytes, at)
    parts.push(String.fromCodePoint(code))
    at += size
  }
  return parts.join('')
}

const LOWEST = [0, 0x80, 0x800, 0x10000]

function codeAt(bytes: Uint8Array, at: number): [code: number, size: number] {
  const lead = bytes[at]!
  if (lead < 0x80) return [lead, 1]
  const tail = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1
  if (lead < 0xc0 || lead > 0xf7) return [REPLACEMENT, 1]
  let code = lead & (0x3f >> tail)
  for (let k = 1; k <= tail; k++) {
    const next = bytes[at + k]
    if (next === undefined || (next & 0xc0) !== 0x80) return [REPLACEMENT, k]
    code = (code << 6) | (next & 0x3f)
  }
  const isCode = code >= LOWEST[tail]! && code <= 0x10ffff && (code < 0xd800 || code >= 0xe000)
  return [isCode ? code : REPLACEMENT, tail + 1]
}
