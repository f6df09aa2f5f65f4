/**
 * A lock file, so that two commands typed at once do not install or build over each other.
 *
 * The file names the process that holds it and what that is doing. When the process no longer lives,
 * it was interrupted or failed: whoever comes next is told, and repairs what was left half done.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const POLL_MILLIS = 100

/**
 * Runs `work({ unfinished, doing })` while nobody else does. `unfinished` is what the last process
 * was doing when it died, undefined when it came to its end; `doing(name)` says what we do now.
 */
export async function oneAtATime(path, work) {
  mkdirSync(dirname(path), { recursive: true })
  const unfinished = await acquire(path)
  const result = await work({
    unfinished,
    doing: (name) => writeFileSync(path, `${process.pid} ${name}`),
  })
  rmSync(path)
  return result
}

async function acquire(path) {
  const own = `${path}.${process.pid}`
  const content = `${process.pid} starting`
  let hasSaidSo = false
  for (;;) {
    writeFileSync(own, content)
    try {
      // A link appears with its content, and only where there was nothing.
      linkSync(own, path)
      rmSync(own)
      return undefined
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const [pid = '', ...doing] = read(path).split(' ')
    if (pid !== '' && !isAlive(Number(pid))) {
      renameSync(own, path)
      await pause()
      // Of several that find the same dead owner, the last to write is the next owner.
      if (read(path) === content) return doing.join(' ')
    }
    if (!hasSaidSo) console.error(`Waiting for process ${pid}, which is setting up ...`)
    hasSaidSo = true
    await pause()
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
