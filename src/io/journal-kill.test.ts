/**
 * Real processes killed with SIGKILL while they write a journal, life after life in one folder.
 * `npm run soak -- journal` does it hundreds of times.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import { checkAfterKill, live } from './journal-kill.suite.ts'

const KILLS = Number(process.env.T2T_SOAK_KILLS ?? 4)
const LIVES = 4

test(
  `killed ${KILLS} times, nothing acknowledged is missing and nothing is invented`,
  async () => {
    const seed = Number(process.env.T2T_SOAK_SEED ?? 1)
    const random = RandomStream.named(seed, 'kills')
    let folder = ''
    let records = 0
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        if (kill % LIVES === 0) {
          if (folder !== '') rmSync(folder, { recursive: true })
          folder = mkdtempSync(join(tmpdir(), 't2t-kill-'))
        }
        const acknowledged = await live(folder, random)
        const report = checkAfterKill(folder, acknowledged, `seed ${seed}, kill ${kill}`)
        records = Math.max(records, report.lastSequence)
      }
      expect(records).toBeGreaterThan(0)
    } finally {
      if (folder !== '') rmSync(folder, { recursive: true })
    }
  },
  120_000 + KILLS * 2_000,
)
