/**
 * The same commands through nodejs-order-book and through the matching engine, in turn, in one process
 * each at its best: the peer with its floats and objects, the engine with ticks and records.
 *
 * Both must have traded the same number of lots. Nothing here is written by the peer's project.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inlineInnerLoops } from '../../../src/cli/inlining.ts'
import {
  ENGINE_CANCEL,
  ENGINE_ENTER,
  EVENT_F64,
  EVENT_I32,
  F_ORDER,
  I_DETAIL,
  I_META,
  I_PRICE,
  I_SIZE,
  sideOf,
} from '../../../src/core/index.ts'
import { machine, median } from '../../bench.ts'
import { type CommandStream, commandStream } from '../../matching/command-stream.ts'
import { runEngine } from '../engine-run.ts'

const VERSION = '10.1.1'
const FOLDER = join(tmpdir(), 't2t-peers', 'nodejs-order-book')
const ROUNDS = 5
/** Above this the peer takes longer than anybody waits: a cancel walks the queue of its price. */
const SCENES = [
  { live: 1_000, commands: 100_000 },
  { live: 10_000, commands: 100_000 },
  { live: 100_000, commands: 100_000 },
  { live: 250_000, commands: 20_000 },
]

interface PeerAnswer {
  readonly quantityLeft: number
}

/** What is used of the peer. */
interface PeerBook {
  limit(order: {
    side: 'buy' | 'sell'
    id: string
    size: number
    price: number
    timeInForce: 'GTC' | 'IOC'
  }): PeerAnswer
  modify(id: string, change: { price: number; size: number }): PeerAnswer
  cancel(id: string): unknown
}

export async function main(): Promise<void> {
  inlineInnerLoops()
  const Peer = installedPeer()
  console.log(`${machine()}; nodejs-order-book ${VERSION}; ${ROUNDS} rounds in turn`)
  for (const { live, commands } of SCENES) {
    const stream = commandStream({ live, books: 1, commands, seed: 3 })
    const peer: number[] = []
    const engine: number[] = []
    for (let round = -1; round < ROUNDS; round++) {
      const theirs = runPeer(new Peer(), stream)
      const ours = runEngine(stream)
      if (Math.abs(theirs.lots - ours.lots) > ours.lots / 100) {
        throw new Error(`lots differ: ours ${ours.lots}, the peer's ${theirs.lots}`)
      }
      if (round < 0) continue
      peer.push(commands / (theirs.nanos / 1e9))
      engine.push(commands / (ours.nanos / 1e9))
    }
    const ratio = median(engine.map((rate, round) => rate / peer[round]!))
    console.log(
      `${live} live orders: peer ${Math.round(median(peer))} commands/s, ` +
        `engine ${Math.round(median(engine))} commands/s, ${ratio.toFixed(0)} times faster`,
    )
  }
}

function runPeer(book: PeerBook, { tape, start }: CommandStream) {
  const { i32, f64, length } = tape
  let lots = 0
  let before = process.cpuUsage()
  for (let at = 0; at < length; at++) {
    if (at === start) {
      before = process.cpuUsage()
      lots = 0
    }
    const i = at * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = meta & 0xff
    const id = String(f64[at * EVENT_F64 + F_ORDER]!)
    const size = i32[i + I_SIZE]!
    const price = i32[i + I_PRICE]!
    if (kind === ENGINE_CANCEL) book.cancel(id)
    else if (kind === ENGINE_ENTER) {
      const side = sideOf(meta) > 0 ? 'buy' : 'sell'
      const timeInForce = i32[i + I_DETAIL] === 0 ? 'GTC' : 'IOC'
      lots += size - book.limit({ side, id, size, price, timeInForce }).quantityLeft
    } else lots += size - book.modify(id, { price, size }).quantityLeft
  }
  const { user, system } = process.cpuUsage(before)
  return { nanos: (user + system) * 1_000, lots }
}

/** Installs the peer unless it is there, and answers its class. */
function installedPeer(): new () => PeerBook {
  const home = join(FOLDER, `node_modules`, 'nodejs-order-book')
  if (!existsSync(home)) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }')
    const words = ['install', '--no-audit', '--no-fund', `nodejs-order-book@${VERSION}`]
    const { status } = spawnSync('npm', words, { cwd: FOLDER, stdio: 'inherit' })
    if (status !== 0) throw new Error('nodejs-order-book could not be installed')
  }
  const load = createRequire(join(FOLDER, 'package.json'))
  return (load('nodejs-order-book') as { OrderBook: new () => PeerBook }).OrderBook
}
