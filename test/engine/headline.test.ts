import { describe, expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { type Headline, headlineOf } from '../../shared/headline.ts'
import { caseOf, smallLog } from './small-case.ts'
import { hasWholeRelay, wholeRelay } from './whole-relay.ts'

async function headline(lines: readonly string[]): Promise<Headline> {
  const db = await caseOf({ 'mail.log': lines.join('\n') })
  try {
    return headlineOf(await overview(db))
  } finally {
    await closeCase(db)
  }
}

/** A printer's job that the relay refuses. */
const refused = smallLog.slice(13, 18)
/** A mail that was delivered to three people. */
const handedOver = smallLog.slice(18, 25)
/** A stranger who is turned away. */
const stranger = smallLog.slice(25, 28)
/** A mail that waits for a server that does not answer. */
const waiting = smallLog.slice(-4)

/** The same mail at another hour, under another queue id. */
function later(lines: readonly string[], hour: string, id: string): string[] {
  return lines.map((line) => line.replace(/T\d\d/, `T${hour}`).replace(/(: )4Zx2\w+/, `$1${id}`))
}

describe('the first sentence', () => {
  test('names the cause, the device, and who must act', async () => {
    const said = await headline([...refused, ...handedOver])
    expect(said.title).toBe('1 of 4 own deliveries was lost: the relay knows the IP, but not for this sender domain.')
    expect(said.more).toEqual([
      'The device is printer.lan (10.2.0.44).',
      'After the last of them, these logs show no mail of this device that smtp-relay.gmail.com accepted.',
    ])
    expect(said.action?.who).toBe('The administrator of the sending side')
    expect(said.action?.step).toMatch(/^[A-Z].{20,}/)
  })

  test('says that the same device was accepted again', async () => {
    const accepted = later(refused, '15', '4Zx2sent0001').map((line) =>
      line.replace(/dsn=5\.7\.1, status=bounced.*/, 'dsn=2.0.0, status=sent (250 2.0.0 OK 1772463601 a1b2 - gsmtp)'),
    )
    const said = await headline([...refused, ...later(refused, '11', '4Zx2mt3Qagn1'), ...accepted])
    expect(said.title).toMatch(/^2 of 3 own deliveries were lost: the relay knows the IP/)
    expect(said.more).toEqual([
      'All of it is from the device printer.lan (10.2.0.44).',
      'After the last of them, smtp-relay.gmail.com accepted 1 delivery of this device.',
    ])
  })

  test('calls nothing lost that only waits', async () => {
    const said = await headline([...waiting, ...handedOver])
    expect(said.title).toBe('1 of 4 own deliveries waits: the connection to the next server could not be made or was lost.')
    expect(said.more[0]).toBe('Nothing of your own mail was lost so far: the server tries again by itself.')
  })

  test('says where nothing failed, and claims no arrival of what was handed over', async () => {
    const said = await headline([...handedOver, ...stranger])
    expect(said.title).toBe('No own mail failed: of all mail, 0 arrived and 3 were handed over.')
    expect(said.action).toBeNull()
    expect(said.unknown).toContain('3 deliveries were handed over to other servers, and what happened there is not in them')
    expect(said.unknown).toContain('Email Log Search')
  })

  test('says what to export where the logs end before the answer', async () => {
    const said = await headline(refused.slice(0, 3))
    expect(said.title).toBe('These logs do not say what became of any of 1 delivery.')
    expect(said.unknown).toContain('no line says what became of 1 delivery')
    expect(said.unknown).toContain('bounces')
  })

  test('blames nobody for strangers', async () => {
    const said = await headline(stranger)
    expect(said.title).toBe('These logs hold no mail of your own among 1 delivery.')
    expect(said).toMatchObject({ more: [], action: null, unknown: null })
  })

  test('asks for another file where none holds a delivery', async () => {
    const said = await headline(['2026-03-02T09:00:00.100000+00:00 mx1 postfix/smtpd[100]: connect from ws7.lan[192.0.2.10]'])
    expect(said.title).toBe('These files hold no delivery of a mail.')
    expect(said.more).toEqual(['Export the log of the mail server for the hours in question.'])
  })

  test.skipIf(!hasWholeRelay)('of a whole relay names one cause and its share', async () => {
    const said = headlineOf(await overview(await wholeRelay()))
    expect(said.title).toMatch(/^[\d\s]+ of [\d\s]+ own deliveries were lost\. (Most of it|The largest cause) \(.+\)/)
    expect(said.title).toContain('the mailbox does not exist')
    expect(said.action?.who).toBe('The person who wrote the message')
  })
})
