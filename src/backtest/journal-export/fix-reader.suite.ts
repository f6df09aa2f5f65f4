/** An independent little reader of FIX 4.4 logs, which believes nothing: lengths, sums, tags, numbers. */
import { expect } from 'vitest'

const REQUIRED: Readonly<Record<string, readonly number[]>> = {
  D: [11, 55, 54, 60, 38, 40],
  F: [11, 41, 55, 54, 60],
  G: [11, 41, 55, 54, 60, 38, 40],
  8: [37, 17, 150, 39, 55, 54, 151, 14, 6],
  9: [37, 11, 41, 39, 434],
}
const HEADER = [8, 9, 35, 49, 56, 34, 52]
/** Prices, sizes, amounts: digits, a point, perhaps a sign, never an exponent. */
const NUMBERS = new Set([6, 12, 14, 31, 32, 38, 44, 99, 111, 151])
const TIMES = new Set([52, 60, 126])

export type FixFields = ReadonlyMap<number, string>

/** The fields of one line, after every check that needs this line alone. */
export function readFix(line: string, separator = '\u0001'): FixFields {
  expect(line.endsWith(separator), line).toBe(true)
  const fields = line.slice(0, -1).split(separator)
  const pairs = fields.map((field): readonly [number, string] => {
    const at = field.indexOf('=')
    expect(field.slice(0, at), line).toMatch(/^[1-9]\d*$/)
    expect(field.length, line).toBeGreaterThan(at + 1)
    return [Number(field.slice(0, at)), field.slice(at + 1)]
  })
  const tags = pairs.map(([tag]) => tag)
  expect(tags.slice(0, HEADER.length), line).toEqual(HEADER)
  expect(tags.at(-1), line).toBe(10)
  expect(new Set(tags).size, line).toBe(tags.length)
  const told = new Map(pairs)
  for (const tag of REQUIRED[told.get(35)!] ?? [Number.NaN]) expect(tags, line).toContain(tag)
  for (const [tag, value] of pairs) {
    if (NUMBERS.has(tag)) expect(value, line).toMatch(/^-?\d+(\.\d+)?$/)
    if (TIMES.has(tag)) expect(value, line).toMatch(/^\d{8}-\d\d:\d\d:\d\d\.\d{9}$/)
  }
  checkSums(line.replaceAll(separator, '\u0001'), told)
  return told
}

function checkSums(line: string, told: FixFields): void {
  const bytes = Buffer.from(line)
  const body = Buffer.byteLength(`8=${told.get(8)}|9=${told.get(9)}|`)
  const trailer = bytes.length - '10=000|'.length
  expect(Number(told.get(9)), line).toBe(trailer - body)
  let sum = 0
  for (const byte of bytes.subarray(0, trailer)) sum += byte
  expect(told.get(10), line).toBe(String(sum % 256).padStart(3, '0'))
}

/** A whole log: messages count up, and every request follows one that there was. */
export function readFixLog(text: string): FixFields[] {
  const messages = text
    .split('\n')
    .slice(0, -1)
    .map((line) => readFix(line))
  const numbers = new Map<string, number>()
  const requests = new Set<string>()
  for (const message of messages) {
    const sender = message.get(49)!
    const number = Number(message.get(34))
    expect(number).toBe((numbers.get(sender) ?? 0) + 1)
    numbers.set(sender, number)
    const type = message.get(35)!
    if (type === 'D' || type === 'F' || type === 'G') {
      expect(requests.has(message.get(11)!)).toBe(false)
      requests.add(message.get(11)!)
    }
    const before = message.get(41)
    if (before !== undefined) expect(requests.has(before), `41=${before}`).toBe(true)
  }
  return messages
}
