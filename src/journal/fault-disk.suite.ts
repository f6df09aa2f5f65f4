/**
 * A disk in memory that fails as real ones do, by a seed: it takes less than it was given, refuses
 * writes, fails to sync, takes long or too long, and at a crash keeps any part of what was not synced, in
 * whole sectors.
 */
import type { RandomStream } from '../core/index.ts'
import type { JournalDisk, JournalFile } from './journal.ts'

const SECTOR_BYTES = 512

/** How long each write and each sync takes, by chance. Time is the disk's own: nobody waits for it. */
export interface Slowness {
  readonly random: RandomStream
  readonly nanosMax: number
  /** The system gives up what takes longer, with any part of it done. */
  readonly patienceNanos: number
}

export class FaultDisk implements JournalDisk {
  readonly files = new Map<string, FaultFile>()
  /** Bytes that still fit on it. */
  room = Number.POSITIVE_INFINITY
  /** Takes at most so many bytes a call. */
  appendBytesMax = Number.POSITIVE_INFINITY
  failsToSync = false
  syncs = 0
  slowness: Slowness | undefined
  /** What its calls have taken, all together. */
  busyNanos = 0

  list(): string[] {
    return [...this.files.keys()].reverse()
  }

  create(name: string): FaultFile {
    if (this.files.has(name)) throw new Error(`EEXIST: file already exists, open '${name}'`)
    const file = new FaultFile(this)
    this.files.set(name, file)
    return file
  }

  open(name: string): FaultFile {
    const file = this.files.get(name)
    if (file === undefined) throw new Error(`ENOENT: no such file, open '${name}'`)
    return file
  }

  remove(name: string): void {
    this.files.delete(name)
  }

  /** A call takes its time. Answers whether the system has given it up. */
  isGivenUp(): boolean {
    if (this.slowness === undefined) return false
    const { random, nanosMax, patienceNanos } = this.slowness
    const nanos = random.uniform() * nanosMax
    this.busyNanos += Math.min(nanos, patienceNanos)
    return nanos > patienceNanos
  }

  /** The power goes: what was not synced is kept sector by sector, or not, as chance has it. */
  crash(random: RandomStream): void {
    for (const file of this.files.values()) file.crash(random)
    this.room = Number.POSITIVE_INFINITY
    this.appendBytesMax = Number.POSITIVE_INFINITY
    this.failsToSync = false
    this.slowness = undefined
  }

  /** The only file's bytes, to look at and to damage. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return [...this.files.values()].at(-1)!.bytes
  }
}

class FaultFile implements JournalFile {
  bytes = new Uint8Array(0)
  durableBytes = 0
  readonly #disk: FaultDisk

  constructor(disk: FaultDisk) {
    this.#disk = disk
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  append(bytes: Uint8Array): number {
    if (this.#disk.room === 0) throw new Error('ENOSPC: no space left on device, write')
    const isGivenUp = this.#disk.isGivenUp()
    const offered = isGivenUp ? bytes.length >> 1 : bytes.length
    const taken = Math.min(offered, this.#disk.room, this.#disk.appendBytesMax)
    this.#disk.room -= taken
    const grown = new Uint8Array(this.bytes.length + taken)
    grown.set(this.bytes)
    grown.set(bytes.subarray(0, taken), this.bytes.length)
    this.bytes = grown
    if (isGivenUp) throw new Error('ETIMEDOUT: connection timed out, write')
    return taken
  }

  sync(): void {
    if (this.#disk.failsToSync) throw new Error('EIO: i/o error, fsync')
    if (this.#disk.isGivenUp()) throw new Error('ETIMEDOUT: connection timed out, fsync')
    this.#disk.syncs++
    this.durableBytes = this.bytes.length
  }

  read(offset: number, target: Uint8Array): number {
    const part = this.bytes.subarray(offset, offset + target.length)
    target.set(part)
    return part.length
  }

  truncate(sizeBytes: number): void {
    this.bytes = this.bytes.slice(0, sizeBytes)
    this.durableBytes = Math.min(this.durableBytes, sizeBytes)
  }

  close(): void {}

  crash(random: RandomStream): void {
    const { durableBytes } = this
    const kept = durableBytes + random.integer(0, this.bytes.length - durableBytes)
    const after = this.bytes.slice(0, kept)
    for (let at = durableBytes; at < kept; ) {
      const end = Math.min(kept, at - (at % SECTOR_BYTES) + SECTOR_BYTES)
      if (random.integer(0, 1) === 0) after.fill(0, at, end)
      at = end
    }
    this.bytes = after
    this.durableBytes = kept
  }
}
