/**
 * The register in memory: lines in, entries out; every act is checked before it becomes a line.
 *
 * ```ts
 * const register = new AlgorithmRegister(sha256Hex, lines)   // throws where the chain is broken
 * const line = register.write({ kind: 'add', algorithm, by: 'alice' }, now)
 * register.find('quoter@2')?.status                          // 'registered'
 * ```
 */
import { InputError } from '../../core/index.ts'
import { isSamePerson } from './person.ts'
import type { RegisterAct, RegisterEntry, RegisterLine, Signature } from './register-entry.ts'

/** SHA-256 of a text, in hexadecimal digits; given from outside. */
export type TextHasher = (text: string) => string

const NO_HASH = '0'.repeat(64)
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

export class AlgorithmRegister {
  readonly #hash: TextHasher
  readonly #lines: RegisterLine[] = []
  readonly #entries: RegisterEntry[] = []

  /** @throws InputError naming the first line that is not the one that was written. */
  constructor(hash: TextHasher, lines: readonly RegisterLine[] = []) {
    this.#hash = hash
    for (const line of lines) this.#read(line)
  }

  get lines(): readonly RegisterLine[] {
    return this.#lines
  }
  /** In the order of their numbers. */
  get entries(): readonly RegisterEntry[] {
    return this.#entries
  }
  /** Of the newest line: the whole register in one hash. */
  get headHash(): string {
    return this.#lines.at(-1)?.hash ?? NO_HASH
  }

  /**
   * `quoter` is the newest version that is not retired, or the newest of all; `quoter@2` is that version.
   */
  find(name: string): RegisterEntry | undefined {
    const at = name.indexOf('@')
    if (at >= 0) {
      const version = name.slice(at + 1)
      return this.#entries.find(
        (entry) => entry.identifier === name.slice(0, at) && entry.version === version,
      )
    }
    const versions = this.#entries.filter(({ identifier }) => identifier === name)
    return versions.findLast(({ status }) => status !== 'retired') ?? versions.at(-1)
  }

  numbered(number: number): RegisterEntry | undefined {
    return this.#entries[number - 1]
  }

  /** Makes the act a line, which the caller puts into the file. @throws InputError for one that cannot be. */
  write(act: RegisterAct, at: string): RegisterLine {
    const problem = this.#problemOf(act) ?? this.#fourEyesProblem(act)
    if (problem !== undefined) throw new InputError(problem.text, {}, problem.remedy)
    const previous = this.headHash
    const sequence = this.#lines.length + 1
    const hash = this.#hash(chained({ sequence, at, previous, act }))
    const line = { sequence, at, previous, act, hash }
    this.#take(line)
    return line
  }

  #read(line: RegisterLine): void {
    const { sequence, previous, hash, act } = line
    const expected = this.#lines.length + 1
    const place = { line: expected }
    if (sequence !== expected) {
      throw new InputError(`is line ${sequence} of the register, expected ${expected}`, place, LOST)
    }
    if (previous !== this.headHash) {
      throw new InputError('does not follow the line before it', place, LOST)
    }
    if (hash !== this.#hash(chained(line))) {
      throw new InputError('was changed after it was written', place, LOST)
    }
    const problem = this.#problemOf(act)
    if (problem !== undefined) throw new InputError(problem.text, place, LOST)
    this.#take(line)
  }

  #problemOf(act: RegisterAct): { text: string; remedy: string } | undefined {
    if (act.kind === 'add') return this.#additionProblem(act)
    const { identifier, version, by, why } = act
    const entry = this.find(`${identifier}@${version}`)
    const name = `${identifier}@${version}`
    if (entry === undefined) return problem(`${name} is not in the register`, 'Add it first.')
    if (by.trim() === '') return problem('nobody is named who does this', 'Say who with --by.')
    if (why.trim() === '') return problem('no reason is given', 'Say why with --why.')
    if (entry.status === 'retired') {
      return problem(`${name} is retired`, 'A retired version stays retired: add a new one.')
    }
    return undefined
  }

  /** Whoever answers for an algorithm, or put it down, does not let it trade. */
  #fourEyesProblem(act: RegisterAct): { text: string; remedy: string } | undefined {
    if (act.kind !== 'approve') return undefined
    const { identifier, version, by } = act
    const { owner, registeredBy } = this.find(`${identifier}@${version}`)!
    const role = isSamePerson(by, owner) ? 'owns' : 'registered'
    if (role === 'registered' && !isSamePerson(by, registeredBy)) return undefined
    return problem(
      `${by.trim()} ${role} ${identifier}@${version} and cannot approve it`,
      'Four eyes: it takes another person. Names are taken at their word; nobody is asked who types.',
    )
  }

  #additionProblem(
    act: Extract<RegisterAct, { kind: 'add' }>,
  ): { text: string; remedy: string } | undefined {
    const { identifier, version, owner } = act.algorithm
    if (/^\d+$/.test(identifier)) {
      return problem(
        `${JSON.stringify(identifier)} is no identifier`,
        'Digits alone are a number of the register: give it a name.',
      )
    }
    for (const [what, value] of [
      ['identifier', identifier],
      ['version', version],
    ] as const) {
      if (IDENTIFIER.test(value)) continue
      return problem(
        `${JSON.stringify(value)} is no ${what}`,
        'Letters, digits, dots, dashes and underscores, at most 64.',
      )
    }
    if (owner.trim() === '') return problem('it has no owner', 'Name a person with --owner.')
    if (act.by.trim() === '') return problem('nobody is named who does this', 'Say who with --by.')
    if (this.find(`${identifier}@${version}`) === undefined) return undefined
    return problem(
      `${identifier}@${version} is in the register already`,
      'An entry is never changed: give a new --algorithm-version.',
    )
  }

  #take(line: RegisterLine): void {
    const { act, at } = line
    this.#lines.push(line)
    if (act.kind === 'add') {
      this.#entries.push({
        ...act.algorithm,
        number: this.#entries.length + 1,
        status: 'registered',
        registeredAt: at,
        registeredBy: act.by,
        approvals: [],
        retirement: null,
      })
      return
    }
    const entry = this.find(`${act.identifier}@${act.version}`)!
    const signature: Signature = { at, by: act.by, why: act.why, on: act.on }
    this.#entries[entry.number - 1] =
      act.kind === 'retire'
        ? { ...entry, status: 'retired', retirement: signature }
        : { ...entry, status: 'approved', approvals: [...entry.approvals, signature] }
  }
}

const LOST =
  'The register was changed outside t2t register: restore a copy that verifies, and find out who did it.'

const problem = (text: string, remedy: string) => ({ text, remedy })

/** What the hash of a line is over: the order in which keys stand in a file means nothing. */
const chained = ({ sequence, at, previous, act }: Omit<RegisterLine, 'hash'>): string =>
  JSON.stringify(ordered([sequence, at, previous, act]))

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.filter(([, each]) => each !== undefined).map(([key, each]) => [key, ordered(each)])
}
