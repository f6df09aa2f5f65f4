/**
 * Every verb that reads a journal has an end, whatever records it is given under good checksums: work and
 * memory are bounded by the number of records, never by the times, indexes or numbers in them.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { t2t } from '../spoken-command.suite.ts'
import { distortJournal, inventJournal } from './hostile-journal.suite.ts'
import { scratchFolder, smallRun } from './journaled-run.suite.ts'

const SEEDS = 12
/** A verb without an end leaves no turn to anybody: a thread of its own ends the test instead. */
const HANG_MILLIS = 100_000

const at = scratchFolder()
const guard = new Worker(
  `setTimeout(() => { console.error('a verb has no end'); process.kill(process.pid, 'SIGKILL') }, ${HANG_MILLIS})`,
  { eval: true },
)
afterAll(() => guard.terminate())

const VERBS: readonly ((path: string) => string[])[] = [
  (path) => ['surveil', path, '--html', at('out/alerts.html')],
  (path) => ['surveil', path, '--json'],
  (path) => ['surveil', path, '--show', '1'],
  (path) => ['report', 'compliance', path, '--html', at('out/c.html'), '--json', at('out/c.json')],
  (path) => ['report', 'self-assessment', '--runs', path, '--out', at('out/s.md')],
  (path) => ['journal', 'verify', path],
  (path) => ['journal', 'tail', path, '-n', '100000'],
  (path) => ['journal', 'grep', path, '--text', 'a', '--from', '0', '--to', '1e9'],
  (path) => ['journal', 'stats', path],
  ...['csv', 'json', 'fix', 'cat'].map((format) => (path: string) => [
    'journal',
    'export',
    path,
    '--format',
    format,
    '--out',
    at('out/e'),
  ]),
  (path) => ['journal', 'replay', path],
]

beforeAll(async () => {
  mkdirSync(at('out'))
  writeFileSync(at('run.json'), JSON.stringify(smallRun(400)))
  const words = ['backtest', at('run.json'), '--no-analytics', '--journal', at('real')]
  expect((await t2t(...words, '--journal-market', 'all')).code).toBe(0)
})

async function checkVerbs(path: string, seed: number): Promise<void> {
  for (const words of VERBS) {
    const { code, text, errors } = await t2t(...words(path))
    const place = `seed ${seed}, ${words('JOURNAL').join(' ')}: ${errors}`
    expect(code, place).toBeLessThanOrEqual(2)
    expect(`${errors}${text}`, place).not.toMatch(/bug of tick-to-trade|\n {4}at /)
  }
  rmSync(path, { recursive: true })
}

test('invented records of every kind, at any instants, end no verb with a bug and leave none without an end', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    inventJournal(at('invented'), seed)
    await checkVerbs(at('invented'), seed)
  }
})

test('a real run with slots and words that no run writes ends no verb with a bug and leaves none without an end', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    distortJournal(at('real'), at('distorted'), seed)
    await checkVerbs(at('distorted'), seed)
  }
})
