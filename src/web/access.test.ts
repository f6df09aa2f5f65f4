/** Who is let in, and the two steps of re-arming. */
import { expect, test } from 'vitest'
import { KillSwitch } from '../risk/index.ts'
import { Access, isLoopback, nameInUrl, newToken } from './access.ts'
import { Rearming } from './rearming.ts'

test('tokens are long, unlike, and fit a URL and a header', () => {
  const tokens = new Set(Array.from({ length: 100 }, newToken))
  expect(tokens.size).toBe(100)
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{24}$/)
})

test('only the token itself is the token', () => {
  const access = new Access({ token: 'secret', host: '127.0.0.1' })
  expect(access.isToken('secret')).toBe(true)
  for (const token of [undefined, '', 'Secret', 'secret ', 'secre', 'secrets']) {
    expect(access.isToken(token)).toBe(false)
  }
})

test('a request must be addressed to this machine, and come from its own page', () => {
  const access = new Access({ token: 'x', host: '127.0.0.1' })
  for (const host of ['127.0.0.1:4173', 'localhost:4173', 'LOCALHOST', '[::1]:4173']) {
    expect(access.isAddressedHere({ host, origin: undefined })).toBe(true)
    expect(access.isAddressedHere({ host, origin: `http://${host}` })).toBe(true)
    for (const origin of ['http://evil.example', 'null', `https://${host}`, `http://${host}.io`]) {
      expect(access.isAddressedHere({ host, origin })).toBe(false)
    }
  }
  for (const host of [undefined, '', 'evil.example:4173', '127.0.0.1.evil.example', '10.0.0.7']) {
    expect(access.isAddressedHere({ host, origin: undefined })).toBe(false)
  }
})

test('bound to every address, it answers to addresses and to no foreign name', () => {
  for (const bound of ['0.0.0.0', '::']) {
    const access = new Access({ token: 'x', host: bound })
    for (const host of ['192.168.1.5:4173', '[fe80::1]:80', 'localhost:1']) {
      expect(access.isAddressedHere({ host, origin: undefined })).toBe(true)
    }
    expect(access.isAddressedHere({ host: 'evil.example', origin: undefined })).toBe(false)
  }
})

test('bound to a name, it answers to that name', () => {
  const access = new Access({ token: 'x', host: 'Lab.local' })
  expect(access.isAddressedHere({ host: 'lab.local:4173', origin: undefined })).toBe(true)
  expect(access.isAddressedHere({ host: 'other.local:4173', origin: undefined })).toBe(false)
})

test('loopback is loopback', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) {
    expect(isLoopback(host)).toBe(true)
  }
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.0.0.1.evil.example']) {
    expect(isLoopback(host)).toBe(false)
  }
  expect(nameInUrl('::1')).toBe('[::1]')
})

test('re-arming takes its own code, once, in time, and for the stop that it was about', () => {
  let millis = 0
  const asked = { who: 'anna', why: 'checked' }
  const killSwitch = new KillSwitch()
  const rearming = new Rearming(killSwitch, () => millis)
  expect(() => rearming.begin(asked)).toThrow('there is nothing to re-arm')
  killSwitch.trip('first')
  expect(() => rearming.confirm('')).toThrow('no first step waits')
  const { code, validSeconds } = rearming.begin(asked)
  expect(() => rearming.confirm('wrong')).toThrow('the code is wrong')
  expect(() => rearming.confirm(code)).toThrow('no first step waits')
  const second = rearming.begin(asked).code
  expect(rearming.confirm(second)).toEqual(asked)
  expect(() => rearming.confirm(second)).toThrow('no first step waits')
  const earlier = rearming.begin(asked).code
  const later = rearming.begin({ who: 'bert', why: 'checked twice' }).code
  expect(() => rearming.confirm(earlier)).toThrow('the code is wrong')
  expect(() => rearming.confirm(later)).toThrow('no first step waits')
  const late = rearming.begin(asked).code
  millis += validSeconds * 1000
  expect(() => rearming.confirm(late)).toThrow('the code has expired: it is good for 30 s')
  const outdated = rearming.begin(asked).code
  killSwitch.rearm()
  killSwitch.trip('second')
  expect(() => rearming.confirm(outdated)).toThrow('trading was stopped anew')
  const idle = rearming.begin(asked).code
  killSwitch.rearm()
  expect(() => rearming.confirm(idle)).toThrow('there is nothing to re-arm')
})
