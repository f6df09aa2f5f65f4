/**
 * `sweep.json`: everything of a sweep but its trials, under a checksum.
 *
 * It is written when the sweep begins, so that an interrupted one can be read, reported and continued.
 */
import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { checksumOf, SWEEP_VERSION, type SweepRecord, TRIAL_METRICS } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { AtomicTextFile } from '../../io/index.ts'

const BYTES_MAX = 256 * 1024 * 1024
const HEAD = '{"format":"tick-to-trade sweep","version":'

export interface SweepHead extends Omit<SweepRecord, 'trials'> {
  /** Trials that the sweep will have when it is over. */
  readonly trialsPlanned: number
}

const axisValue = z.union([z.number(), z.string(), z.boolean()])
const schema = z.strictObject({
  product: z.string(),
  command: z.string(),
  strategy: z.string(),
  configuration: z.array(
    z.strictObject({ key: z.string(), value: z.string(), isGiven: z.boolean() }),
  ),
  data: z
    .array(
      z.strictObject({
        name: z.string(),
        symbol: z.string(),
        records: z.int().min(0),
        hash: z.string(),
      }),
    )
    .min(1),
  epochNanos: z.string().regex(/^-?\d{1,30}$/),
  firstNanos: z.number(),
  lastNanos: z.number(),
  engine: z.enum(['event', 'vectorised', 'accelerated']),
  sampling: z.enum(['grid', 'random', 'latin-hypercube', 'sobol']),
  seed: z.union([z.number(), z.string()]),
  objective: z.enum(TRIAL_METRICS),
  isObjectiveMinimised: z.boolean(),
  axes: z.array(
    z.strictObject({
      key: z.string(),
      values: z.array(axisValue),
      range: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
      isLogarithmic: z.boolean(),
    }),
  ),
  slices: z.int().min(1).max(1_000_000),
  warnings: z.array(z.string()),
  trialsPlanned: z.int().min(1),
})

export function writeSweepHead(path: string, head: SweepHead): void {
  const body = JSON.stringify(head)
  const file = new AtomicTextFile(path)
  try {
    file.write(`${HEAD}${SWEEP_VERSION},"checksum":"${checksumOf(body)}","sweep":${body}}\n`)
    file.commit()
  } finally {
    file.discard()
  }
}

/** @throws InputError for what is none, was cut short or changed, or is of another version. */
export function readSweepHead(path: string): SweepHead {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) throw new InputError('no such file', { file: path }, NO_SWEEP)
  if (!status.isFile() || status.size > BYTES_MAX) throw notASweep(path)
  const text = readFileSync(path, 'utf8')
  if (!text.startsWith(HEAD)) throw notASweep(path)
  const version = /^(\d+),/.exec(text.slice(HEAD.length))?.[1]
  if (version !== undefined && Number(version) !== SWEEP_VERSION) {
    throw new InputError(
      `is a sweep of version ${version}; this program reads version ${SWEEP_VERSION}`,
      { file: path },
      'Sweep again with this version, or read it with the one that wrote it.',
    )
  }
  const rest = /^\d+,"checksum":"([0-9a-f]{16})","sweep":([\s\S]*)\}\s*$/.exec(
    text.slice(HEAD.length),
  )
  const [, sum, body] = rest ?? []
  if (body === undefined || checksumOf(body) !== sum) {
    throw new InputError(
      'was cut short or changed',
      { file: path },
      'The trials beside it are whole: the command of the sweep with --resume writes it anew.',
    )
  }
  return headOf(body, path)
}

function headOf(body: string, path: string): SweepHead {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw notASweep(path)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new InputError(
    `holds no sweep: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`,
    { file: path },
    NO_SWEEP,
  )
}

const NO_SWEEP = 'Name the folder that t2t sweep wrote.'

const notASweep = (path: string): InputError =>
  new InputError('is no sweep', { file: path }, NO_SWEEP)
