/**
 * The same commands through exchange-core's fastest book and through the matching engine, in turn.
 *
 * The peer's book is called without its ring, its risk engine and its journal: matching against
 * matching. Both must have traded the same number of lots, and nothing may have been refused.
 */
import { writeFileSync } from 'node:fs'
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
  I_PARTICIPANT,
  I_PRICE,
  I_SIZE,
  sideOf,
} from '../../../src/core/index.ts'
import { machine, median } from '../../bench.ts'
import { type CommandStream, commandStream } from '../../matching/command-stream.ts'
import { runEngine } from '../engine-run.ts'
import { EXCHANGE_CORE_VERSION, missingAfterInstall, PEER_FOLDER, Peer } from './environment.ts'

const ROUNDS = 7
/** Both virtual machines compile their loops anew several times before they are done. */
const WARM_ROUNDS = 8
const COMMANDS = 1_000_000
const LIVE_ORDERS = [1_000, 100_000]
const COLUMNS = 7

/** @param folder Where `Peer.java` and `pom.xml` lie. */
export async function main(folder: string): Promise<void> {
  const missing = missingAfterInstall(folder)
  if (missing !== undefined) {
    console.log(`exchange-core is not raced: ${missing}`)
    return
  }
  inlineInnerLoops()
  const peer = new Peer(folder)
  try {
    console.log(
      `${machine()}; exchange-core ${EXCHANGE_CORE_VERSION} on ${await peer.version}; ` +
        `${ROUNDS} rounds in turn after ${WARM_ROUNDS} to warm up`,
    )
    for (const live of LIVE_ORDERS) console.log(await raced(peer, live))
  } finally {
    peer.close()
  }
  console.log(
    'OrderBookDirectImpl called directly: no ring, no risk engine, no journal, no network on either side.\n' +
      'Flatters the peer: only the time of its matching thread counts, not its collector and compiler;\n' +
      'of the engine the time of the whole process. It is spared the few moves of an order to the price\n' +
      'it has (one in 375), where its rules of priority are others, and they count for it.\n' +
      'Flatters the engine: its commands lie ready in memory as it reads them, while\n' +
      'the peer’s one command is filled from an array before each call.',
  )
}

async function raced(peer: Peer, live: number): Promise<string> {
  const stream = commandStream({ live, books: 1, commands: COMMANDS, seed: 3 })
  const file = join(PEER_FOLDER, `stream-${live}`)
  writeFileSync(file, rowsOf(stream))
  const theirRates: number[] = []
  const ourRates: number[] = []
  const ratios: number[] = []
  let lots = 0
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    const theirs = await peer.run(file, stream.start)
    const ours = runEngine(stream)
    lots = ours.lots
    if (theirs.lots !== lots || theirs.refused > 0) {
      const { lots: traded, refused } = theirs
      throw new Error(`lots differ: ours ${lots}, the peer's ${traded} with ${refused} refused`)
    }
    if (round < 0) continue
    theirRates.push(COMMANDS / (theirs.nanos / 1e9))
    ourRates.push(COMMANDS / (ours.nanos / 1e9))
    ratios.push(theirs.nanos / ours.nanos)
  }
  return (
    `${live} live orders: peer ${Math.round(median(theirRates))} commands/s, ` +
    `engine ${Math.round(median(ourRates))} commands/s, ${median(ratios).toFixed(2)} times the peer ` +
    `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}); ${lots} lots traded by both`
  )
}

/**
 * As `Peer.java` reads them, without the moves of an order to the price it has: here it keeps its place
 * then and nothing happens, there it goes to the end, and the books would differ ever after.
 */
function rowsOf({ tape }: CommandStream): Float64Array {
  const { i32, f64, length } = tape
  const rows = new Float64Array(length * COLUMNS)
  const prices = new Map<number, number>()
  let row = 0
  for (let at = 0; at < length; at++) {
    const i = at * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = meta & 0xff
    const order = f64[at * EVENT_F64 + F_ORDER]!
    const price = i32[i + I_PRICE]!
    const isEntry = kind === ENGINE_ENTER
    const isCancel = kind === ENGINE_CANCEL
    if (!(isEntry || isCancel) && prices.get(order) === price) continue
    prices.set(order, price)
    rows[row++] = isEntry ? 0 : isCancel ? 1 : 2
    rows[row++] = order
    rows[row++] = i32[i + I_PARTICIPANT]!
    rows[row++] = sideOf(meta)
    rows[row++] = price
    rows[row++] = i32[i + I_SIZE]!
    rows[row++] = isEntry && i32[i + I_DETAIL] !== 0 ? 1 : 0
  }
  return rows.subarray(0, row)
}
