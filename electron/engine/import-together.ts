import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { Connection } from './database.ts'
import {
  caseZoneOf,
  type FileJob,
  type ImportInput,
  type ImportReport,
  importOne,
  nextSource,
  readInto,
  refusalOf,
  stops,
} from './import-file.ts'
import { type OpenSource, openSource } from './read-source.ts'
import { createSharedLoad } from './shared-load.ts'
import { deleteSource, insertSources, knownSources, type LoadedSource, refuseSame, reportsOf } from './source-row.ts'

/**
 * Imports files that belong into one transaction. Where a file of several breaks it, they are imported one by one.
 *
 * @throws AppError 'cancelled', 'disk-full'
 */
export async function importGroup(job: FileJob, inputs: readonly ImportInput[]): Promise<readonly ImportReport[]> {
  if (inputs.length > 1) {
    try {
      return await job.db.transaction(
        (connection) =>
          importTogether(job, connection, async (add) => {
            for (const { path, name } of inputs) await add({ name }, () => openSource(path, name))
          }),
        { signal: job.signal },
      )
    } catch (error) {
      if (stops(error)) throw error
    }
  }
  const reports: ImportReport[] = []
  for (const input of inputs) {
    try {
      reports.push(await importOne({ ...job, input }))
    } catch (error) {
      if (stops(error)) throw error
      reports.push(refusalOf(error, input))
    }
  }
  return reports
}

/**
 * Reads a source of those that share a transaction, and closes it; one that is refused leaves nothing behind.
 *
 * @throws Error where the transaction is broken; AppError 'cancelled', 'disk-full'
 */
type Add = (named: Pick<ImportInput, 'name'>, open: () => Promise<OpenSource>) => Promise<void>

/** What became of a source: its report, or what is to be written of it. */
type Outcome = ImportReport | LoadedSource

/**
 * Imports sources within one transaction, the small ones by shared statements.
 *
 * @returns a report for each, in the order in which they came
 */
export async function importTogether(
  job: FileJob,
  connection: Connection,
  give: (add: Add) => Promise<void>,
): Promise<readonly ImportReport[]> {
  const caseZone = await caseZoneOf(job.db)
  const known = await knownSources(connection)
  const first = await nextSource(connection)
  const shared = createSharedLoad(connection, join(job.db.spoolFolder, `sources-${first}`))
  const outcomes: Outcome[] = []
  const read = async (opened: OpenSource, source: number): Promise<LoadedSource> => {
    const loaded = await readInto(connection, job, { opened, source, caseZone, decision: null, shared })
    if ('redecided' in loaded) throw new AppError('bug', `${opened.name}: its clock was read differently twice`)
    await refuseSame(connection, known, loaded)
    return loaded
  }
  const add: Add = async (named, open) => {
    const source = first + outcomes.length
    let opened: OpenSource | null = null
    try {
      opened = await open()
      outcomes.push(await read(opened, source))
    } catch (error) {
      if (stops(error)) throw error
      // Throws where the transaction is broken: then all are imported one by one.
      if (opened !== null && !shared.drop(source)) await deleteSource(connection, source)
      outcomes.push(refusalOf(error, named))
    } finally {
      await opened?.close()
    }
    if (shared.isFull()) await shared.load(job.signal)
  }
  try {
    await give(add)
    await shared.load(job.signal)
  } finally {
    shared.close()
  }
  const loaded = outcomes.filter(isLoaded)
  await insertSources(connection, loaded)
  const written = await reportsOf(
    connection,
    loaded.map(({ source }) => source),
  )
  return outcomes.map((outcome) => {
    if (!isLoaded(outcome)) return outcome
    const source = written.get(outcome.source)
    if (source === undefined) throw new AppError('bug', `${outcome.name} was loaded and is not there`)
    return { kind: 'imported', source, stages: outcome.counts.stages }
  })
}

function isLoaded(outcome: Outcome): outcome is LoadedSource {
  return !('kind' in outcome)
}
