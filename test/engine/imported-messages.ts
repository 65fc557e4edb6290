import { basename } from 'node:path'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import type { Message } from '../../shared/message.ts'

/** Imports the files one job after another into a new case and returns all messages. */
export async function messagesOf(...files: readonly string[]): Promise<readonly Message[]> {
  const db = await openTemporaryCase()
  try {
    for (const path of files) {
      const [report] = await importFiles(db, [{ path, name: basename(path) }], { derive, zone: 'UTC', year: 2026 })
      if (report?.kind !== 'imported') throw new Error(JSON.stringify(report))
    }
    const all: Message[] = []
    for await (const batch of allMessages(db)) all.push(...batch)
    return all
  } finally {
    await closeCase(db)
  }
}

const known = new Map<string, Promise<readonly Message[]>>()

/** The messages of a log that nothing changes, in a case of its own: imported once for all test files of this process. */
export function messagesOfLog(path: string): Promise<readonly Message[]> {
  const messages = known.get(path) ?? messagesOf(path)
  known.set(path, messages)
  return messages
}
