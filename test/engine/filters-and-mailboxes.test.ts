import { expect, test } from 'vitest'
import { closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { messageStory } from '../../electron/engine/queries/story.ts'
import type { Message } from '../../shared/message.ts'
import { stepSentence } from '../../shared/sentences.ts'
import { caseOf, smallLog } from './small-case.ts'

const beside = [
  '2026-03-02T09:00:00.150000+00:00 mx1 opendkim[90]: 4Zx2lq1Wk3z9: DKIM-Signature field added (s=mail, d=acme.test)',
  '2026-03-02T09:00:00.160000+00:00 mx1 amavis[91]: (02279-04) Passed CLEAN {RelayedInbound}, [192.0.2.7]:61 <a@b.test> -> <c@d.test>, Queue-ID: 4Zx9zz9YyYy9, Hits: -',
  '2026-03-02T09:00:01.900000+00:00 mx1 dovecot: lmtp(jane@acme.test)<9956><IkiQKTt+117>: msgid=<20260302090001.4Zx2lr0AbCd1@mx1>: saved mail to Junk',
  '2026-03-02T09:00:01.900000+00:00 mx1 dovecot: lmtp(jd@acme.test)<9956><IkiQKTt+118>: msgid=<20260302090001.4Zx2lr0AbCd1@mx1>: saved mail to INBOX',
]

test('filters and mailboxes are evidence of the mail that they name, and make none', async () => {
  const alone = await caseOf({ 'mail.log': `${smallLog.join('\n')}\n` })
  const db = await caseOf({ 'mail.log': `${[...smallLog, ...beside].join('\n')}\n` })
  const found: Message[] = []
  let before = 0
  for await (const batch of allMessages(alone)) before += batch.length
  for await (const batch of allMessages(db)) found.push(...batch)
  expect(found.length).toBe(before)
  const idOf = (queueId: string) => found.find(({ queueIds }) => queueIds.some((id) => id.endsWith(queueId)))
  const signed = await messageStory(db, idOf('4Zx2lq1Wk3z9')?.id ?? '')
  expect(signed.steps.filter(({ program }) => program === 'opendkim').map((step) => [stepSentence(step), step.reply])).toEqual([
    ['OpenDKIM looked at it.', 'DKIM-Signature field added (s=mail, d=acme.test)'],
  ])
  expect(idOf('4Zx2lr0AbCd1')?.deliveries.map(({ recipient, fate, placement }) => [recipient, fate, placement])).toEqual([
    ['jane@acme.test', 'delivered', 'spam'],
  ])
  await closeCase(alone)
  await closeCase(db)
})
