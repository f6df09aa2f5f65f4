/**
 * Queue models that guess where cancellations happen: each lot that leaves a level without a trade
 * was behind the order with a probability that depends on how much stands ahead and behind.
 *
 * With `front` ahead, `back` behind, and `change` lots gone beyond those traded:
 *
 * ```
 * front' = front - (1 - p) * change + min(back - p * change, 0),  at most what the level still shows
 * ```
 *
 * p is the probability that a lot left from behind. All p are 1 for the first in the queue and 0 for
 * the last. Formulae and names follow the reference backtester; n weighs the difference, 2 or 3 is
 * usual. Units are whatever the caller counts in, except that the logarithms depend on it: `unit` is
 * the quantity that one of the caller's units stands for.
 *
 * Where front and back are both zero p is 0/0; every minimum ignores a NaN and takes the other
 * operand, so the level's size decides.
 */
import { exp, type Lots, log } from '../core/index.ts'
import { type QueueModel, type QueuePlace, takeFillable } from './queue-model.ts'

/** Probability that a lot which left the level stood behind the order. */
export type LeftFromBehind = (front: number, back: number) => number

export class ProbabilityQueue implements QueueModel {
  readonly name: string
  readonly #leftFromBehind: LeftFromBehind

  constructor(name: string, leftFromBehind: LeftFromBehind) {
    this.name = name
    this.#leftFromBehind = leftFromBehind
  }

  enter(place: QueuePlace, displayed: Lots): void {
    place.ahead = displayed
    place.traded = 0
  }

  trade(place: QueuePlace, size: number): void {
    place.ahead -= size
    place.traded += size
  }

  depth(place: QueuePlace, before: number, after: number): void {
    const change = before - after - place.traded
    place.traded = 0
    const front = place.ahead
    if (change < 0) {
      place.ahead = lower(front, after)
      return
    }
    const back = before - front
    let p = this.#leftFromBehind(front, back)
    if (p === Number.POSITIVE_INFINITY || p === Number.NEGATIVE_INFINITY) p = 1
    const estimate = front - (1 - p) * change + lower(back - p * change, 0)
    place.ahead = lower(estimate, after)
  }

  takeFillable(place: QueuePlace): number {
    return takeFillable(place)
  }
}

/** back^n / (back^n + front^n) */
export function powerQueue1(n: number): ProbabilityQueue {
  return new ProbabilityQueue(`power-1 (n = ${n})`, (front, back) => {
    const behind = power(back, n)
    return behind / (behind + power(front, n))
  })
}

/** back^n / (back + front)^n */
export function powerQueue2(n: number): ProbabilityQueue {
  return new ProbabilityQueue(
    `power-2 (n = ${n})`,
    (front, back) => power(back, n) / power(back + front, n),
  )
}

/** 1 - (front / (front + back))^n */
export function powerQueue3(n: number): ProbabilityQueue {
  return new ProbabilityQueue(
    `power-3 (n = ${n})`,
    (front, back) => 1 - power(front / (front + back), n),
  )
}

/** ln(1 + back) / (ln(1 + back) + ln(1 + front)) */
export function logQueue1(unit: number): ProbabilityQueue {
  return new ProbabilityQueue('log-1', (front, back) => {
    const behind = log(1 + back * unit)
    return behind / (behind + log(1 + front * unit))
  })
}

/** ln(1 + back) / ln(1 + back + front) */
export function logQueue2(unit: number): ProbabilityQueue {
  return new ProbabilityQueue(
    'log-2',
    (front, back) => log(1 + back * unit) / log(1 + (back + front) * unit),
  )
}

/** The smaller of two numbers, ignoring a NaN. */
function lower(a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return b < a ? b : a
}

/**
 * base^n the same on every machine: products for whole n, exp(n log base) otherwise; NaN for a
 * fractional power of a negative base, as everywhere.
 */
function power(base: number, n: number): number {
  if (Number.isInteger(n) && n >= 0 && n <= 64) {
    let product = 1
    for (let k = 0; k < n; k++) product *= base
    return product
  }
  if (base === 0) return n > 0 ? 0 : Number.POSITIVE_INFINITY
  return base < 0 ? Number.NaN : exp(n * log(base))
}
