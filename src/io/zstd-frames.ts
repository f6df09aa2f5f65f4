/**
 * Finds the frames of a zstd stream, so that each is decompressed apart and its checksum compared.
 *
 * ```
 * stream: frame or skippable frame, any number
 * frame:  magic 4 | descriptor 1 | window, dictionary, content size 0-13 | blocks | checksum 0 or 4
 * block:  header 3 (last: bit 0, kind: bits 1-2, size: the rest) | body; the body of a run is 1 byte
 * ```
 *
 * The library that decompresses does not compare checksums, and without that a flipped bit can turn
 * one price into another. It walks the structure only; the meaning of a block is none of its business.
 */
const FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50
const BLOCK_BYTES_MAX = 128 * 1024
const HEADER_BYTES_MAX = 14
/** What decoders hold ready at most, by convention; a damaged header would ask for gigabytes. */
const WINDOW_BYTES_MAX = 128 * 1024 * 1024
const DICTIONARY_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const

const RUN = 1
const RESERVED = 3

/** What the next bytes are. */
type Part =
  | 'magic'
  | 'skippable size'
  | 'skippable body'
  | 'descriptor'
  | 'header'
  | 'block header'
  | 'block'
  | 'checksum'

export class ZstdFrames {
  /** The checksum at the end of the frame that ended last; undefined when it has none. */
  checksum: number | undefined
  /** The last step ended at the end of a frame. */
  isFrameEnd = false
  /** The bytes of the last step belong to a frame with content, not to one that is skipped. */
  isContent = false
  #part: Part = 'magic'
  /** Bytes of the current part that are still to come. */
  #missing = 4
  /** The part's first bytes, and the first four of them as a little-endian number. */
  readonly #bytes = new Uint8Array(HEADER_BYTES_MAX)
  #read = 0
  #descriptor = 0
  #hasChecksum = false
  #isLastBlock = false

  /** Whether the stream may end here: between frames. */
  get isComplete(): boolean {
    return this.#part === 'magic' && this.#read === 0
  }

  /** Goes on from `from` to the end of the chunk or of the frame; returns where it stopped. */
  step(chunk: Uint8Array, from: number): number {
    this.isFrameEnd = false
    this.isContent = !this.#part.startsWith('skippable')
    let at = from
    while (at < chunk.length && !this.isFrameEnd) at = this.#take(chunk, at)
    return at
  }

  #take(chunk: Uint8Array, from: number): number {
    const end = Math.min(chunk.length, from + this.#missing)
    for (let at = from; at < end && this.#read < HEADER_BYTES_MAX; at++) {
      this.#bytes[this.#read++] = chunk[at]!
    }
    this.#missing -= end - from
    if (this.#missing === 0) this.#endPart()
    // A part without bytes (an empty block) ends before the next byte.
    while (this.#missing === 0 && !this.isFrameEnd) this.#endPart()
    return end
  }

  #expect(part: Part, bytes: number): void {
    this.#part = part
    this.#missing = bytes
    this.#bytes.fill(0)
    this.#read = 0
  }

  #endPart(): void {
    const value = new DataView(this.#bytes.buffer).getUint32(0, true)
    if (this.#part === 'magic') this.#beginFrame(value)
    else if (this.#part === 'skippable size') this.#expect('skippable body', value)
    else if (this.#part === 'skippable body') this.#endFrame(undefined)
    else if (this.#part === 'descriptor') this.#expect('header', this.#headerBytes(value))
    else if (this.#part === 'header') this.#beginBlocks()
    else if (this.#part === 'block header') this.#beginBlock(value)
    else if (this.#part === 'checksum') this.#endFrame(value)
    else if (!this.#isLastBlock) this.#expect('block header', 3)
    else if (this.#hasChecksum) this.#expect('checksum', 4)
    else this.#endFrame(undefined)
  }

  #beginFrame(magic: number): void {
    if (magic === FRAME_MAGIC) this.#expect('descriptor', 1)
    else if ((magic & 0xffff_fff0) === SKIPPABLE_MAGIC) {
      this.isContent = false
      this.#expect('skippable size', 4)
    } else throw new Error('no frame begins where one should')
  }

  #headerBytes(descriptor: number): number {
    if ((descriptor & 8) !== 0) throw new Error('a reserved bit is set in a frame header')
    this.#descriptor = descriptor
    this.#hasChecksum = (descriptor & 4) !== 0
    return this.#windowBytes + DICTIONARY_BYTES[descriptor & 3]! + this.#contentSizeBytes
  }

  /** Bytes of the window's descriptor: none where the whole content is the window. */
  get #windowBytes(): number {
    return (this.#descriptor & 32) === 0 ? 1 : 0
  }

  get #contentSizeBytes(): number {
    const bytes = CONTENT_SIZE_BYTES[this.#descriptor >> 6]!
    return bytes === 0 && this.#windowBytes === 0 ? 1 : bytes
  }

  #beginBlocks(): void {
    if (this.#window() > WINDOW_BYTES_MAX) {
      throw new Error(`a frame asks for a window of more than ${WINDOW_BYTES_MAX} bytes`)
    }
    this.#expect('block header', 3)
  }

  #window(): number {
    const bytes = this.#bytes
    if (this.#windowBytes === 1) {
      const base = 2 ** (10 + (bytes[0]! >> 3))
      return base + (base / 8) * (bytes[0]! & 7)
    }
    const from = DICTIONARY_BYTES[this.#descriptor & 3]!
    let size = 0
    for (let at = this.#contentSizeBytes - 1; at >= 0; at--) size = size * 256 + bytes[from + at]!
    return size
  }

  #beginBlock(header: number): void {
    const kind = (header >> 1) & 3
    const size = header >> 3
    if (kind === RESERVED) throw new Error('a block is of a kind that does not exist')
    if (size > BLOCK_BYTES_MAX) throw new Error('a block is larger than blocks may be')
    this.#isLastBlock = (header & 1) === 1
    this.#expect('block', kind === RUN ? 1 : size)
  }

  #endFrame(checksum: number | undefined): void {
    this.checksum = checksum
    this.isFrameEnd = true
    this.#expect('magic', 4)
  }
}
