import { expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { makeSampleOf, type SampleFormat, sampleFormats } from '../../shared/sample/sample.ts'
import type { Truth } from '../../shared/sample/truth.ts'
import { caseOf } from './small-case.ts'

interface Told {
  readonly queueId: string | null
  readonly recipient: string | null
  readonly direction: string
  readonly device: string | null
  readonly attempts: number
  readonly fate: string
  readonly consequence: string
  readonly class: string | null
}

const key = ({ queueId, recipient }: Pick<Told, 'queueId' | 'recipient'>): string => `${queueId} ${recipient}`

async function toldBy(db: CaseDb): Promise<readonly Told[]> {
  const connection = await db.connect()
  try {
    return await connection.rows<Told>(
      `SELECT l.queue_id AS "queueId", d.recipient, m.direction, m.client_ip AS device, d.attempts, d.fate, d.consequence, d.class
       FROM deliveries d JOIN messages m ON m.no = d.message LEFT JOIN legs l ON l.message = m.no AND l.hop = 0`,
    )
  } finally {
    connection.close()
  }
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]))
}

/** How many deliveries are told otherwise than they were, by what is told otherwise. */
function differences({ deliveries }: Truth, rows: readonly Told[]): Readonly<Record<string, number>> {
  const told = new Map(rows.map((row) => [key(row), row]))
  return counted(
    deliveries.flatMap(({ queueId, recipient, direction, device, attempts, byLog }) => {
      const { fate, consequence, class: failure } = byLog
      const row = told.get(key({ queueId, recipient }))
      if (row === undefined) return ['absent']
      const expected = { direction, device, attempts, fate, consequence, class: failure }
      const other = Object.entries(expected).filter(([name, value]) => row[name as keyof Told] !== value)
      return other.length === 0 ? [] : [other.map(([name, value]) => `${name}: ${value} → ${row[name as keyof Told]}`).join(', ')]
    }),
  )
}

/** What a format cannot tell: exactly that, and no more, is told otherwise. */
const cannotTell: Readonly<Record<SampleFormat, (truth: Truth) => Readonly<Record<string, number>>>> = {
  postfix: () => ({}),
  // That the password was refused stands in no line of the mail, only that there was no other way in.
  exim: ({ deliveries }) => ({
    'class: auth-failed → auth-required': deliveries.filter(({ byLog }) => byLog.class === 'auth-failed').length,
  }),
  sendmail: () => ({}),
  // Nothing ties a notice to the mail that it reports.
  opensmtpd: ({ deliveries }) => ({
    'consequence: noise → lost': deliveries.filter(({ byLog }) => byLog.consequence === 'noise').length,
  }),
  kumomta: () => ({}),
}

const reasons = { relay: 'relay-denied', 'unknown-user': 'recipient-unknown', login: 'auth-failed' } as const

test.each(sampleFormats)("the sample's log as %s tells the same fates", async (format) => {
  const { files, truth } = makeSampleOf(format)
  const [log] = files
  const db = await caseOf({ [log!.name]: log!.text })
  try {
    const rows = await toldBy(db)
    expect(differences(truth, rows)).toEqual(cannotTell[format](truth))
    const known = new Set(truth.deliveries.map(key))
    const strangers = rows.filter((row) => !known.has(key(row)))
    expect(counted(strangers.map(({ fate, direction, consequence }) => `${fate} ${direction} ${consequence}`))).toEqual({
      'rejected stranger noise': truth.strangers.length,
    })
    // OpenSMTPD calls whom it does not relay for an invalid recipient, and does not say why a login failed.
    if (format !== 'opensmtpd')
      expect(counted(strangers.map((row) => row.class ?? ''))).toEqual(counted(truth.strangers.map(({ reason }) => reasons[reason])))
  } finally {
    await closeCase(db)
  }
})

test('no two mails of a log share an id', () => {
  for (const format of sampleFormats) {
    const { deliveries } = makeSampleOf(format).truth
    expect(new Set(deliveries.map(key)).size).toBe(deliveries.length)
  }
})
