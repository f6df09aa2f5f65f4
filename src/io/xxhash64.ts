/**
 * XXH64, the checksum inside zstd files, over bytes that arrive in pieces.
 *
 * The four lanes are 64-bit numbers in two int32 halves: BigInt is twenty times slower here. The end
 * of the hash happens once a frame, and there BigInt is clearer.
 */
const STRIPE_BYTES = 32
const PRIME_1 = 0x9e3779b185ebca87n
const PRIME_2 = 0xc2b2ae3d27d4eb4fn
const PRIME_3 = 0x165667b19e3779f9n
const PRIME_4 = 0x85ebca77c2b2ae63n
const PRIME_5 = 0x27d4eb2f165667c5n
const PRIME_1_LOW = 0x85ebca87
const PRIME_1_HIGH = 0x9e3779b1
const PRIME_2_LOW = 0x27d4eb4f
const PRIME_2_HIGH = 0xc2b2ae3d
const WORD = 0xffff_ffff

export class XxHash64 {
  /** Low and high half of each lane. */
  readonly #lanes = new Int32Array(8)
  readonly #rest = new Uint8Array(STRIPE_BYTES)
  #restLength = 0
  #length = 0

  constructor() {
    const starts = [PRIME_1 + PRIME_2, PRIME_2, 0n, -PRIME_1]
    for (const [lane, start] of starts.entries()) {
      const value = wrap(start)
      this.#lanes[2 * lane] = Number(value & 0xffff_ffffn)
      this.#lanes[2 * lane + 1] = Number(value >> 32n)
    }
  }

  update(bytes: Uint8Array): void {
    this.#length += bytes.length
    let from = 0
    if (this.#restLength > 0) {
      from = Math.min(STRIPE_BYTES - this.#restLength, bytes.length)
      this.#rest.set(bytes.subarray(0, from), this.#restLength)
      this.#restLength += from
      if (this.#restLength < STRIPE_BYTES) return
      this.#stripes(this.#rest, 0, STRIPE_BYTES)
      this.#restLength = 0
    }
    const end = from + Math.floor((bytes.length - from) / STRIPE_BYTES) * STRIPE_BYTES
    this.#stripes(bytes, from, end)
    this.#rest.set(bytes.subarray(end))
    this.#restLength = bytes.length - end
  }

  /** The low 32 bits of the hash of everything so far. */
  get low32(): number {
    return Number(this.#digest() & 0xffff_ffffn)
  }

  #stripes(bytes: Uint8Array, from: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const lanes = this.#lanes
    for (let lane = 0; lane < 4; lane++) {
      let low = lanes[2 * lane]!
      let high = lanes[2 * lane + 1]!
      for (let at = from + 8 * lane; at < end; at += STRIPE_BYTES) {
        const inputLow = view.getInt32(at, true)
        const inputHigh = view.getInt32(at + 4, true)
        // lane += input * PRIME_2
        const productHigh =
          highProduct(inputLow, PRIME_2_LOW) +
          Math.imul(inputLow, PRIME_2_HIGH) +
          Math.imul(inputHigh, PRIME_2_LOW)
        const sum = (low >>> 0) + (Math.imul(inputLow, PRIME_2_LOW) >>> 0)
        high = (high + productHigh + Number(sum > WORD)) | 0
        // lane = rotate(lane, 31) * PRIME_1
        const turnedHigh = ((sum | 0) >>> 1) | (high << 31)
        const turnedLow = (high >>> 1) | ((sum | 0) << 31)
        low = Math.imul(turnedLow, PRIME_1_LOW)
        high =
          (highProduct(turnedLow, PRIME_1_LOW) +
            Math.imul(turnedLow, PRIME_1_HIGH) +
            Math.imul(turnedHigh, PRIME_1_LOW)) |
          0
      }
      lanes[2 * lane] = low
      lanes[2 * lane + 1] = high
    }
  }

  #digest(): bigint {
    let hash = this.#length < STRIPE_BYTES ? PRIME_5 : this.#mergeLanes()
    hash = wrap(hash + BigInt(this.#length))
    const rest = this.#rest
    const view = new DataView(rest.buffer)
    let at = 0
    for (; at + 8 <= this.#restLength; at += 8) {
      hash ^= round(0n, view.getBigUint64(at, true))
      hash = wrap(rotate(hash, 27n) * PRIME_1 + PRIME_4)
    }
    if (at + 4 <= this.#restLength) {
      hash ^= wrap(BigInt(view.getUint32(at, true)) * PRIME_1)
      hash = wrap(rotate(hash, 23n) * PRIME_2 + PRIME_3)
      at += 4
    }
    for (; at < this.#restLength; at++) {
      hash ^= wrap(BigInt(rest[at]!) * PRIME_5)
      hash = wrap(rotate(hash, 11n) * PRIME_1)
    }
    hash = wrap((hash ^ (hash >> 33n)) * PRIME_2)
    hash = wrap((hash ^ (hash >> 29n)) * PRIME_3)
    return hash ^ (hash >> 32n)
  }

  #mergeLanes(): bigint {
    const lanes = [0, 1, 2, 3].map((lane) => {
      const low = BigInt(this.#lanes[2 * lane]! >>> 0)
      return (BigInt(this.#lanes[2 * lane + 1]! >>> 0) << 32n) | low
    })
    const turns = [1n, 7n, 12n, 18n]
    let hash = wrap(lanes.reduce((sum, lane, at) => sum + rotate(lane, turns[at]!), 0n))
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4)
    return hash
  }
}

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, bits: bigint): bigint =>
  wrap(value << bits) | (value >> (64n - bits))
const round = (lane: bigint, input: bigint): bigint =>
  wrap(rotate(wrap(lane + input * PRIME_2), 31n) * PRIME_1)

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highProduct(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const other = (middle & 0xffff) + aLow * bHigh
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) | 0
}
