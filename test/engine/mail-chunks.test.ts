import { expect, test } from 'vitest'
import { wholeMails } from '../../electron/engine/mail-chunks.ts'
import type { SourceChunk } from '../../electron/engine/read-source.ts'

const mail = (name: string) => `From ${name} Mon Mar  2 09:00:00 2026\nSubject: ${name}\n\nText.\n\n`

/** A file's bytes in chunks that end anywhere. */
async function* pieces(text: string, size: number): AsyncGenerator<SourceChunk, void, void> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size)
    yield { bytes: piece, byteOffset: at, bytesRead: at + piece.length }
  }
}

test('chunks hold whole mails, in memory that can be given to another thread', async () => {
  const text = ['a', 'b', 'c'].map(mail).join('')
  const chunks: string[] = []
  let offset = 0
  for await (const { bytes, byteOffset } of wholeMails(pieces(text, 70))) {
    expect(byteOffset).toBe(offset)
    offset += bytes.length
    const { buffer } = bytes
    if (!(buffer instanceof ArrayBuffer)) throw new Error('memory that several threads share')
    chunks.push(Buffer.from(structuredClone(bytes, { transfer: [buffer] })).toString())
  }
  expect(chunks.length).toBeGreaterThan(1)
  expect(chunks.join('')).toBe(text)
  for (const chunk of chunks) expect(chunk).toMatch(/^From /)
})

test('a file that is one mail stays whole, though a paragraph of it begins with From', async () => {
  const text = `Subject: a\n\nHello,\n\nFrom what we hear the mail was lost.\n\nFrom here on it is quoted.\n`
  const chunks: string[] = []
  for await (const { bytes } of wholeMails(pieces(text, 1000))) chunks.push(bytes.toString())
  expect(chunks).toEqual([text])
})
