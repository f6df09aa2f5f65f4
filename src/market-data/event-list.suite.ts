/** Feeds for tests: made of text, and read back as lines that say what each event is. */
import {
  EVENT_KIND_NAMES,
  type EventTape,
  EventView,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_STALE,
  FLAG_UNSEEN,
  InputError,
} from '../core/index.ts'
import type { ByteSource } from './byte-source.ts'
import { MemorySource } from './byte-source.ts'
import type { Feed } from './market-data.ts'

export function textSource(text: string, name = 'memory', chunkBytes?: number): ByteSource {
  return new MemorySource(name, new TextEncoder().encode(text), chunkBytes)
}

const FLAG_LETTERS = [
  [FLAG_LAST, 'last'],
  [FLAG_SNAPSHOT, 'snapshot'],
  [FLAG_HIDDEN, 'hidden'],
  [FLAG_STALE, 'stale'],
  [FLAG_UNSEEN, 'unseen'],
] as const

/** `depth level + 100 x 5 last`: kind, side, price, size, flags. */
export function describeEvent(view: EventView): string {
  const side = view.side > 0 ? ' +' : view.side < 0 ? ' -' : ''
  const flags = FLAG_LETTERS.filter(([flag]) => (view.flags & flag) !== 0).map(([, name]) => name)
  const numbers = ` ${view.price} x ${view.size}`
  return `${EVENT_KIND_NAMES[view.kind]}${side}${numbers} ${flags.join(' ')}`.trim()
}

/** All events of a feed, described; `more` adds to each line. */
export async function eventList(
  feed: Feed,
  more: (view: EventView) => string = () => '',
): Promise<string[]> {
  const events: string[] = []
  await eachEvent(feed, (view) => events.push(describeEvent(view) + more(view)))
  return events
}

export async function eachEvent(feed: Feed, visit: (view: EventView) => void): Promise<void> {
  let view: EventView | undefined
  for await (const batch of feed.open()) {
    view ??= new EventView(batch)
    for (let index = 0; index < batch.length; index++) visit(view.at(index, batch))
  }
}

/** Reads to the end or to an input error, which is returned; anything else is thrown. */
export async function readAll(feed: Feed): Promise<{ events: number; error?: InputError }> {
  let events = 0
  try {
    for await (const batch of feed.open() as AsyncIterable<EventTape>) events += batch.length
    return { events }
  } catch (error) {
    if (error instanceof InputError) return { events, error }
    throw error
  }
}
