import { expect, test } from 'vitest'
import { assert, InvariantError } from './assert.ts'

test('what holds goes on, and what does not stops with the invariant in words', () => {
  expect(() => assert(true, 'a book is not crossed')).not.toThrow()
  expect(() => assert(false, 'a book is not crossed')).toThrow(
    new InvariantError('a book is not crossed'),
  )
  expect(new InvariantError('x').message).toBe('Invariant: x')
  expect(new InvariantError('x').name).toBe('InvariantError')
})
