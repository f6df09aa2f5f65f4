/** The command line of `t2t book`: options, output files, and mistakes. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, expect, test, vi } from 'vitest'
import { InputError } from '../core/index.ts'
import { bookCommand } from './book.ts'
import { StreamOutput } from './text-output.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-book-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ROWS = ['1,100,99.9,100.1,7', '2,101,100.9,101.1,8']
const ticks = join(folder, 'ticks.csv')
writeFileSync(ticks, `timestamp,price,bid,ask,volume\n${ROWS.join('\n')}\n`)

/** Runs the command; answers what it wrote to standard error. */
async function run(...words: string[]): Promise<string> {
  let notices = ''
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    notices += String(text)
    return true
  })
  try {
    await bookCommand().exitOverride().parseAsync(words, { from: 'user' })
    return notices
  } finally {
    spy.mockRestore()
  }
}

test('--output writes a file when all went well', async () => {
  const output = join(folder, 'out.csv')
  await run(ticks, '--out', 'csv', '--every', '1', '--output', output)
  expect(readFileSync(output, 'utf8').split('\n')[2]).toBe('2,2,101.1,8,100.9,8')
})

test('a run that fails leaves no file, and an old one as it was', async () => {
  const damaged = join(folder, 'damaged.csv')
  writeFileSync(damaged, `${readFileSync(ticks, 'utf8')}3,rubbish\n`)
  const fresh = join(folder, 'fresh.csv')
  const old = join(folder, 'old.csv')
  writeFileSync(old, 'precious')
  for (const output of [fresh, old]) {
    const failure = run(damaged, '--out', 'csv', '--every', '1', '--output', output)
    await expect(failure).rejects.toThrow(InputError)
  }
  expect(existsSync(fresh)).toBe(false)
  expect(readFileSync(old, 'utf8')).toBe('precious')
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
})

test('mistakes name the option and a remedy', async () => {
  const output = join(folder, 'never.csv')
  const mistakes: [string[], RegExp][] = [
    [['--levels', '0'], /^--levels: expected a whole number from 1/],
    [['--levels', '1e3'], /^--levels: /],
    [['--every', '-1'], /^--every: /],
    [['--every', '1', '--at', '9:30'], /^--at: .*\n {2}Leave one of them out/],
    [['--at', 'tomorrow'], /^--at: "tomorrow" is no time/],
    [['--seed-book', ticks], /^--seed-book: only LOBSTER/],
    [['--tick', 'zero'], /tick: "zero" is no step/],
    [['--output', ticks], /is read, and cannot be written/],
    [['--output', folder], /is a folder/],
    [['--output', join(folder, 'no', 'such', 'folder.csv')], /cannot be written/],
  ]
  for (const [options, message] of mistakes) {
    const words = options.includes('--output') ? options : [...options, '--output', output]
    await expect(run(ticks, ...words), options.join(' ')).rejects.toThrow(message)
    await expect(run(ticks, ...words)).rejects.toBeInstanceOf(InputError)
  }
  expect(existsSync(output)).toBe(false)
})

test('the help shows examples', () => {
  let help = ''
  bookCommand()
    .configureOutput({ writeOut: (text) => (help += text) })
    .outputHelp()
  expect(help).toContain('--seed-book ORDERBOOK.csv')
  expect(help).toContain('Examples:')
})

test('a reader that leaves ends the writing and is no error', async () => {
  const stream = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) =>
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  })
  const output = new StreamOutput(stream)
  expect(await output.write('a row\n')).toBe(false)
  expect(await output.write('another\n')).toBe(false)
})

test('another failure of the stream is told', async () => {
  const stream = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) =>
      done(Object.assign(new Error('write EIO'), { code: 'EIO' })),
  })
  await expect(new StreamOutput(stream).write('a row\n')).rejects.toThrow('write EIO')
})

test('a slow reader is waited for', async () => {
  const stream = new PassThrough({ highWaterMark: 4 })
  const output = new StreamOutput(stream)
  let isWritten = false
  const writing = output.write('more than four bytes').then((isOpen) => {
    isWritten = true
    return isOpen
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(isWritten).toBe(false)
  stream.read()
  expect(await writing).toBe(true)
})
