/** A sound for what must not be missed: three short tones, made here, loaded from nowhere. */
import { signal } from '@preact/signals'

const TONES = [880, 660, 880]
const TONE_SECONDS = 0.16
const GAIN = 0.15

export const isSoundOn = signal(localStorage.getItem('sound') !== 'off')
/** How often it has sounded, or would have where the browser lets no page make noise by itself. */
export const sounded = signal(0)

let speaker: AudioContext | undefined

export function toggleSound(): void {
  isSoundOn.value = !isSoundOn.value
  localStorage.setItem('sound', isSoundOn.value ? 'on' : 'off')
}

export function soundAlarm(): void {
  if (!isSoundOn.peek()) return
  sounded.value++
  speaker ??= new AudioContext()
  // Browsers hold sound back until somebody has touched the page: then this waits for it.
  void speaker.resume()
  const start = speaker.currentTime
  for (const [k, hertz] of TONES.entries()) {
    const tone = new OscillatorNode(speaker, { frequency: hertz, type: 'square' })
    const volume = new GainNode(speaker, { gain: GAIN })
    tone.connect(volume).connect(speaker.destination)
    tone.start(start + 2 * k * TONE_SECONDS)
    tone.stop(start + (2 * k + 1) * TONE_SECONDS)
  }
}
