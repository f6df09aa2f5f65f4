/** Every reason has its row in the table of protocol codes, and every code is one of its protocol. */
import { expect, test } from 'vitest'
import * as reasons from './reason.ts'
import { REASON_COUNT, reasonText } from './reason.ts'
import { hasRejectCodes, rejectCodes } from './reject-codes.ts'

const ALL = Array.from({ length: REASON_COUNT }, (_, reason) => reason)

test('every reason stands in the table, and what is not a reason does not', () => {
  // By their names as well: one that was added beyond the count would be missed otherwise.
  const named = Object.entries(reasons).filter(
    ([name, code]) => typeof code === 'number' && name !== 'REASON_COUNT',
  )
  const missing = named.filter(([, code]) => !hasRejectCodes(code as number))
  expect(missing.map(([name]) => name)).toEqual([])
  expect(ALL.filter((reason) => !hasRejectCodes(reason)).map(reasonText)).toEqual([])
  expect(hasRejectCodes(REASON_COUNT)).toBe(false)
  expect(rejectCodes(REASON_COUNT)).toEqual({ ouch42: 'O', ouch50: 0x000f, fix103: 99 })
})

test('every code is one that its protocol has', () => {
  const letters = new Set('aHSCghcibdefjklmZnXDRO')
  const refusalsOfFix = new Set([...Array.from({ length: 20 }, (_, code) => code), 99])
  for (const reason of ALL) {
    const { ouch42, ouch50, fix103 } = rejectCodes(reason)
    expect(letters.has(ouch42), reasonText(reason)).toBe(true)
    expect(ouch50 >= 0x0001 && ouch50 <= 0x0040, reasonText(reason)).toBe(true)
    expect(refusalsOfFix.has(fix103), reasonText(reason)).toBe(true)
  }
})

test('the controls of the published tables have the published codes', () => {
  const published = [
    [reasons.KILL_SWITCH, 'a', 0x000f, 2],
    [reasons.MESSAGE_RATE, 'O', 0x0028, 99],
    [reasons.MESSAGE_RATE_TOTAL, 'O', 0x0029, 99],
    [reasons.DUPLICATE_ORDER, 'O', 0x002a, 6],
    [reasons.VENUE_HALTED, 'H', 0x0007, 2],
    [reasons.RESTRICTED_INSTRUMENT, 'c', 0x0022, 99],
    [reasons.SHORT_SALE, 'i', 0x002b, 99],
    [reasons.LOCATE_REQUIRED, 'b', 0x0027, 99],
    [reasons.ORDER_SIZE, 'm', 0x0031, 3],
    [reasons.ORDER_VALUE, 'n', 0x0030, 3],
    [reasons.CREDIT_LIMIT, 'n', 0x0020, 3],
    [reasons.PRICE_COLLAR, 'X', 0x0026, 99],
  ] as const
  for (const [reason, ouch42, ouch50, fix103] of published) {
    expect(rejectCodes(reason), reasonText(reason)).toEqual({ ouch42, ouch50, fix103 })
  }
})

test('codes are stable: those that stand in journals keep their meaning', () => {
  const stable = Object.entries(reasons).filter(([, value]) => typeof value === 'number')
  const byCode = stable.filter(([name]) => name !== 'REASON_COUNT')
  expect(new Set(byCode.map(([, code]) => code)).size).toBe(REASON_COUNT)
  const { DAILY_LOSS, TIME_EXPIRED, HALTED_HERE, CREDIT_LIMIT, ACCOUNT_DRAWDOWN } = reasons
  const spot = [DAILY_LOSS, TIME_EXPIRED, HALTED_HERE, CREDIT_LIMIT, ACCOUNT_DRAWDOWN]
  expect(spot).toEqual([7, 21, 22, 46, 57])
})
