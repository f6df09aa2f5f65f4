/**
 * Stops the program at a broken invariant: a bug of ours, never bad input.
 *
 * Pass a constant message. A template literal is built on every call, true or false, and costs ten
 * times the check itself.
 */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new InvariantError(invariant)
}

/** Thrown by `assert`. Nothing catches it except the outermost frame, which names the event. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'

  constructor(invariant: string) {
    super(`Invariant: ${invariant}`)
  }
}
