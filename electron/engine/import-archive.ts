import type { Connection } from './database.ts'
import { type FileJob, type ImportInput, type ImportReport, importAmong, refusalOf, stops } from './import-file.ts'
import { openSources } from './read-source.ts'
import { whileLoading } from './resources.ts'

/** Files of an archive that share a transaction: making one durable takes longer than reading a mail. */
const TOGETHER = { files: 500, bytes: 64 << 20 } as const

/**
 * Imports the files of an archive, each as a source of its own, while they are unpacked. Where one of several breaks their
 * transaction, the rest is read anew and imported one by one.
 *
 * @throws AppError 'cancelled', 'disk-full'
 */
export async function importArchive(job: FileJob, input: ImportInput): Promise<readonly ImportReport[]> {
  const reports: ImportReport[] = []
  try {
    await importFrom(job, input, reports, TOGETHER.files)
  } catch (error) {
    if (stops(error)) throw error
    try {
      await importFrom(job, input, reports, 1)
    } catch (again) {
      if (stops(again)) throw again
      reports.push(refusalOf(again, input))
    }
  }
  return reports
}

/** Adds to `reports`, of which there is one for each file that was settled before. */
async function importFrom(job: FileJob, { path, name }: ImportInput, reports: ImportReport[], together: number): Promise<void> {
  const sources = openSources(path, name)
  try {
    let next = await sources.next()
    for (let settled = reports.length; settled > 0; settled -= 1) next = await sources.next()
    while (next.done !== true) {
      const batch: ImportReport[] = []
      const importSome = async (connection: Connection): Promise<void> => {
        let bytes = 0
        while (next.done !== true && batch.length < together && bytes < TOGETHER.bytes) {
          const found = next.value
          if ('error' in found) batch.push(refusalOf(found.error, found))
          else {
            batch.push(await importAmong(job, found, connection))
            await found.close()
            bytes += found.facts.sizeBytes
          }
          next = await sources.next()
        }
      }
      await whileLoading(job.db, () => job.db.transaction(importSome, job.signal))
      reports.push(...batch)
    }
  } finally {
    await sources.return()
  }
}
