/** A run held against the register: is this the algorithm that was registered, tested and approved? */
import type { AlgorithmRegister } from './algorithm-register.ts'
import type { CodeHash, RegisterEntry } from './register-entry.ts'

/** What runs. */
export interface RunningAlgorithm {
  readonly strategy: string
  readonly code: CodeHash
  readonly params: Readonly<Record<string, unknown>>
  readonly limits: readonly Readonly<Record<string, unknown>>[]
}

export interface RunAlgorithm {
  /** As the configuration says. */
  readonly name: string
  /** Flags every order of the run; 0 when the register has no such algorithm. */
  readonly number: number
  readonly entry: RegisterEntry | undefined
  /** What keeps the run from being the registered algorithm; empty when it is. */
  readonly problems: readonly string[]
}

export function runAlgorithm(
  name: string,
  register: AlgorithmRegister,
  running: RunningAlgorithm,
): RunAlgorithm {
  const entry = register.find(name)
  if (entry === undefined) {
    return { name, number: 0, entry, problems: [`${name} is not in the register`] }
  }
  return { name, number: entry.number, entry, problems: problemsOf(entry, running) }
}

function problemsOf(entry: RegisterEntry, running: RunningAlgorithm): string[] {
  const { identifier, version, code, status, strategy } = entry
  const label = `${identifier}@${version}`
  const problems: string[] = []
  if (status === 'retired') problems.push(`${label} is retired`)
  if (status === 'registered') problems.push(`${label} is registered and not approved`)
  if (running.strategy !== strategy) {
    problems.push(`${label} is the strategy ${strategy}, and ${running.strategy} runs`)
  }
  for (const part of ['strategy', 'product'] as const) {
    if (running.code[part] === code[part]) continue
    problems.push(
      `the code of the ${part} is not the one that ${label} was registered with ` +
        `(${code[part].slice(0, 12)} then, ${running.code[part].slice(0, 12)} now)`,
    )
  }
  for (const key of differingKeys(entry.params, running.params)) {
    problems.push(
      `params.${key} is ${textOf(running.params[key])}, registered as ${textOf(entry.params[key])}`,
    )
  }
  for (let k = 0; k < Math.max(entry.limits.length, running.limits.length); k++) {
    const registered = entry.limits[k] ?? {}
    const limits = running.limits[k] ?? {}
    const where = running.limits.length > 1 ? `markets.${k}.limits` : 'limits'
    for (const key of differingKeys(registered, limits)) {
      problems.push(
        `${where}.${key} is ${textOf(limits[key])}, registered as ${textOf(registered[key])}`,
      )
    }
  }
  return problems
}

type Values = Readonly<Record<string, unknown>>

function differingKeys(first: Values, second: Values): string[] {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)])
  return [...keys].filter((key) => textOf(first[key]) !== textOf(second[key]))
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? 'not set'
