/**
 * The HTTP side: the page's files, the state to read, and the commands.
 *
 * | request                  | body                      | does                                      |
 * |--------------------------|---------------------------|-------------------------------------------|
 * | `GET  /api/token`        |                           | says whether the token is good            |
 * | `GET  /api/state`        |                           | status, setup and recent fills            |
 * | `POST /api/pause`        |                           | stops time                                |
 * | `POST /api/resume`       |                           | lets it go on                             |
 * | `POST /api/step`         |                           | pauses and runs one tick                  |
 * | `POST /api/speed`        | `{speed: 10 \| "max"}`     | multiple of real time                     |
 * | `POST /api/restart`      | `{seed: 7 \| "text", feed?}` | begins anew, on the market that is named  |
 * | `POST /api/tune`         | `{threshold: 2, ...}`     | changes parameters: all given, or none    |
 * | `POST /api/kill`         |                           | stops trading at once                     |
 * | `POST /api/mode`         | `{mode, who, why, market?}` | trading, reduce-only or halted, in a market or all |
 * | `POST /api/strategy/rearm` | `{who, why}`            | lets a strategy go on that its executions disabled |
 * | `POST /api/rearm`        | `{who, why}`              | first step: answers a code                |
 * | `POST /api/rearm/confirm`| `{code}`                  | second step: trading may go on            |
 *
 * All but the first need `Authorization: Bearer TOKEN`. Every other answer than 200 is a `Refusal`.
 */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { InputError } from '../core/index.ts'
import type { Access } from './access.ts'
import type { DemoSession } from './demo-session.ts'
import { SPEED_HIGHEST, SPEED_LOWEST } from './demo-speed.ts'
import { MODE_NAMES } from './mode-words.ts'
import type { PageFile } from './page-files.ts'
import type { ModeAnswer, Refusal, TokenAnswer } from './protocol.ts'
import { Rearming } from './rearming.ts'
import { TuningError } from './tunables.ts'

const BODY_BYTES_MAX = 4096

/** Nothing from elsewhere, nothing inline, no frames around it. */
const contentPolicy = (host: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const SPEED_PROBLEM = `expected 'max' or a number from ${SPEED_LOWEST} to ${SPEED_HIGHEST}`
const speedBody = z.strictObject({
  speed: z.union([z.number(), z.literal('max')], { error: SPEED_PROBLEM }),
})
const seedBody = z.strictObject({
  seed: z.union([z.number(), z.string()], { error: 'expected a number or a text' }),
  feed: z.enum(['exchange', 'gbm']).optional(),
})
const codeBody = z.strictObject({ code: z.string() })
const words = z.string().trim().min(1, { error: 'must be said' }).max(200)
const modeBody = z.strictObject({
  mode: z.enum(MODE_NAMES),
  who: words,
  why: words,
  market: z.string().optional(),
})
const rearmBody = z.strictObject({ who: words, why: words })
/** Any object: the session knows its parameters, and a schema would drop names such as `__proto__`. */
const tuneBody = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object of parameters',
)

export interface ApiOptions {
  readonly session: DemoSession
  readonly access: Access
  readonly files: ReadonlyMap<string, PageFile>
  /** Arms the switch, whatever else that takes; throws when it cannot. */
  readonly rearm?: (() => Promise<void>) | undefined
}

export function demoApi({ session, access, files, rearm }: ApiOptions): Hono {
  const app = new Hono()
  const rearming = new Rearming(session.killSwitch)
  const state = () => ({
    status: session.status(),
    setup: session.setup(),
    fills: session.engine.recentFills.rows,
  })

  keepStrangersOut(app, access)
  app.use('/api/*', bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => tooLarge(c) }))

  app.get('/api/state', (c) => c.json(state()))
  // What a command answers stands beside the state.
  const commands: Readonly<Record<string, (c: Context) => unknown>> = {
    pause: () => session.pause(),
    resume: () => session.resume(),
    step: () => session.step(),
    kill: () => session.kill('pressed on the page'),
    speed: async (c) => {
      session.speed = (await body(c, speedBody)).speed
    },
    restart: async (c) => {
      const { seed, feed } = await body(c, seedBody)
      session.restart(seed, feed)
    },
    tune: async (c) => session.tune(await body(c, tuneBody)),
    mode: async (c) => {
      const { mode, who, why, market } = await body(c, modeBody)
      const isChange: boolean = session.setMode(mode, who, why, market)
      return { isChange } satisfies ModeAnswer
    },
    'strategy/rearm': async (c) => {
      const { who, why } = await body(c, rearmBody)
      session.rearmStrategy(who, why)
    },
    'rearm/confirm': async (c) => {
      const asked = rearming.confirm((await body(c, codeBody)).code)
      // Before the switch is armed: what cannot be written down must not happen.
      session.mustBeToldOf()
      await rearm?.()
      session.rearm(asked.who, asked.why)
    },
  }
  for (const [name, command] of Object.entries(commands)) {
    app.post(`/api/${name}`, async (c) => {
      const answer = await command(c)
      return c.json({ ...state(), ...(answer ?? {}) })
    })
  }
  app.post('/api/rearm', async (c) => {
    const asked = await body(c, rearmBody)
    const answer = rearming.begin(asked)
    session.rearmAsked(asked.who, asked.why)
    return c.json(answer)
  })

  app.get('*', (c) => {
    const file = files.get(c.req.path)
    if (file === undefined) return c.json(refusal('there is nothing here'), 404)
    const caching = file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(file.bytes, 200, { 'Content-Type': file.type, 'Cache-Control': caching })
  })
  app.notFound((c) => c.json(refusal('there is nothing here'), 404))
  app.onError(refuse)
  return app
}

/** Foreign names, foreign pages, and everybody without the token, before anything else is looked at. */
function keepStrangersOut(app: Hono, access: Access): void {
  app.use(async (c, next) => {
    const host = c.req.header('host')
    if (!access.isAddressedHere({ host, origin: c.req.header('origin') })) {
      return c.json(refusal('this server answers to its own page on its own address only'), 403)
    }
    secureHeaders(c, host ?? '')
    return next()
  })
  app.get('/api/token', (c) => {
    c.header('Cache-Control', 'no-store')
    return c.json({ isGood: access.isToken(tokenOf(c)) } satisfies TokenAnswer)
  })
  app.use('/api/*', async (c, next) => {
    c.header('Cache-Control', 'no-store')
    if (!access.isToken(tokenOf(c))) {
      return c.json(refusal('the token is missing or wrong: open the URL that t2t printed'), 401)
    }
    return next()
  })
}

const tokenOf = (c: Context): string | undefined =>
  c.req.header('authorization')?.match(/^Bearer (\S+)$/)?.[1]

const refusal = (problem: string): Refusal => ({ problem })
const tooLarge = (c: Context) => c.json(refusal(`a body has at most ${BODY_BYTES_MAX} bytes`), 413)

/** A mistake of whoever asked is told; a bug of ours goes up to the process, and is said to be one. */
function refuse(error: Error, c: Context): Response {
  if (error instanceof TuningError) {
    return c.json({ problem: error.message, fields: error.fields } satisfies Refusal, 400)
  }
  if (error instanceof InputError) return c.json(refusal(error.message), 400)
  process.stderr.write(`t2t: a request failed, which is a bug of ours: ${error.stack ?? error}\n`)
  return c.json(refusal('the server failed at this: see its terminal'), 500)
}

/** @throws InputError for a body that is no JSON or not of this shape. */
async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const found = schema.safeParse(parsed(await c.req.text()))
  if (found.success) return found.data
  const problems = found.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw new InputError(problems.join('; '), { field: 'body' }, 'Send JSON as documented.')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError('is not JSON', { field: 'body' }, 'Send JSON as documented.')
  }
}

function secureHeaders(c: Context, host: string): void {
  c.header('Content-Security-Policy', contentPolicy(host))
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'no-referrer')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
}
