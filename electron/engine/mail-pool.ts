import { writeFileSync } from 'node:fs'
import type { Outcome } from '../../shared/formats/format.ts'
import { recordsOfMail } from '../mail/records-of-mail.ts'
import { mailsOf } from './mail-chunks.ts'
import { createLineReader } from './parse-chunk.ts'
import type { ParsePool } from './parse-pool.ts'
import { parseToFiles } from './parse-to-files.ts'
import { appError } from './values.ts'

/** Reads chunks of whole mails, one after another: each mail's reports stand at the lines that say them. */
export function createMailPool(fileName: string, spoolFolder: string): ParsePool {
  let last: Promise<unknown> = Promise.resolve()
  return {
    parse: (job) => {
      const parsed = last.then(async () => {
        try {
          const outcomes = new Map<number, Outcome>()
          for (const { bytes, line } of mailsOf(Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength)))
            for (const [at, outcome] of await recordsOfMail(bytes)) outcomes.set(line + at, outcome)
          let line = -1
          const reader = createLineReader(() => outcomes.get(++line) ?? 'ignored', false)
          return parseToFiles(reader, job, spoolFolder, writeFileSync)
        } catch (error) {
          throw appError(error, fileName)
        }
      })
      last = parsed.catch(() => undefined)
      return parsed
    },
    ready: async () => {
      await last
    },
    close: async () => {
      await last
    },
  }
}
