import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { AlgorithmRegister } from './algorithm-register.ts'
import type { RegisteredAlgorithm, RegisterLine } from './register-entry.ts'
import { runAlgorithm } from './run-algorithm.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const AT = '2026-01-05T09:00:00Z'

const algorithm: RegisteredAlgorithm = {
  identifier: 'quoter',
  version: '1',
  strategy: 'touch-quoter',
  owner: 'Ada',
  description: 'quotes the touch',
  code: { strategy: 'a'.repeat(64), product: 'b'.repeat(64) },
  productVersion: '0.1.0',
  params: { sizeLots: 1 },
  limits: [{ orderLotsMax: 5 }],
  account: { creditMax: 1_000 },
  breaker: { data: { gaps: true, silenceNanosMax: 5e9 } },
  evidence: { runs: ['0123456789abcdef'], certification: null, sweep: '', notes: [] },
}
const signed = { identifier: 'quoter', version: '1', by: 'Bob', why: 'tested', on: '' }

function filled(): AlgorithmRegister {
  const register = new AlgorithmRegister(hash)
  register.write({ kind: 'add', algorithm, by: 'Ada' }, AT)
  register.write({ kind: 'approve', ...signed }, AT)
  register.write({ kind: 'add', algorithm: { ...algorithm, version: '2' }, by: 'Ada' }, AT)
  return register
}

test('a version goes from registered to approved to retired, with names and reasons', () => {
  const register = filled()
  expect(register.find('quoter@1')).toMatchObject({
    number: 1,
    status: 'approved',
    approvals: [{ by: 'Bob', why: 'tested' }],
  })
  expect(register.find('quoter')).toMatchObject({ number: 2, status: 'registered' })
  register.write({ kind: 'retire', ...signed, version: '2' }, AT)
  expect(register.find('quoter')).toMatchObject({ number: 1 })
  register.write({ kind: 'retire', ...signed }, AT)
  expect(register.find('quoter')).toMatchObject({ number: 2, status: 'retired' })
  expect(register.numbered(1)?.retirement?.by).toBe('Bob')
  expect(register.find('other')).toBeUndefined()
})

test('lines that were read again make the same register', () => {
  const register = filled()
  const again = new AlgorithmRegister(hash, JSON.parse(JSON.stringify(register.lines)))
  expect(again.entries).toEqual(register.entries)
  expect(again.headHash).toBe(register.headHash)
})

test('a line that was changed, left out, moved or doubled is named', () => {
  const lines = filled().lines.map((line) => structuredClone(line))
  const [first, second, third] = lines as [RegisterLine, RegisterLine, RegisterLine]
  const changed = structuredClone(second) as unknown as { act: { by: string } }
  changed.act.by = 'Eve'
  for (const [broken, line] of [
    [[first, changed as unknown as RegisterLine, third], 2],
    [[first, third], 2],
    [[second, third], 1],
    [[first, third, second], 2],
    [[first, first, second, third], 2],
  ] as const) {
    const attempt = () => new AlgorithmRegister(hash, broken)
    expect(attempt).toThrow(`line ${line}`)
  }
})

test('what cannot be is refused in words, and the register stays as it was', () => {
  const register = filled()
  const before = register.headHash
  const refused = [
    [{ kind: 'add', algorithm, by: 'Ada' }, 'in the register already'],
    [{ kind: 'add', algorithm: { ...algorithm, identifier: 'a b' }, by: 'Ada' }, 'no identifier'],
    [{ kind: 'add', algorithm: { ...algorithm, identifier: '7' }, by: 'Ada' }, 'no identifier'],
    [{ kind: 'add', algorithm: { ...algorithm, version: '' }, by: 'Ada' }, 'no version'],
    [{ kind: 'add', algorithm: { ...algorithm, version: '3', owner: ' ' }, by: 'Ada' }, 'no owner'],
    [{ kind: 'add', algorithm: { ...algorithm, version: '3' }, by: ' ' }, 'nobody is named'],
    [{ kind: 'approve', ...signed, version: '9' }, 'not in the register'],
    [{ kind: 'approve', ...signed, by: '' }, 'nobody is named'],
    [{ kind: 'retire', ...signed, why: ' ' }, 'no reason'],
  ] as const
  for (const [act, words] of refused) expect(() => register.write(act, AT)).toThrow(words)
  register.write({ kind: 'retire', ...signed }, AT)
  expect(() => register.write({ kind: 'approve', ...signed }, AT)).toThrow('is retired')
  expect(register.lines).toHaveLength(4)
  expect(register.headHash).not.toBe(before)
})

test('who owns or registered an algorithm does not approve it, however the name is spelt', () => {
  const register = filled()
  const clerk = { ...algorithm, version: '3' }
  register.write({ kind: 'add', algorithm: clerk, by: 'Cy Dee' }, AT)
  for (const by of ['Ada', ' ada ', 'ADA', 'cy  dee', 'Cy Dee']) {
    const approve = () => register.write({ kind: 'approve', ...signed, version: '3', by }, AT)
    expect(approve).toThrow('cannot approve it')
  }
  register.write({ kind: 'retire', ...signed, version: '2', by: 'Ada' }, AT)
  register.write({ kind: 'approve', ...signed, version: '3' }, AT)
  expect(runAlgorithm('quoter@3', register, clerk).problems).toEqual([])
})

test('an approval that the owner wrote into the file by hand lets nothing trade', () => {
  const register = filled()
  const { sequence, hash: previous } = register.lines.at(-1)!
  const act = { kind: 'approve', ...signed, version: '2', by: 'Ada' } as const
  const chained = [sequence + 1, AT, previous, Object.entries(act).sort()]
  const line = {
    sequence: sequence + 1,
    at: AT,
    previous,
    act,
    hash: hash(JSON.stringify(chained)),
  }
  const again = new AlgorithmRegister(hash, [...register.lines, line])
  expect(runAlgorithm('quoter@2', again, algorithm).problems).toEqual([
    'quoter@2 is approved by nobody but its owner or who registered it',
  ])
})

test('the order in which thresholds are written down is no difference', () => {
  const breaker = { data: { silenceNanosMax: 5e9, gaps: true } }
  expect(runAlgorithm('quoter@1', filled(), { ...algorithm, breaker }).problems).toEqual([])
})

test('a run is the registered algorithm only with its code, parameters, limits and approval', () => {
  const register = filled()
  const running = { ...algorithm }
  expect(runAlgorithm('quoter@1', register, running)).toMatchObject({ number: 1, problems: [] })
  expect(runAlgorithm('quoter@2', register, running).problems).toEqual([
    'quoter@2 is registered and not approved',
  ])
  expect(runAlgorithm('nobody', register, running)).toMatchObject({
    number: 0,
    problems: ['nobody is not in the register'],
  })
  const differing = [
    [{ code: { ...algorithm.code, strategy: 'c'.repeat(64) } }, 'code of the strategy'],
    [{ code: { ...algorithm.code, product: 'c'.repeat(64) } }, 'code of the product'],
    [{ params: { sizeLots: 2 } }, 'params.sizeLots is 2, registered as 1'],
    [{ params: {} }, 'params.sizeLots is not set, registered as 1'],
    [{ limits: [{ orderLotsMax: 6 }] }, 'limits.orderLotsMax is 6, registered as 5'],
    [{ strategy: 'skew-quoter' }, 'is the strategy touch-quoter, and skew-quoter runs'],
    [{ account: {} }, 'account.creditMax is not set, registered as 1000'],
    [{ breaker: { data: { gaps: false, silenceNanosMax: 5e9 } } }, 'breaker.data is {"gaps":false'],
  ] as const
  for (const [change, words] of differing) {
    const { problems } = runAlgorithm('quoter@1', register, { ...running, ...change })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(words)
  }
})
