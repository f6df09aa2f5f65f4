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

const COMMANDS = [
  'demo',
  'backtest',
  'sweep',
  'validate',
  'report',
  'compare',
  'explain',
  'calibrate',
  'latency',
  'inspect',
  'book',
  'ticks',
] as const

test('the program names every command, and nothing else', async () => {
  expect(await runProgram(['--help'])).toBe(0)
  const named = [...help.matchAll(/^ {2}(\w+) .*\[options\]/gm)].map(([, name]) => name)
  expect(named).toEqual([...COMMANDS])
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
