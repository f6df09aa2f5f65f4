/**
 * Lines of a Binance capture to messages: `<receive time> <JSON>`, see PROTOCOL.md.
 *
 * ```ts
 * const decoder = new CaptureDecoder({ priceDecimals: 1, sizeDecimals: 3 })
 * decoder.decode(bytes, start, end)
 * if (decoder.message.kind === CAPTURE_TRADE) take(decoder.message.price)
 * ```
 *
 * The message is one object, valid until the next `decode`. `bytes[end]` must be a line end, as a
 * `LineSplitter` leaves it.
 */
import { assert, InputError } from '../../core/index.ts'
import { asciiText, CARRIAGE_RETURN, excerpt, LINE_FEED, SPACE, ZERO } from '../ascii.ts'
import { readCaptureJson } from './capture-json.ts'
import { CaptureMessage } from './capture-message.ts'
import { type CaptureScale, CaptureScanner } from './capture-scanner.ts'

/** Nanoseconds since 1970 have 19 digits from 2001 to 2286. */
const TIME_DIGITS = 19
const SECOND_DIGITS = 10

export class CaptureDecoder {
  readonly message = new CaptureMessage()
  /** Lines that the quick scanner left to `JSON.parse`. */
  slowLines = 0
  readonly #scale: CaptureScale
  readonly #scanner: CaptureScanner

  constructor(scale: CaptureScale) {
    this.#scale = scale
    this.#scanner = new CaptureScanner(this.message, scale)
  }

  /** @throws InputError, without file and line, for a line that is no message. */
  decode(bytes: Uint8Array, start: number, end: number): void {
    const { message } = this
    assert(isLineEnd(bytes[end]), 'a capture line ends with a line end')
    if (end - start <= TIME_DIGITS || bytes[start + TIME_DIGITS] !== SPACE) {
      refuse(bytes, start, end)
    }
    const seconds = readDigits(bytes, start, SECOND_DIGITS)
    const nanos = readDigits(bytes, start + SECOND_DIGITS, TIME_DIGITS - SECOND_DIGITS)
    if (seconds < 0 || nanos < 0) refuse(bytes, start, end)
    message.receivedSeconds = seconds
    message.receivedNanos = nanos
    const from = start + TIME_DIGITS + 1
    if (this.#scanner.scan(bytes, from, end)) return
    this.slowLines++
    readCaptureJson(asciiText(bytes, from, end), message, this.#scale)
  }
}

const isLineEnd = (byte: number | undefined): boolean =>
  byte === LINE_FEED || byte === CARRIAGE_RETURN

/** The receive time and the JSON text of a line, for a look ahead of decoding. */
export function splitCaptureLine(
  bytes: Uint8Array,
  start: number,
  end: number,
): { seconds: number; json: string } | undefined {
  if (end - start <= TIME_DIGITS || bytes[start + TIME_DIGITS] !== SPACE) return undefined
  if (readDigits(bytes, start, TIME_DIGITS) < 0) return undefined
  return {
    seconds: readDigits(bytes, start, SECOND_DIGITS),
    json: asciiText(bytes, start + TIME_DIGITS + 1, end),
  }
}

function readDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0
  let wrong = 0
  for (let at = start; at < start + count; at++) {
    const digit = bytes[at]! - ZERO
    // Sets a bit above the low four unless the digit is from 0 to 9.
    wrong |= digit | (digit + 6)
    value = value * 10 + digit
  }
  return (wrong & ~15) === 0 ? value : -1
}

function refuse(bytes: Uint8Array, start: number, end: number): never {
  throw new InputError(
    `no capture line: "${excerpt(bytes, start, end)}"`,
    {},
    'A line is the receive time, 19 digits of nanoseconds since 1970, a space, and the JSON message.',
  )
}
