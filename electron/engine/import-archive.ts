import type { Connection } from './database.ts'
import { type FileJob, type ImportInput, type ImportReport, refusalOf, stops } from './import-file.ts'
import { importTogether } from './import-together.ts'
import { openSources } from './read-source.ts'
import { whileLoading } from './resources.ts'

/** Files of an archive that share a transaction: making one durable takes longer than reading a mail. */
const TOGETHER = { files: 500, bytes: 64 << 20 } as const

/**
 * Imports the files of an archive that are wanted, each as a source of its own, while they are unpacked. Where one of several breaks their
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

async function* wantedSources({ path, name, members }: ImportInput): ReturnType<typeof openSources> {
  for await (const found of openSources(path, name)) {
    if (members === undefined || members.has(found.name)) yield found
    else if (!('error' in found)) await found.close()
  }
}

/** Adds to `reports`, of which there is one for each file that was settled before. */
async function importFrom(job: FileJob, input: ImportInput, reports: ImportReport[], together: number): Promise<void> {
  const sources = wantedSources(input)
  try {
    let next = await sources.next()
    for (let settled = reports.length; settled > 0; settled -= 1) next = await sources.next()
    while (next.done !== true) {
      const importSome = (connection: Connection): Promise<readonly ImportReport[]> =>
        importTogether(job, connection, async (add) => {
          let bytes = 0
          for (let count = 0; next.done !== true && count < together && bytes < TOGETHER.bytes; count += 1) {
            const found = next.value
            await add(found, async () => {
              if ('error' in found) throw found.error
              return found
            })
            if (!('error' in found)) bytes += found.facts.sizeBytes
            next = await sources.next()
          }
        })
      const some = await whileLoading(job.db, () => job.db.transaction(importSome, { signal: job.signal }))
      reports.push(...some.map((report) => (report.kind === 'refused' ? { ...report, input, isMember: true } : report)))
    }
  } finally {
    await sources.return()
  }
}
