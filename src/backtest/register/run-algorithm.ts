/** A run held against the register: is this the algorithm that was registered, tested and approved? */
import type { AlgorithmRegister } from './algorithm-register.ts'
import { decidingDifferences } from './deciding-differences.ts'
import { isSamePerson } from './person.ts'
import type { DecidingParts, RegisterEntry } from './register-entry.ts'

export interface RunAlgorithm {
  /** As the configuration says. */
  readonly name: string
  /** Flags every order of the run; 0 when the register has no such algorithm. */
  readonly number: number
  readonly entry: RegisterEntry | undefined
  /** What runs in truth, whatever the register says. */
  readonly running: DecidingParts
  /** What keeps the run from being the registered algorithm; empty when it is. */
  readonly problems: readonly string[]
}

export function runAlgorithm(
  name: string,
  register: AlgorithmRegister,
  running: DecidingParts,
): RunAlgorithm {
  const entry = register.find(name)
  if (entry === undefined) {
    return { name, number: 0, entry, running, problems: [`${name} is not in the register`] }
  }
  const { identifier, version, number } = entry
  const label = `${identifier}@${version}`
  const problems = [
    ...statusProblems(entry).map((problem) => `${label} ${problem}`),
    ...decidingDifferences(
      { what: label, isOf: 'was registered with', verb: 'registered', parts: entry },
      running,
    ),
  ]
  return { name, number, entry, running, problems }
}

/** What the register says against an entry that trades; nothing for one that may. */
export function statusProblems({
  status,
  approvals,
  owner,
  registeredBy,
}: RegisterEntry): readonly string[] {
  if (status === 'retired') return ['is retired']
  if (status === 'registered') return ['is registered and not approved']
  const isByAnother = approvals.some(
    ({ by }) => !isSamePerson(by, owner) && !isSamePerson(by, registeredBy),
  )
  return isByAnother ? [] : ['is approved by nobody but its owner or who registered it']
}
