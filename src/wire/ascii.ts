/** Bytes of text as numbers, and the few questions that parsers of text ask about them. */

export const TAB = 9
export const LINE_FEED = 10
export const CARRIAGE_RETURN = 13
export const SPACE = 32
export const QUOTE = 34
export const PLUS = 43
export const COMMA = 44
export const MINUS = 45
export const POINT = 46
export const ZERO = 48
export const COLON = 58
export const OPEN_BRACKET = 91
export const CLOSE_BRACKET = 93
export const OPEN_BRACE = 123
export const CLOSE_BRACE = 125

/** The bytes of a text of plain ASCII characters. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** The bytes as text, one character a byte, so that no byte can make it fail. */
export function asciiText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let at = start; at < end; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 4096)))
  }
  return text
}

/** A piece of input fit for an error message: printable and short. */
export function excerpt(bytes: Uint8Array, start: number, end: number, length = 60): string {
  const text = asciiText(bytes, start, Math.min(end, start + length))
  const printable = text.replace(/[^\x20-\x7e]/g, '.')
  return end - start > length ? `${printable}...` : printable
}

/** Whether `expected` stands at this place. */
export function matches(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) {
    if (bytes[at + i] !== expected[i]) return false
  }
  return true
}

/** Blanks and quotes around a field of a table. */
export const isPadding = (byte: number): boolean => byte === SPACE || byte === TAB || byte === QUOTE
