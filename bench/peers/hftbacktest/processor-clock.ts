/**
 * Processor time of this process. Finer than what the system tells of single threads, and no favour
 * to us: what V8 compiles and collects beside the work is counted too.
 */
export function processorNanos(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1e3
}
