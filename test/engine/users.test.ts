import { expect, test } from 'vitest'
import { traced } from '../../electron/cli/traced-story.ts'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { coverage } from '../../electron/engine/queries/coverage.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import type { Message } from '../../shared/message.ts'
import { caseOf, smallLog } from './small-case.ts'

const refused = (id: string, sender: string) => [
  `2026-03-03T10:00:00.000000+00:00 mx1 postfix/smtpd[130]: ${id}: client=printer.lan[10.2.0.44]`,
  `2026-03-03T10:00:00.200000+00:00 mx1 postfix/qmgr[102]: ${id}: from=<${sender}>, size=900, nrcpt=1 (queue active)`,
  `2026-03-03T10:00:01.000000+00:00 mx1 postfix/smtp[103]: ${id}: to=<far@example.org>, relay=smtp-relay.gmail.com[192.0.2.28]:587, delay=1, delays=0.2/0/0.4/0.4, dsn=5.7.0, status=bounced (host smtp-relay.gmail.com[192.0.2.28] said: 550 5.7.0 Mail Sending denied (in reply to MAIL FROM command))`,
]

const senders = ['gone@acme.test', 'old@acme.test', 'Jane@acme.test', 'copier@acme.test', 'who@elsewhere.test'] as const
const log = `${[...smallLog, ...senders.flatMap((sender, at) => refused(`4Zx3bb${at}UuVv8`, sender))].join('\n')}\n`

const users = [
  'First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required],Status [READ ONLY]',
  'Jane,Doe,jane@acme.test,/,Active',
  'Old,Man,old@acme.test,/,Suspended',
].join('\r\n')

async function told(db: CaseDb): Promise<ReadonlyMap<string, readonly [Message, string]>> {
  const found = new Map<string, readonly [Message, string]>()
  for await (const batch of allMessages(db))
    for (const message of batch) {
      const { verdicts } = traced(await messageStory(db, message.id))
      found.set(message.sender ?? '', [message, verdicts[0]?.remedy?.meaning ?? ''])
    }
  return found
}

test('a list of users says of a sender who was refused whether it is one, and covers no time', async () => {
  const alone = await caseOf({ 'mail.log': log })
  const before = (await coverage(alone)).at(-1)
  const silent = await told(alone)
  expect(senders.map((sender) => silent.get(sender)?.[0].senderRegistration)).toEqual([null, null, null, null, null])
  await closeCase(alone)
  const db = await caseOf({
    'mail.log': log,
    'users.csv': users,
    'aliases.csv': 'Alias,Target,TargetType\ncopier@acme.test,jane@acme.test,User\n',
  })
  const found = await told(db)
  expect(senders.map((sender) => found.get(sender)?.[0].senderRegistration)).toEqual(['absent', 'suspended', 'user', 'alias', null])
  expect(found.get('gone@acme.test')?.[1]).toContain('gone@acme.test is no user of yours')
  expect(found.get('old@acme.test')?.[1]).toContain('old@acme.test is a user of yours, but suspended.')
  expect(found.get('who@elsewhere.test')?.[1]).not.toContain('who@elsewhere.test')
  expect(found.get('printer@print.acme.test')?.[1]).not.toContain('print.acme.test')
  const list = (await sourceReports(db)).find(({ name }) => name === 'users.csv')
  expect(list).toMatchObject({ format: 'google-users', recognised: 2, firstTime: null, lastTime: null, warnings: [] })
  expect((await coverage(db)).at(-1)).toEqual(before)
  await closeCase(db)
})
