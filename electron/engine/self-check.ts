import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { allFormats } from '../../shared/formats/index.ts'
import { closeCase, openCase } from './database.ts'
import { createEngine } from './engine.ts'
import { createParsePool } from './parse-pool.ts'

/** A mail that is sent and one that is refused, in reserved names and addresses. */
const log = `2026-03-02T06:12:04.000000+00:00 relay1 postfix/smtpd[101]: 4A1F2C3D: client=printer.example.org[192.0.2.44]
2026-03-02T06:12:04.000000+00:00 relay1 postfix/qmgr[102]: 4A1F2C3D: from=<printer@example.org>, size=1200, nrcpt=1 (queue active)
2026-03-02T06:12:05.000000+00:00 relay1 postfix/smtp[103]: 4A1F2C3D: to=<ann@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, delays=0.1/0/0.5/0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok)
2026-03-02T06:12:05.000000+00:00 relay1 postfix/qmgr[102]: 4A1F2C3D: removed
2026-03-02T06:13:04.000000+00:00 relay1 postfix/smtpd[101]: 4A1F2C3E: client=printer.example.org[192.0.2.44]
2026-03-02T06:13:04.000000+00:00 relay1 postfix/qmgr[102]: 4A1F2C3E: from=<printer@example.org>, size=1200, nrcpt=1 (queue active)
2026-03-02T06:13:05.000000+00:00 relay1 postfix/smtp[103]: 4A1F2C3E: to=<bob@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, delays=0.1/0/0.5/0.4, dsn=5.1.1, status=bounced (host mx.example.net[198.51.100.9] said: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown (in reply to RCPT TO command))
2026-03-02T06:13:05.000000+00:00 relay1 postfix/qmgr[102]: 4A1F2C3E: removed
`

/** How long a part may take, in milliseconds: one that waits for ever has failed. */
const LIMIT_MS = 60_000

/** What must hold; a part that does not hold throws. Resolves to what it found, for the line. */
export interface Part {
  readonly name: string
  readonly run: (folder: string) => Promise<string>
}

function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}

/** A thread starts from the program's own files, and parses. */
async function parseInThread(folder: string): Promise<string> {
  const formats = allFormats.filter(({ id }) => id === 'postfix')
  const pool = createParsePool({ formats, fileName: 'self-check.log' }, folder, 1)
  try {
    const result = await pool.parse({ chunk: 0, batch: 0, bytes: new Uint8Array(Buffer.from(log)), byteOffset: 0, last: true })
    const rows = result.groups.reduce((sum, group) => sum + group.rows, 0)
    if (rows === 0) throw new Error('a thread parsed the lines and wrote no row')
    return `${rows} rows`
  } finally {
    await pool.close()
  }
}

/** The native library loads, and writes and reads a case. */
async function askDatabase(folder: string): Promise<string> {
  const db = await openCase(join(folder, 'database.relayscope'), { create: true })
  try {
    const [row] = await db.rows<{ version: string }>('SELECT version() AS version')
    return row?.version ?? 'no version'
  } finally {
    await closeCase(db)
  }
}

/** A log is imported into a new case, and a question answered. */
async function importAndAsk(folder: string): Promise<string> {
  const path = join(folder, 'self-check.log')
  writeFileSync(path, log)
  const engine = createEngine({ dataFolder: join(folder, 'data') })
  try {
    await engine.imports.start({ files: [engine.offerFile(path, 'self-check.log')] })
    for await (const { error } of engine.imports.progress()) if (error !== null) throw new Error(error)
    const { total, classes } = await engine.messages.report('')
    expectSame('deliveries', total, 2)
    expectSame('cause of the one that failed', classes[0]?.value, 'recipient-unknown')
    return `${total} deliveries, the cause of one that failed named`
  } finally {
    await engine.close()
  }
}

const parts: readonly Part[] = [
  { name: 'worker', run: parseInThread },
  { name: 'DuckDB', run: askDatabase },
  { name: 'engine', run: importAndAsk },
]

async function inTime(work: Promise<string>): Promise<string> {
  const timer = new AbortController()
  const late = sleep(LIMIT_MS, null, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${LIMIT_MS / 1_000} s`)
  })
  late.catch(() => {}) // Stopped when the work was in time.
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}

/**
 * Tests that what was packed works where it lies: a thread starts, DuckDB loads, the engine imports and answers. One line per
 * part to `say`. Resolves to whether all hold; the other parts are tried also after one failed.
 */
export async function selfCheck(say: (line: string) => void, checked: readonly Part[] = parts): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-self-check-'))
  let passed = true
  try {
    for (const { name, run } of checked) {
      try {
        say(`${name}: ok, ${await inTime(run(folder))}`)
      } catch (error) {
        passed = false
        say(`${name}: failed, ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return passed
}
