import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type CaseDb, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'

/** The log of a real relay, of 6 MB. */
export const relayLogPath = join(resolve(import.meta.dirname, '../../../shared'), 'mta/postfix-main/mail.log')

/** Whether it is there; tests of it are skipped where it is not. */
export const hasWholeRelay = existsSync(relayLogPath)

let imported: Promise<CaseDb> | null = null

/** The case of that log, for reading only: imported once for all test files of this process, with which it ends. */
export function wholeRelay(): Promise<CaseDb> {
  imported ??= importWholeRelay()
  return imported
}

async function importWholeRelay(): Promise<CaseDb> {
  const db = await openTemporaryCase()
  const [report] = await importFiles(db, [{ path: relayLogPath, name: 'mail.log' }], { derive, zone: 'UTC', year: 2026 })
  if (report?.kind !== 'imported') throw new Error(JSON.stringify(report))
  return db
}
