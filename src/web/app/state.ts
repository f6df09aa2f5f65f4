/** What the page knows: the newest status, setup and fills, and how fresh they are. */
import { computed, signal } from '@preact/signals'
import type { FillRow, Ladder, Setup, Status } from '../protocol.ts'
import { BucketView } from './bucket-view.ts'

/** `stale`: connected once, but nothing came for a second. `refused`: the token is not good. */
export type Connection = 'connecting' | 'live' | 'stale' | 'refused'

export const status = signal<Status | undefined>(undefined)
export const setup = signal<Setup | undefined>(undefined)
export const fills = signal<readonly FillRow[]>([])
/** The book of the exchange; nothing on a market without one. */
export const ladder = signal<Ladder | undefined>(undefined)
export const connection = signal<Connection>('connecting')

/** The buckets on the screen; `drawn` counts the frames, so that whoever draws can follow. */
export const buckets = new BucketView()
export const frames = signal(0)

/** How far back the panes look: ticks, or null for everything. */
export const windowTicks = signal<number | null>(readWindow())
/** The index among the drawn buckets that the crosshair is on; null when it is elsewhere. */
export const crosshair = signal<number | null>(null)

export const isHelpOpen = signal(false)
export const isModeOpen = signal(false)
/** A mistake or a lost connection that a command ran into, until the next command. */
export const commandProblem = signal('')

export const isLive = computed(() => connection.value === 'live')
export const isKilled = computed(
  () => status.value?.killSwitch !== null && status.value !== undefined,
)

function readWindow(): number | null {
  const stored = localStorage.getItem('window')
  if (stored === 'all') return null
  const ticks = Number(stored)
  return Number.isInteger(ticks) && ticks >= 10 ? ticks : 2_000
}

export function rememberWindow(ticks: number | null): void {
  localStorage.setItem('window', ticks === null ? 'all' : String(ticks))
  windowTicks.value = ticks
}
