/**
 * Worker threads that run trials over one copy of the data.
 *
 * Each thread has an instance of the engine of its own, compiled for its own strategy, and always one
 * trial more than it works on, so that it never waits for an answer. A thread that dies costs no trial:
 * what it had is given to another one. A trial that two threads died of has failed.
 */
import { Worker } from 'node:worker_threads'
import { failedOutcome, type TrialOutcome } from '../../backtest/index.ts'
import type { PlainRun } from './plain-run.ts'
import { READY, type TrialOrder, type TrialSetup } from './trial-runner.ts'

/** Begins what is told of a trial that threads died of; a continued sweep tries it again. */
export const LOST_TRIAL = 'its thread ended twice: '

const IN_FLIGHT = 2
/** A run makes next to no garbage: less room for it saves 30 MB a thread, and no time is lost. */
const YOUNG_MEGABYTES = 3
/** Far more than a run keeps. Told of a limit, V8 lets the heap grow by less at a time: 12 MB a thread. */
const OLD_MEGABYTES = 1024
/** Threads that may end before they were ready: something is wrong with all of them. */
const STILLBORN_MAX = 3

/** An order whose run is always told; a thread is told of it when it is another than before. */
export type ThreadTask = TrialOrder & { readonly run: PlainRun }

export interface TrialThreadsOptions {
  readonly workers: number
  readonly setup: TrialSetup
}

interface Thread {
  readonly worker: Worker
  /** In the order in which they were given; the first is being run. */
  readonly tasks: ThreadTask[]
  isReady: boolean
  /** The run that it was told of last. */
  run: PlainRun | undefined
}

export class TrialThreads {
  readonly #options: TrialThreadsOptions
  readonly #threads = new Set<Thread>()
  readonly #deaths = new Map<ThreadTask, number>()
  #queue: ThreadTask[] = []
  #next = 0
  #unanswered = 0
  #stillborn = 0
  #isClosed = false
  #onOutcome: (outcome: TrialOutcome) => void = () => {}
  #settle: { resolve: () => void; reject: (reason: unknown) => void } | undefined

  constructor(options: TrialThreadsOptions) {
    this.#options = options
  }

  /**
   * Runs tasks, in their order as far as threads are free; outcomes come as they are ready. One call at
   * a time. Rejects with what `onOutcome` throws, and when no thread can be made to work.
   */
  run(tasks: readonly ThreadTask[], onOutcome: (outcome: TrialOutcome) => void): Promise<void> {
    this.#queue = [...tasks]
    this.#next = 0
    this.#unanswered = tasks.length
    this.#onOutcome = onOutcome
    if (tasks.length === 0 || this.#isClosed) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      while (this.#threads.size < Math.min(this.#options.workers, tasks.length)) this.#spawn()
      for (const thread of this.#threads) this.#feed(thread)
    })
  }

  /** Ends all threads, in the middle of their trials; `run` resolves. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#settle?.resolve()
    const threads = [...this.#threads]
    this.#threads.clear()
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  #spawn(): void {
    const worker = new Worker(threadFile(), {
      workerData: this.#options.setup,
      execArgv: [],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MEGABYTES,
        maxOldGenerationSizeMb: OLD_MEGABYTES,
      },
    })
    const thread: Thread = { worker, tasks: [], isReady: false, run: undefined }
    let reason = ''
    worker.on('message', (message: TrialOutcome | typeof READY) => {
      if (message === READY) this.#ready(thread)
      else this.#answered(thread, message)
    })
    worker.on('error', (error) => {
      reason = String(error)
    })
    worker.on('exit', (code) => this.#died(thread, reason || `exit code ${code}`))
    this.#threads.add(thread)
    this.#feed(thread)
  }

  #ready(thread: Thread): void {
    thread.isReady = true
    this.#stillborn = 0
  }

  #feed(thread: Thread): void {
    const { worker, tasks } = thread
    while (tasks.length < IN_FLIGHT && this.#next < this.#queue.length) {
      const task = this.#queue[this.#next++]!
      tasks.push(task)
      worker.postMessage(task.run === thread.run ? { ...task, run: undefined } : task)
      thread.run = task.run
    }
  }

  #answered(thread: Thread, outcome: TrialOutcome): void {
    if (this.#isClosed) return
    thread.tasks.shift()
    this.#feed(thread)
    this.#hand(outcome)
  }

  #hand(outcome: TrialOutcome): void {
    try {
      this.#onOutcome(outcome)
    } catch (error) {
      this.#isClosed = true
      this.#settle?.reject(error)
      return
    }
    if (--this.#unanswered === 0) this.#settle?.resolve()
  }

  #died(thread: Thread, reason: string): void {
    if (!this.#threads.delete(thread) || this.#isClosed) return
    const [first, ...waiting] = thread.tasks
    if (!thread.isReady && ++this.#stillborn > STILLBORN_MAX) {
      this.#settle?.reject(new Error(`threads do not start: ${reason}`))
      return
    }
    const deaths = first === undefined ? 0 : (this.#deaths.get(first) ?? 0) + 1
    if (first !== undefined) this.#deaths.set(first, deaths)
    // What was given back comes next, so that the order is kept as far as it can be.
    const again = first !== undefined && deaths < 2 ? [first, ...waiting] : waiting
    this.#queue = [...again, ...this.#queue.slice(this.#next)]
    this.#next = 0
    if (first !== undefined && deaths >= 2) this.#hand(failedOutcome(first, LOST_TRIAL + reason))
    if (this.#unanswered > 0) this.#spawn()
  }
}

/** The compiled file, also where this is run from its source. */
function threadFile(): URL {
  const { href } = new URL('./trial-thread.ts', import.meta.url)
  const compiled = href.replace(/ts$/, 'js')
  return new URL(compiled.replace(/\/src(\/cli\/sweep\/[^/]+)$/, '/dist$1'))
}
