/** The process in which one benchmark runs: loads it, runs it, sends what it measured, and ends. */
import { pathToFileURL } from 'node:url'

const { run } = await import(pathToFileURL(process.argv[2]).href)
const result = await run({ tiny: process.argv.includes('--tiny') })
process.send(result, () => process.disconnect())
