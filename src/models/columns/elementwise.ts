/** Columns of single samples: arithmetic, comparisons, choices. Nothing is remembered. */
import type { BinaryName, UnaryName } from './column.ts'
import { ColumnStep } from './column-step.ts'

/** A number, or NaN, that holds: it is neither 0 nor NaN. */
const holds = (value: number): boolean => value !== 0 && !Number.isNaN(value)

const UNARY: Readonly<Record<UnaryName, (value: number) => number>> = {
  negated: (value) => 0 - value,
  absolute: Math.abs,
  floor: Math.floor,
  not: (value) => Number(!holds(value)),
}

/** One of a kind for each operation: a loop that calls one function is compiled with it inside. */
const BINARY: Readonly<Record<BinaryName, (left: number, right: number) => number>> = {
  add: (left, right) => left + right,
  sub: (left, right) => left - right,
  mul: (left, right) => left * right,
  div: (left, right) => left / right,
  lesser: (left, right) => Math.min(left, right),
  greater: (left, right) => Math.max(left, right),
  lt: (left, right) => Number(left < right),
  le: (left, right) => Number(left <= right),
  gt: (left, right) => Number(left > right),
  ge: (left, right) => Number(left >= right),
  eq: (left, right) => Number(left === right),
  and: (left, right) => Number(holds(left) && holds(right)),
  or: (left, right) => Number(holds(left) || holds(right)),
}

abstract class StatelessStep extends ColumnStep {
  override get isStateless(): boolean {
    return true
  }
  override run(length: number): void {
    for (let index = 0; index < length; index++) this.values[index] = this.valueAt(index)
  }
  abstract override valueAt(index: number): number
}

export class UnaryStep extends StatelessStep {
  readonly #input: ColumnStep
  readonly #operation: (value: number) => number

  constructor(name: UnaryName, input: ColumnStep) {
    super()
    this.#input = input
    this.#operation = UNARY[name]
  }

  override valueAt(index: number): number {
    return this.#operation(this.#input.values[index]!)
  }

  override run(length: number): void {
    if (this.#operation !== UNARY.negated) {
      super.run(length)
      return
    }
    const input = this.#input.values
    const { values } = this
    for (let k = 0; k < length; k++) values[k] = 0 - input[k]!
  }
}

export class BinaryStep extends StatelessStep {
  readonly #name: BinaryName
  readonly #left: ColumnStep
  readonly #right: ColumnStep

  constructor(name: BinaryName, left: ColumnStep, right: ColumnStep) {
    super()
    this.#name = name
    this.#left = left
    this.#right = right
  }

  override valueAt(index: number): number {
    return BINARY[this.#name](this.#left.values[index]!, this.#right.values[index]!)
  }

  /** The frequent ones have a loop of their own: a call a sample costs five times as much. */
  override run(length: number): void {
    const left = this.#left.values
    const right = this.#right.values
    const { values } = this
    const name = this.#name
    if (name === 'sub') {
      for (let k = 0; k < length; k++) values[k] = left[k]! - right[k]!
    } else if (name === 'add') {
      for (let k = 0; k < length; k++) values[k] = left[k]! + right[k]!
    } else if (name === 'mul') {
      for (let k = 0; k < length; k++) values[k] = left[k]! * right[k]!
    } else if (name === 'div') {
      for (let k = 0; k < length; k++) values[k] = left[k]! / right[k]!
    } else if (name === 'lt') {
      for (let k = 0; k < length; k++) values[k] = Number(left[k]! < right[k]!)
    } else if (name === 'gt') {
      for (let k = 0; k < length; k++) values[k] = Number(left[k]! > right[k]!)
    } else {
      super.run(length)
    }
  }
}

export class WhereStep extends StatelessStep {
  readonly #condition: ColumnStep
  readonly #whenTrue: ColumnStep
  readonly #otherwise: ColumnStep

  constructor(condition: ColumnStep, whenTrue: ColumnStep, otherwise: ColumnStep) {
    super()
    this.#condition = condition
    this.#whenTrue = whenTrue
    this.#otherwise = otherwise
  }

  override valueAt(index: number): number {
    const chosen = holds(this.#condition.values[index]!) ? this.#whenTrue : this.#otherwise
    return chosen.values[index]!
  }
}

/** The same number for every sample. */
export class ConstantStep extends ColumnStep {
  constructor(value: number) {
    super()
    this.values.fill(value)
  }

  override run(): void {}
}
