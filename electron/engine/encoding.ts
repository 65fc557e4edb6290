import { isUtf8 } from 'node:buffer'

/** How a source's bytes become text. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** What the first bytes of a file say: its encoding and how many bytes of mark to skip; null where they are no text. */
export function sniffEncoding(sample: Buffer): { readonly encoding: Encoding; readonly skip: number } | null {
  if (sample.length >= 3 && sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return { encoding: 'utf-8', skip: 3 }
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', skip: 2 }
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', skip: 2 }
  const zeros = [0, 0]
  let controls = 0
  for (let i = 0; i < sample.length; i += 1) {
    const byte = sample[i]!
    if (byte === 0) zeros[i & 1]! += 1
    else if (byte < 9 || (byte > 13 && byte < 27)) controls += 1
  }
  const half = sample.length / 2
  if (zeros[1]! > half * 0.3 && zeros[0]! < half * 0.05) return { encoding: 'utf-16le', skip: 0 }
  if (zeros[0]! > half * 0.3 && zeros[1]! < half * 0.05) return { encoding: 'utf-16be', skip: 0 }
  if (zeros[0]! + zeros[1]! + controls > sample.length * 0.05) return null
  return { encoding: isUtf8(sample) || !looksLike1252(sample) ? 'utf-8' : 'windows-1252', skip: 0 }
}

/**
 * Whether bytes that are not UTF-8 are an older Windows or Latin-1 text: no UTF-8 letter, and each high byte stands
 * alone or between letters, in more than a few lines. Otherwise somebody sent garbage to a server that logs UTF-8.
 */
function looksLike1252(sample: Buffer): boolean {
  let lettered = 0
  let odd = 0
  for (let i = 0; i < sample.length; i += 1) {
    const byte = sample[i]!
    if (byte < 0x80) continue
    const next = sample[i + 1] ?? 0x20
    if (byte >= 0xc2 && byte < 0xf5 && next >= 0x80 && next < 0xc0) return false
    if (byte >= 0xc0 && next < 0x80 && (isLetter(sample[i - 1]) || isLetter(next))) lettered += 1
    else odd += 1
  }
  return lettered > 0 && lettered >= odd * 2
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))
}

/** 0x80–0x9f of windows-1252; five are not assigned and stay as they are. Node 20's TextDecoder reads them as Latin-1. */
const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Makes a decoder of consecutive pieces into UTF-8. */
export function utf8Decoder(encoding: Encoding): (piece: Buffer) => Buffer {
  if (encoding === 'utf-8') return (piece) => piece
  if (encoding === 'windows-1252')
    return (piece) =>
      Buffer.from(
        piece.toString('latin1').replace(/[\x80-\x9f]/g, (char) => C1[char.charCodeAt(0) - 0x80]!),
        'utf8',
      )
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (piece) => Buffer.from(decoder.decode(piece, { stream: true }), 'utf8')
}

/** Replaces what is not UTF-8 by U+FFFD, line by line. `bytes` are whole lines. */
export function repairUtf8(bytes: Buffer): { readonly bytes: Buffer; readonly repaired: number } {
  if (isUtf8(bytes)) return { bytes, repaired: 0 }
  const parts: Buffer[] = []
  let repaired = 0
  let good = 0
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(10, start)
    const end = feed === -1 ? bytes.length : feed + 1
    const line = bytes.subarray(start, end)
    if (!isUtf8(line)) {
      parts.push(bytes.subarray(good, start), Buffer.from(line.toString('utf8'), 'utf8'))
      repaired += 1
      good = end
    }
    start = end
  }
  parts.push(bytes.subarray(good))
  return { bytes: Buffer.concat(parts), repaired }
}
