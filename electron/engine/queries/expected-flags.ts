import { type Expected, type ExpectedFlag, flagNames } from '../../../shared/senders.ts'
import type { Connection } from '../database.ts'
import type { Rows } from './question.ts'

/** What the user expects, by the row's key and the flag. */
export type ExpectedFlags = ReadonlyMap<string, Expected>

type Mark = ExpectedFlag & { readonly expected: Expected }

/** Where marks are kept: one row of the settings. */
const EXPECTED_FLAGS = 'expectedFlags'

/** By what a mark is found: a key is JSON, so that no flag is part of it. */
function markId({ key, flag }: Pick<ExpectedFlag, 'key' | 'flag'>): string {
  return `${flag} ${key}`
}

/** What the user expects of a flag on the last day that is looked at, `2026-03-03`; null where nothing, or not any more. */
export function expectedOf(marks: ExpectedFlags, of: Pick<ExpectedFlag, 'key' | 'flag'>, lastDay: string): Expected | null {
  const expected = marks.get(markId(of))
  return expected !== undefined && lastDay <= expected.until ? expected : null
}

/** What the user expects in this case. */
export async function readExpectedFlags(db: Rows): Promise<ExpectedFlags> {
  return new Map((await kept(db)).map((mark) => [markId(mark), mark.expected]))
}

async function kept(db: Rows): Promise<readonly Mark[]> {
  const [row] = await db.rows<{ value: string }>('SELECT value FROM settings WHERE key = $1', [EXPECTED_FLAGS])
  return marksIn(row?.value ?? '[]')
}

/** Reads what the settings hold. A case is hostile input: what is no list of marks marks nothing. */
function marksIn(json: string): readonly Mark[] {
  try {
    const value: unknown = JSON.parse(json)
    return (Array.isArray(value) ? value : []).filter(isMark)
  } catch {
    return [] // Not JSON: as if nothing had been marked.
  }
}

function isMark(value: unknown): value is Mark {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('flag' in value) || !('expected' in value)) return false
  const { key, flag, expected } = value
  if (typeof expected !== 'object' || expected === null || !('until' in expected) || !('reason' in expected)) return false
  return (
    typeof key === 'string' &&
    flagNames.some((name) => name === flag) &&
    typeof expected.until === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(expected.until) &&
    !Number.isNaN(Date.parse(`${expected.until}T00:00:00Z`)) &&
    typeof expected.reason === 'string'
  )
}

/**
 * Marks flags as expected, or takes marks away, within a transaction; the others stay. Answers are stale afterwards.
 *
 * @returns the marks that undo it
 */
export async function markExpected(connection: Connection, marks: readonly ExpectedFlag[]): Promise<readonly ExpectedFlag[]> {
  const present = new Map((await kept(connection)).map((mark) => [markId(mark), mark]))
  const before = marks.map((mark) => ({ ...mark, expected: present.get(markId(mark))?.expected ?? null }))
  for (const { expected, ...of } of marks) {
    if (expected === null) present.delete(markId(of))
    else present.set(markId(of), { ...of, expected })
  }
  await connection.run('DELETE FROM casefile.main.settings WHERE key = $1', [EXPECTED_FLAGS])
  if (present.size > 0)
    await connection.run('INSERT INTO casefile.main.settings VALUES ($1, $2)', [EXPECTED_FLAGS, JSON.stringify([...present.values()])])
  await connection.run(`UPDATE casefile.main.settings SET value = (value::BIGINT + 1)::VARCHAR WHERE key = 'generation'`)
  return before.toReversed()
}
