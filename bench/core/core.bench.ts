/**
 * The ground's hot verbs, each alone: random numbers, the run hash, the integer map, heap and ring.
 */
import {
  EventHeap,
  exp,
  Int32Ring,
  IntMap,
  log,
  nanos,
  RandomStream,
  RunHash,
} from '../../src/core/index.ts'
import { type BenchOptions, type BenchResult, type BenchRow, inTurn, machine } from '../bench.ts'

const ROUNDS = 7
const PENDING = [64, 1_000, 100_000]
const LIVE_ORDERS = 100_000

export function run({ tiny }: BenchOptions): BenchResult {
  const items = tiny ? 2_000 : 2_000_000
  const rounds = tiny ? 3 : ROUNDS
  const rows: BenchRow[] = []
  const row = (label: string, work: (items: number) => number | string, count = items) =>
    rows.push(...inTurn(count, rounds, [{ label, work: () => work(count) }]))

  row('RandomStream.uniform', uniforms)
  row('RandomStream.normal', normals)
  row('RandomStream.exponential', exponentials)
  row('RandomStream.integer, 1 to 99', integers)
  row('log', logarithms)
  row('exp', exponentialsOf)
  row('RunHash.addInt32', hashedIntegers)
  row('RunHash.addFloat64', hashedDoubles)
  row('RunHash.addBytes, bytes', hashedBytes, tiny ? 1 << 16 : 1 << 26)
  row('Int32Ring, push and shift', throughRing)
  for (const pending of PENDING) {
    row(`EventHeap, pop and push, ${pending} pending`, (count) => throughHeap(pending, count))
  }
  const live = tiny ? 500 : LIVE_ORDERS
  rows.push(
    ...inTurn(items, rounds, [
      {
        label: `IntMap, delete, set and get, ${live} live`,
        work: () => throughIntMap(live, items),
      },
      { label: `Map, the same`, work: () => throughMap(live, items) },
    ]),
  )
  return {
    name: 'core: random numbers, hash and containers',
    unit: 'operations/s',
    rows,
    notes: [
      machine(),
      `processor time, median of ${rounds} rounds of ${items} operations`,
      'flatters: one verb in a tight loop, inlined, and all but the largest heap fit the cache',
    ],
  }
}

// One function per verb: a call site that has seen one class is the one a program has.
function uniforms(count: number): number {
  const stream = RandomStream.named(1, 'bench')
  let sum = 0
  for (let i = 0; i < count; i++) sum += stream.uniform()
  return sum
}

function normals(count: number): number {
  const stream = RandomStream.named(1, 'bench')
  let sum = 0
  for (let i = 0; i < count; i++) sum += stream.normal()
  return sum
}

function exponentials(count: number): number {
  const stream = RandomStream.named(1, 'bench')
  let sum = 0
  for (let i = 0; i < count; i++) sum += stream.exponential()
  return sum
}

function integers(count: number): number {
  const stream = RandomStream.named(1, 'bench')
  let sum = 0
  for (let i = 0; i < count; i++) sum += stream.integer(1, 99)
  return sum
}

function logarithms(count: number): number {
  let sum = 0
  for (let i = 1; i <= count; i++) sum += log(i)
  return sum
}

function exponentialsOf(count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += exp(i * -1e-5)
  return sum
}

function hashedIntegers(count: number): string {
  const hash = new RunHash()
  for (let i = 0; i < count; i++) hash.addInt32(i)
  return hash.digest()
}

function hashedDoubles(count: number): string {
  const hash = new RunHash()
  for (let i = 0; i < count; i++) hash.addFloat64(i * 0.01)
  return hash.digest()
}

/** Chunks of 64 KiB, as a file is read. */
function hashedBytes(count: number): string {
  const hash = new RunHash()
  const chunk = Uint8Array.from({ length: 1 << 16 }, (_, i) => i * i)
  for (let at = 0; at < count; at += chunk.length) hash.addBytes(chunk)
  return hash.digest()
}

function throughRing(count: number): number {
  const ring = new Int32Ring(1024)
  for (let i = 0; i < 1000; i++) ring.push(i)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const entry = ring.shift()
    sum = (sum + entry) | 0
    ring.push(entry ^ i)
  }
  return sum
}

/** The hold model: the next event happens and causes another at a random later time. */
function throughHeap(pending: number, count: number): number {
  const stream = RandomStream.named(1, 'bench')
  const heap = new EventHeap()
  for (let i = 0; i < pending; i++) heap.push(nanos(stream.uniform() * 1e6), i & 3, i)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const now = heap.peekTime
    const payload = heap.pop()
    sum = (Math.imul(sum, 31) + payload) | 0
    heap.push(nanos(now + stream.uniform() * 1e6), payload & 3, payload)
  }
  return sum
}

function throughIntMap(live: number, count: number): number {
  const map = new IntMap(live)
  for (let id = 0; id < live; id++) map.set(id, id)
  let sum = 0
  for (let id = live; id < live + count; id++) {
    map.delete(id - live)
    map.set(id, id)
    sum = (sum + map.get(id - (live >> 1))) | 0
  }
  return sum
}

function throughMap(live: number, count: number): number {
  const map = new Map<number, number>()
  for (let id = 0; id < live; id++) map.set(id, id)
  let sum = 0
  for (let id = live; id < live + count; id++) {
    map.delete(id - live)
    map.set(id, id)
    sum = (sum + map.get(id - (live >> 1))!) | 0
  }
  return sum
}
