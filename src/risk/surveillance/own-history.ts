/** The newest records of the watched flow, so that evidence can be named when something is found. */
import type { Side } from '../../core/index.ts'
import { EVIDENCE_KINDS, type EvidenceKind, type EvidenceRecord } from './surveillance-alert.ts'

const RECORDS = 512

export class OwnHistory {
  readonly #kinds = new Uint8Array(RECORDS)
  readonly #sides = new Int8Array(RECORDS)
  readonly #sequences = new Float64Array(RECORDS)
  readonly #nanos = new Float64Array(RECORDS)
  readonly #exchangeNanos = new Float64Array(RECORDS)
  readonly #orders = new Float64Array(RECORDS)
  readonly #algorithms = new Int32Array(RECORDS)
  readonly #prices = new Int32Array(RECORDS)
  readonly #lots = new Int32Array(RECORDS)
  /** Records ever. */
  #count = 0

  add(
    kind: EvidenceKind,
    record: Omit<EvidenceRecord, 'kind'> & {
      readonly exchangeNanos: number
      readonly algorithm: number
    },
  ): void {
    const slot = this.#count++ % RECORDS
    this.#kinds[slot] = EVIDENCE_KINDS.indexOf(kind)
    this.#sides[slot] = record.side
    this.#sequences[slot] = record.sequence
    this.#nanos[slot] = record.nanos
    this.#exchangeNanos[slot] = record.exchangeNanos
    this.#orders[slot] = record.orderId
    this.#algorithms[slot] = record.algorithm
    this.#prices[slot] = record.priceTicks
    this.#lots[slot] = record.lots
  }

  /** How many records back can be looked. */
  get depth(): number {
    return Math.min(this.#count, RECORDS)
  }

  // The newest record is 0 back.
  kind(back: number): EvidenceKind {
    return EVIDENCE_KINDS[this.#kinds[this.#slot(back)]!]!
  }
  isFill(back: number): boolean {
    const kind = this.kind(back)
    return kind === 'made' || kind === 'took'
  }
  side(back: number): Side {
    return this.#sides[this.#slot(back)]! as Side
  }
  nanos(back: number): number {
    return this.#nanos[this.#slot(back)]!
  }
  exchangeNanos(back: number): number {
    return this.#exchangeNanos[this.#slot(back)]!
  }
  algorithm(back: number): number {
    return this.#algorithms[this.#slot(back)]!
  }
  orderId(back: number): number {
    return this.#orders[this.#slot(back)]!
  }
  priceTicks(back: number): number {
    return this.#prices[this.#slot(back)]!
  }
  lots(back: number): number {
    return this.#lots[this.#slot(back)]!
  }

  evidence(back: number): EvidenceRecord {
    const slot = this.#slot(back)
    return {
      kind: this.kind(back),
      sequence: this.#sequences[slot]!,
      nanos: this.#nanos[slot]!,
      orderId: this.#orders[slot]!,
      side: this.#sides[slot]! as Side,
      priceTicks: this.#prices[slot]!,
      lots: this.#lots[slot]!,
    }
  }

  /** The records since an instant that are wanted, oldest first: the newest of them, at most so many. */
  since(nanos: number, countMax: number, isWanted: (back: number) => boolean): EvidenceRecord[] {
    const found: EvidenceRecord[] = []
    for (let back = 0; back < this.depth && found.length < countMax; back++) {
      if (this.nanos(back) < nanos) break
      if (isWanted(back)) found.push(this.evidence(back))
    }
    return found.reverse()
  }

  #slot(back: number): number {
    return (this.#count - 1 - back) % RECORDS
  }
}
