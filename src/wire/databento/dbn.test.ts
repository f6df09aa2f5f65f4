import { expect, test } from 'vitest'
import { InputError } from '../../core/index.ts'
import {
  DRAWN_DAY,
  type DrawnMbo,
  dbnHeader,
  joined,
  mboRecord,
  uint32,
} from './dbn-bytes.suite.ts'
import {
  DbnSplitter,
  instrumentOf,
  MBO_BYTES,
  MboDecoder,
  RTYPE_MBO,
  unixNanosOf,
} from './index.ts'

const RECORDS: readonly DrawnMbo[] = [
  { action: 'A', side: 'B', id: 7, price: 4810.25, size: 3, sequence: 11 },
  { action: 'A', side: 'A', id: 8, price: 4810.5, size: 2, sequence: 12 },
  { action: 'T', side: 'B', id: 9, price: 4810.5, size: 1, flags: 0, sequence: 13 },
]
const FILE = joined(dbnHeader(), ...RECORDS.map(mboRecord))

/** All records of a file handed over in pieces of so many bytes, as what stands where. */
function split(bytes: Uint8Array, pieceBytes: number, splitter = new DbnSplitter()): string[] {
  const decoder = new MboDecoder(DRAWN_DAY)
  const records: string[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    splitter.push(bytes.slice(at, at + pieceBytes))
    while (splitter.next()) {
      decoder.decode(splitter.bytes, splitter.start)
      const { action, side, orderId, price, size, sequence } = decoder
      const letter = String.fromCharCode(action)
      const what = [letter, side, orderId, price / 1e9, size, sequence].join(' ')
      records.push(`${splitter.position}: ${what}`)
    }
  }
  splitter.finish()
  return records
}

const refusal = (action: () => unknown): InputError => {
  try {
    action()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('records come whole and in place, however the file is cut into pieces', () => {
  const start = dbnHeader().length
  const expected = [
    `${start}: A 1 7 4810.25 3 11`,
    `${start + MBO_BYTES}: A -1 8 4810.5 2 12`,
    `${start + 2 * MBO_BYTES}: T 1 9 4810.5 1 13`,
  ]
  for (let pieceBytes = 1; pieceBytes <= FILE.length; pieceBytes++) {
    expect(split(FILE, pieceBytes)).toEqual(expected)
  }
})

for (const version of [1, 2, 3] as const) {
  test(`a header of version ${version} tells dataset, schema, start and symbols`, () => {
    const splitter = new DbnSplitter()
    const mappings = [
      ['ESH4', ['17077']],
      ['ESM4', ['5', '6']],
    ] as const
    const symbols = ['ESH4', 'ESM4']
    split(dbnHeader({ version, schema: 3, startNanos: DRAWN_DAY, symbols, mappings }), 7, splitter)
    expect(splitter.metadata).toEqual({
      version,
      dataset: 'GLBX.MDP3',
      schema: 3,
      startNanos: DRAWN_DAY,
      symbols,
      mappings: [
        { symbol: 'ESH4', recordSymbols: ['17077'] },
        { symbol: 'ESM4', recordSymbols: ['5', '6'] },
      ],
    })
  })

  test(`a file of version ${version} that ends early says so, at every byte`, () => {
    const file = joined(dbnHeader({ version }), ...RECORDS.map(mboRecord))
    const start = dbnHeader({ version }).length
    for (let length = 0; length < file.length; length++) {
      const cut = file.slice(0, length)
      const isBetween = length >= start && (length - start) % MBO_BYTES === 0
      if (isBetween) expect(split(cut, 64)).toHaveLength((length - start) / MBO_BYTES)
      else {
        const error = refusal(() => split(cut, 64))
        const what = length < start ? 'its header' : 'a record'
        expect([error.problem, error.place.byte]).toEqual([`the file ends inside ${what}`, length])
      }
    }
  })
}

test('lengths that a header claims are not believed: each is told with its byte', () => {
  const header = dbnHeader()
  const wrong = (at: number, value: number): InputError => {
    const bytes = header.slice()
    bytes.set(uint32(value), at)
    return refusal(() => split(bytes, 1000))
  }
  // The counts of: definition, symbols, partly there, not found, mappings, spans of the mapping.
  for (const at of [108, 112, 138, 142, 146, 172]) {
    for (const value of [0xffff, 0xffff_ffff]) {
      const { problem, place } = wrong(at, value)
      expect(problem).toMatch(/^the header ends inside its /)
      expect(place.byte).toBeGreaterThan(at)
    }
  }
  expect(wrong(4, 99).message).toBe('byte 4: a header of 99 bytes: 100 to 67108864 are possible')
  expect(wrong(4, 0xffff_ffff).problem).toContain('a header of 4294967295 bytes')
  expect(wrong(4, 60_000_000).problem).toBe('the file ends inside its header')
})

test('another beginning, an unknown version, and a record without a header are refused', () => {
  const prefix = (bytes: readonly number[]): string =>
    refusal(() => split(Uint8Array.from([...bytes, ...FILE.slice(bytes.length)]), 1000)).message
  expect(prefix([68, 66, 90])).toContain('byte 0: no DBN file: it begins "DBZ')
  for (const version of [0, 4, 255]) {
    expect(prefix([68, 66, 78, version])).toContain(`byte 3: DBN version ${version} is not known`)
  }
  const start = dbnHeader().length
  for (const words of [0, 1, 3]) {
    const bytes = FILE.slice()
    bytes[start + MBO_BYTES] = words
    expect(refusal(() => split(bytes, 10)).message).toContain(
      `byte ${start + MBO_BYTES}: a record of ${4 * words} bytes: its header alone has 16`,
    )
  }
  const noSymbols = dbnHeader({ version: 2 })
  noSymbols.set([0, 0], 8 + 45)
  expect(refusal(() => split(noSymbols, 1000)).problem).toBe('symbols of no length')
})

test('records of other kinds and lengths are stepped over by their own length', () => {
  const other = new Uint8Array(80)
  other.set([20, 0x01])
  const splitter = new DbnSplitter()
  splitter.push(joined(dbnHeader(), other, mboRecord(RECORDS[0]!), other.subarray(0, 20)))
  const types: number[] = []
  while (splitter.next()) types.push(splitter.type)
  expect(types).toEqual([1, RTYPE_MBO])
})

test('prices, times and ids are exact, and told where they are not there', () => {
  const decoder = new MboDecoder(DRAWN_DAY)
  const decode = (drawn: Partial<DrawnMbo>): MboDecoder => {
    decoder.decode(mboRecord({ action: 'A', side: 'B', ...drawn }), 0)
    return decoder
  }
  const UNDEFINED_TIME = 2n ** 64n - 1n
  expect(decode({ price: -0.000000001 }).price).toBe(-1)
  expect(decode({ price: undefined }).price).toBeNaN()
  expect(decode({ id: 2n ** 53n - 1n }).orderId).toBe(Number.MAX_SAFE_INTEGER)
  expect(decode({ id: 2n ** 64n - 1n }).orderId).toBeGreaterThan(Number.MAX_SAFE_INTEGER)
  const eventNanos = DRAWN_DAY + 86_399_999_999_999n
  const { nanos, localNanos } = decode({ eventNanos, receivedNanos: eventNanos + 1n })
  expect([nanos, localNanos]).toEqual([86_399_999_999_999, 86_400_000_000_000])
  expect(decode({ eventNanos, receivedNanos: UNDEFINED_TIME }).localNanos).toBe(86_399_999_999_999)
  expect(decode({ eventNanos: UNDEFINED_TIME, receivedNanos: DRAWN_DAY - 5n }).nanos).toBe(-5)
  expect(() => decode({ eventNanos: UNDEFINED_TIME, receivedNanos: UNDEFINED_TIME })).toThrow(
    'ts_event: the record has no time',
  )
  expect(decode({ side: 'N' }).side).toBe(0)
})

test("a snapshot's orders are as old as the snapshot, whenever they came", () => {
  const decoder = new MboDecoder(DRAWN_DAY)
  const record = { action: 'A', side: 'A', flags: 0x28, eventNanos: DRAWN_DAY - 9_999n }
  decoder.decode(mboRecord({ ...record, receivedNanos: DRAWN_DAY }), 0)
  expect([decoder.nanos, decoder.localNanos]).toEqual([0, 0])
})

test('an action or a side that is none is refused', () => {
  const decoder = new MboDecoder(DRAWN_DAY)
  expect(() => decoder.decode(mboRecord({ action: 'X' }), 0)).toThrow(
    'action: expected A, C, F, M, N, R or T, found "X"',
  )
  expect(() => decoder.decode(mboRecord({ action: 'A', side: 'S' }), 0)).toThrow(
    'side: expected A, B or N, found "S"',
  )
})

test('instrument and receive time are read without the rest', () => {
  const record = mboRecord({ action: 'A', instrument: 4_000_000_000, receivedNanos: DRAWN_DAY })
  expect([instrumentOf(record, 0), unixNanosOf(record, 0)]).toEqual([4_000_000_000, DRAWN_DAY])
  const undated = mboRecord({ action: 'A', receivedNanos: 2n ** 64n - 1n, eventNanos: DRAWN_DAY })
  expect(unixNanosOf(undated, 0)).toBe(DRAWN_DAY)
})
