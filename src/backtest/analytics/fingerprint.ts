/**
 * The fingerprint of a feed: a hash over every record that it delivered, the same on every machine.
 *
 * It is taken from the decoded records, so it does not change when a file is compressed in another
 * way, and does when a single price, size or time is another.
 */
import { EVENT_BYTES, type EventTape, RunHash } from '../../core/index.ts'
import type { Feed, FeedInfo, FeedNotice } from '../../market-data/index.ts'

export interface DataFingerprint {
  readonly records: number
  /** Sixteen hexadecimal digits; empty while the feed has not been read to its end. */
  readonly hash: string
}

/** A feed that takes its fingerprint the first time it is read to its end. */
export class FingerprintedFeed implements Feed {
  fingerprint: DataFingerprint = { records: 0, hash: '' }
  readonly #feed: Feed

  constructor(feed: Feed) {
    this.#feed = feed
  }

  get info(): FeedInfo {
    return this.#feed.info
  }
  get bytesRead(): number {
    return this.#feed.bytesRead
  }
  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#feed.notices
  }

  open(): Iterable<EventTape> | AsyncIterable<EventTape> {
    return this.fingerprint.hash === '' ? this.#hashed() : this.#feed.open()
  }

  async *#hashed(): AsyncIterable<EventTape> {
    const hash = new RunHash()
    let records = 0
    for await (const batch of this.#feed.open()) {
      hash.addBytes(
        new Uint8Array(batch.i32.buffer, batch.i32.byteOffset, batch.length * EVENT_BYTES),
      )
      records += batch.length
      yield batch
    }
    this.fingerprint = { records, hash: hash.digest() }
  }
}
