import { afterEach, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { caseOf } from './small-case.ts'

const open: CaseDb[] = []
afterEach(async () => {
  for (const db of open.splice(0)) await closeCase(db)
})

/** The queue ids of each mail in these logs. */
async function lives(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const db = await caseOf(files)
  open.push(db)
  const found: string[] = []
  for await (const batch of allMessages(db)) found.push(...batch.map(({ queueIds }) => queueIds.join('+')))
  return found
}

interface Leg {
  readonly host: string
  readonly id: string
  readonly client: string
  readonly second: number
  readonly messageId?: string | null
  readonly relay: string
  readonly reply?: string
}

/** A mail on one server: from whom, to whom, with which answer. */
function leg({ host, id, client, second, messageId = '<a@corp.example>', relay, reply = '250 2.0.0 Ok' }: Leg): string {
  const line = (program: string, after: number, text: string) =>
    `2026-03-02T10:00:${String(second + after).padStart(2, '0')}+00:00 ${host} postfix/${program}[7]: ${id}: ${text}\n`
  return [
    line('smtpd', 0, `client=${client}`),
    ...(messageId === null ? [] : [line('cleanup', 0, `message-id=${messageId}`)]),
    line('qmgr', 0, 'from=<ann@corp.example>, size=900, nrcpt=1 (queue active)'),
    line('smtp', 1, `to=<a@example.net>, relay=${relay}:25, delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (${reply})`),
    line('qmgr', 1, 'removed'),
  ].join('')
}

const far = 'mx.example.net[198.51.100.9]'
const takenAs = (id: string) => `250 2.0.0 Ok: queued as ${id}`
const first = { host: 'mx1', id: '4F03520E8B1', client: 'pc.lan[10.0.0.5]', second: 0, reply: takenAs('9F3A1C0B77A') }
const second = { host: 'mx2', id: '9F3A1C0B77A', client: 'mx1.corp.example[10.0.0.1]', second: 2, relay: far }

describe('a queue id in the reply of another server', () => {
  test('is that of the log whose host it is by name', async () => {
    const found = await lives({
      'mx1.log': leg({ ...first, relay: 'mx2.corp.example[10.0.0.2]' }),
      'mx2.log': leg({ ...second, messageId: null }),
    })
    expect(found).toEqual(['mx1/4F03520E8B1+mx2/9F3A1C0B77A'])
  })

  test('is that of the log whose host has the address, as another line says', async () => {
    const other = leg({ ...first, id: '5A03520E8B2', second: 20, relay: 'mx2.corp.example[10.0.0.2]', reply: takenAs('1A03520E8B3') })
    const found = await lives({
      'mx1.log': leg({ ...first, relay: 'smtp.corp.example[10.0.0.2]' }) + other,
      'mx2.log': leg({ ...second, messageId: null }),
    })
    expect(found).toEqual(['mx1/4F03520E8B1+mx2/9F3A1C0B77A', 'mx1/5A03520E8B2'])
  })

  test('is that of a server behind a name of its own which tells of the same mail from this one', async () => {
    const found = await lives({ 'mx1.log': leg({ ...first, relay: 'smtp.corp.example[10.0.0.9]' }), 'mx2.log': leg(second) })
    expect(found).toEqual(['mx1/4F03520E8B1+mx2/9F3A1C0B77A'])
  })

  test('is no other server’s, which had it by chance', async () => {
    const stranger = { ...second, client: 'elsewhere.example[203.0.113.7]' }
    for (const messageId of [null, '<a@corp.example>'])
      expect(await lives({ 'mx1.log': leg({ ...first, relay: far }), 'mx2.log': leg({ ...stranger, messageId }) })).toHaveLength(2)
  })

  test('is no other server’s that begins with the same name', async () => {
    const named = leg({ ...second, id: '7F3A1C0B77C', second: 30, messageId: '<20260302100030.7F3A1C0B77C@mx2.corp.example>' })
    const joined = (domain: string) =>
      lives({ 'mx1.log': leg({ ...first, relay: `mx2.${domain}[10.0.0.2]` }), 'mx2.log': leg({ ...second, messageId: null }) + named })
    expect(await joined('other.example')).toEqual(['mx1/4F03520E8B1', 'mx2/9F3A1C0B77A', 'mx2/7F3A1C0B77C'])
    expect(await joined('corp.example')).toEqual(['mx1/4F03520E8B1+mx2/9F3A1C0B77A', 'mx2/7F3A1C0B77C'])
  })

  test('that leads back puts no life into a mail twice', async () => {
    const found = await lives({
      'mx1.log': leg({ ...first, relay: 'mx2.corp.example[10.0.0.2]' }),
      'mx2.log': leg({ ...second, relay: 'mx1.corp.example[10.0.0.1]', reply: takenAs('4F03520E8B1') }),
    })
    expect(found).toEqual(['mx1/4F03520E8B1+mx2/9F3A1C0B77A'])
  })

  test('that leads back over more servers than a mail may pass puts no life into a mail twice', async () => {
    const servers = Array.from({ length: 120 }, (_, nth) => ({ host: `mx${nth}`, id: `4F03520E${String(nth).padStart(3, '0')}` }))
    const legs = servers.map(({ host, id }, nth) => {
      const next = servers[(nth + 1) % servers.length]!
      return leg({
        host,
        id,
        client: 'pc.lan[10.0.0.5]',
        second: nth % 50,
        relay: `${next.host}.corp.example[10.0.0.2]`,
        reply: takenAs(next.id),
      })
    })
    const found = await lives({ 'mail.log': legs.join('') })
    expect(found.flatMap((ids) => ids.split('+')).sort()).toEqual(servers.map(({ host, id }) => `${host}/${id}`).sort())
  })
})
