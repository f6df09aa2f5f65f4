/** The pieces of the commands that set themselves up: the lock, and the fingerprint of sources. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const script = (name: string) => import(new URL(`../scripts/${name}`, import.meta.url).href)
const folder = mkdtempSync(join(tmpdir(), 't2t-scripts-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('two that ask for the same lock work one after the other', async () => {
  const { oneAtATime } = await script('one-at-a-time.mjs')
  const lock = join(folder, 'deep', 'two.lock')
  const steps: string[] = []
  const work = (name: string) => async () => {
    steps.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    steps.push(`${name} ends`)
  }
  await Promise.all([oneAtATime(lock, work('first')), oneAtATime(lock, work('second'))])
  expect(steps).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})

test('whoever follows a process that died learns what it was doing, and the next one does not', async () => {
  const { oneAtATime } = await script('one-at-a-time.mjs')
  const lock = join(folder, 'died.lock')
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(lock, `${pid} installing`)
  const told: unknown[] = []
  const ask = async ({ unfinished }: { unfinished: string | undefined }) => told.push(unfinished)
  await oneAtATime(lock, ask)
  await oneAtATime(lock, ask)
  expect(told).toEqual(['installing', undefined])
})

test('the lock says who holds it and what for', async () => {
  const { oneAtATime } = await script('one-at-a-time.mjs')
  const lock = join(folder, 'says.lock')
  await oneAtATime(lock, async ({ doing }: { doing: (name: string) => void }) => {
    expect(readFileSync(lock, 'utf8')).toBe(`${process.pid} starting`)
    doing('building the engine')
    expect(readFileSync(lock, 'utf8')).toBe(`${process.pid} building the engine`)
  })
  expect(() => readFileSync(lock)).toThrow('ENOENT')
})

test('the installed packages are those of the lock file', async () => {
  const { isInstalled } = await script('installation.mjs')
  expect(isInstalled()).toBe(true)
})

test('a fingerprint depends on the names and on every byte', async () => {
  const { fingerprint } = await script('repository.mjs')
  const one = fingerprint(['src/core/side.ts'])
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprint(['src/core/side.ts'])).toBe(one)
  expect(fingerprint(['src/core/units.ts'])).not.toBe(one)
  expect(fingerprint(['src/core/side.ts', 'src/core/units.ts'])).not.toBe(one)
})

test('the benches begin with no option that there is not', () => {
  const bench = fileURLToPath(new URL('../scripts/bench.mjs', import.meta.url))
  for (const option of ['--help', '-h', '--tinny']) {
    const { status, stderr } = spawnSync(process.execPath, [bench, option], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain(`no option ${option}`)
  }
})
