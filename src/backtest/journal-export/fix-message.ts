/** The bytes of a FIX 4.4 message: fields, length, checksum, and what cannot be said otherwise as text. */
import { encodeUtf8, plainDecimal } from '../../core/index.ts'

/** Between the fields of a message. */
export const FIX_SEPARATOR = '\u0001'

export type Field = readonly [tag: number, value: string | number]

export const AVERAGE_PRICE = 6
const SYMBOL = 55
const TEXT = 58
const CONTROLS = /\p{Cc}/gu

/** `notes` go into the text, behind what the fields say there. */
export function fixMessage(
  fields: readonly Field[],
  notes: readonly string[],
  separator = FIX_SEPARATOR,
): string {
  let body = ''
  for (const [tag, value] of withText(fields, notes)) {
    body += `${tag}=${shown(tag, value, separator)}${FIX_SEPARATOR}`
  }
  const counted = bytesOf(body)
  const head = `8=FIX.4.4${FIX_SEPARATOR}9=${counted.length}${FIX_SEPARATOR}`
  const sum = (bytesOf(head).sum + counted.sum) & 0xff
  const message = `${head}${body}10=${String(sum).padStart(3, '0')}${FIX_SEPARATOR}`
  return separator === FIX_SEPARATOR ? message : message.replaceAll(FIX_SEPARATOR, separator)
}

/** How many bytes of UTF-8 a text has, and their sum. */
function bytesOf(text: string): { readonly length: number; readonly sum: number } {
  let sum = 0
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k)
    if (code >= 0x80) return bytesOfUtf8(text)
    sum += code
  }
  return { length: text.length, sum }
}

function bytesOfUtf8(text: string): { readonly length: number; readonly sum: number } {
  const bytes = encodeUtf8(text)
  return { length: bytes.length, sum: bytes.reduce((total, byte) => total + byte, 0) }
}

/** A field whose number is none is left out, and the text says so; an average price must be there. */
function withText(fields: readonly Field[], notes: readonly string[]): Field[] {
  const words: string[] = []
  const kept: Field[] = []
  for (const field of fields) {
    const [tag, value] = field
    if (tag === TEXT) words.push(String(value))
    else if (typeof value === 'string' || Number.isFinite(value)) kept.push(field)
    else {
      words.push(`${tag} is ${value}`)
      if (tag === AVERAGE_PRICE) kept.push([tag, 0])
    }
  }
  words.push(...notes)
  if (words.length > 0) kept.push([TEXT, words.join('; ')])
  return kept
}

/**
 * Nothing in a value may end its field or its line, and numbers of FIX have no exponent. Only texts and
 * symbols come from elsewhere.
 */
function shown(tag: number, value: string | number, separator: string): string {
  if (typeof value === 'number') return plainDecimal(value)
  if (tag !== TEXT && tag !== SYMBOL) return value
  return value.replaceAll(CONTROLS, ' ').replaceAll(separator, ' ')
}
