/**
 * Every verb that reads a journal on every damage: the message names what, where and what to do, the exit
 * code is the house's, and the input stays as it was.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type Spoken, t2t } from '../spoken-command.suite.ts'
import { DAMAGES, type Damage, type DamageKind, DENIALS, forge, rewrite } from './damage.suite.ts'
import { scratchFolder, smallRun } from './journaled-run.suite.ts'

const NOBODY = 65_534
const at = scratchFolder()
const RUN = ['backtest', at('run.json'), '--journal-market', 'all', '--no-analytics', '--journal']

beforeAll(async () => {
  chmodSync(at(''), 0o755)
  mkdirSync(at('out'), { mode: 0o777 })
  chmodSync(at('out'), 0o777)
  writeFileSync(at('run.json'), JSON.stringify(smallRun(400)))
  await t2t(...RUN, at('plain'))
  rewrite(at('plain'), at('whole'))
})

interface Verb {
  readonly name: string
  readonly words: (path: string) => string[]
  readonly codes: Readonly<Record<DamageKind, number>>
}
const READING = { unfit: 2, damaged: 1, torn: 1, whole: 0 }
const ENDING = { unfit: 2, damaged: 2, torn: 0, whole: 0 }
const VERBS: readonly Verb[] = [
  ...[
    ['verify'],
    ['tail', '-n', '1'],
    ['grep', '--kind', 'run begin', '--count'],
    ['stats'],
    ['export', '--format', 'csv', '--out', at('out/table')],
    ['export', '--format', 'fix', '--out', at('out/table')],
    ['replay'],
  ].map(([name, ...options]) => ({
    name: name!,
    words: (path: string) => ['journal', name!, path, ...options],
    codes: READING,
  })),
  {
    name: 'recover',
    words: (path) => ['journal', 'recover', path],
    codes: { ...READING, torn: 0 },
  },
  { name: 'resume', words: (path) => [...RUN, path, '--resume'], codes: ENDING },
]

/** Names, kinds, bytes and times of all that is in a folder. */
function imageOf(path: string): unknown[] {
  return readdirSync(path)
    .sort()
    .map((name) => {
      const status = lstatSync(join(path, name))
      const bytes = status.isFile() ? readFileSync(join(path, name), 'latin1') : ''
      return [name, status.mode, status.mtimeMs, bytes]
    })
}

async function met({ apply, codes = {}, kind }: Damage, { name, words, codes: usual }: Verb) {
  const path = at('copy')
  if (existsSync(path)) chmodSync(path, 0o700)
  rmSync(path, { recursive: true, force: true })
  cpSync(at('whole'), path, { recursive: true })
  const named = apply(path) ?? path
  const isReadable = (lstatSync(path).mode & 0o400) !== 0
  const before = isReadable ? imageOf(path) : []
  const spoken = await t2t(...words(named))
  const changes = (name === 'resume' || name === 'recover') && spoken.code === 0
  return { spoken, wanted: codes[name] ?? usual[kind], path, before, isReadable, changes }
}

function checkWords({ text, errors, code }: Spoken, words: RegExp, place: string): void {
  const told = `${errors}${text}`
  expect(told, place).not.toMatch(/bug of tick-to-trade|\n {4}at |undefined|\[object/)
  if (code === 0) return
  expect(told, place).toMatch(words)
  // And what to do about it, in a line of its own.
  expect(told.trim().split('\n').length, place).toBeGreaterThan(1)
}

for (const damage of DAMAGES) {
  test(`${damage.name} is told by every verb, and left as it is`, async () => {
    for (const verb of VERBS) {
      const { spoken, wanted, path, before, changes } = await met(damage, verb)
      const place = `${verb.name}: ${spoken.errors}`
      expect(spoken.code, place).toBe(wanted)
      // Nothing found is told by the exit code alone, as with grep.
      if (verb.name !== 'grep' || damage.kind !== 'whole') {
        checkWords(spoken, damage.words, place)
      }
      if (!changes) expect(imageOf(path), place).toEqual(before)
      else if (damage.kind !== 'unfit') {
        expect((await t2t('journal', 'verify', path)).code, place).toBe(0)
      }
    }
  })
}

/** Rights stop everybody but root, who takes another name for the while. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid!(NOBODY)
  try {
    return await act()
  } finally {
    if (isRoot) process.seteuid!(0)
  }
}

test.skipIf(process.geteuid === undefined)(
  'what a user may not read or write is told by every verb, and left as it is',
  async () => {
    for (const damage of DENIALS) {
      for (const verb of VERBS) {
        const words = (path: string) => verb.words(path)
        const { wanted, path, before, isReadable } = await met(damage, {
          ...verb,
          words: () => ['--version'],
        })
        const spoken = await asNobody(() => t2t(...words(path)))
        const place = `${damage.name}, ${verb.name}: ${spoken.errors}`
        expect(spoken.code, place).toBe(wanted)
        checkWords(spoken, damage.words, place)
        if (isReadable && damage.kind === 'whole') expect(imageOf(path), place).toEqual(before)
      }
    }
  },
)

test('records of any bytes under good checksums end no verb with a bug', async () => {
  for (const seed of [1, 2, 3]) {
    forge(at(`forged-${seed}`), seed)
    for (const verb of VERBS.filter(({ name }) => name !== 'resume')) {
      const { code, errors } = await t2t(...verb.words(at(`forged-${seed}`)))
      expect(code, `seed ${seed}, ${verb.name}: ${errors}`).toBeLessThanOrEqual(2)
    }
  }
})
