/** What all commands have in common: how their help is written. */
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { runProgram } from './program.ts'

let help = ''
beforeEach(() => {
  help = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    help += String(text)
    return true
  })
  return () => spy.mockRestore()
})

/** As the program names them: those that do something, and are not just a group of others. */
const COMMANDS = await (async () => {
  let text = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  await runProgram(['--help'])
  spy.mockRestore()
  return [...text.matchAll(/^ {2}([\w-]+) .*\[options\]/gm)].map(([, name]) => name!)
})()

test('the program names its commands', () => {
  const some = ['demo', 'backtest', 'sweep', 'check-lookahead', 'compare-engines', 'book', 'ticks']
  expect(COMMANDS).toEqual(expect.arrayContaining(some))
})

describe.each(COMMANDS)('the help of t2t %s', (command) => {
  test('describes the command in a sentence', async () => {
    expect(await runProgram([command, '--help'])).toBe(0)
    const description = help.split('\n\n')[1]!
    expect(description).toMatch(/^[A-Z].*\.$/s)
  })

  test('shows examples of the command that fit a terminal of 80 columns', async () => {
    await runProgram([command, '--help'])
    const examples = help.split('\nExamples:\n')[1]!.split('\n\n')[0]!.split('\n')
    expect(examples.length).toBeGreaterThan(2)
    for (const line of examples) {
      expect(line).toMatch(/^ {2}t2t /)
      expect(line.length).toBeLessThanOrEqual(80)
    }
  })
})

test('what --symbol does to data that name none is said where it is an option', async () => {
  for (const command of ['backtest', 'calibrate', 'inspect', 'book']) {
    help = ''
    await runProgram([command, '--help'])
    expect(help.replace(/\s+/g, ' ')).toContain('LOBSTER files and tick CSVs name none: a new name')
  }
})
