/** Processor time of the main thread alone, where the system tells it: a busy machine does not count. */
import { readFileSync } from 'node:fs'

const SCHEDULE = `/proc/self/task/${process.pid}/schedstat`

/** Nanoseconds of processor time; of the whole process where the thread's own is not to be had. */
export function threadNanos(): number {
  try {
    return Number(readFileSync(SCHEDULE, 'latin1').split(' ')[0])
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) * 1e3
  }
}
