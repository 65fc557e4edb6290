import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { importCommand } from '../../electron/cli/import.ts'
import { closeCase, openCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { sourceReports } from '../../electron/engine/queries/sources.ts'
import { rereadSource } from '../../electron/engine/sources.ts'
import type { Message } from '../../shared/message.ts'
import { smallLog } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

/** The gateway behind the server of the small log: of a mail that waits there, one that no log has, one that is clicked. */
const gateway = [
  'Zeitpunkt;Absender;Empfänger;Vorgang;Zustellstatus;Antwort;Nachrichten-ID',
  '03.03.2026 10:00:40;jane@acme.test;jon@slow.example;G-1;unzustellbar;550 5.2.2 Mailbox full;<second.2@acme.test>',
  '03.03.2026 10:05:00;ann@acme.test;far@example.org;G-2;geparkt;;<third.3@acme.test>',
  '03.03.2026 10:06:00;ann@acme.test;far@example.org;G-2;zugestellt;250 ok;<third.3@acme.test>',
].join('\n')

const mapping = {
  columns: {
    time: 'Zeitpunkt',
    sender: 'Absender',
    recipient: 'Empfänger',
    messageId: 'Nachrichten-ID',
    queueId: 'Vorgang',
    result: 'Zustellstatus',
    reply: 'Antwort',
  },
  results: { unzustellbar: 'bounced', zugestellt: 'relayed' },
}

function written(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Runs `import` with these arguments. */
async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const statuses: number[] = []
  const terminal = { stdout, stderr, showsProgress: false, signal: new AbortController().signal }
  await importCommand(terminal, (status) => statuses.push(status)).parseAsync([...args], { from: 'user' })
  stdout.end()
  stderr.end()
  return { status: statuses[0], out: await text(stdout), err: await text(stderr) }
}

test('an unknown export is refused with a mapping that reads it, is read by that, and again', async () => {
  const [log, table, kept] = [
    written('mail.log', `${smallLog.join('\n')}\n`),
    written('gateway.csv', gateway),
    join(folder, 'a.relayscope'),
  ]
  const refused = await run(table, '--case', kept)
  expect([refused.status, refused.out]).toEqual([3, ''])
  expect(refused.err).toContain('gateway.csv is no known export, but seems to tell of mails: time from “Zeitpunkt”, sender from “Absender”')
  expect(refused.err).toContain(
    'map.json, with what “geparkt” means added to results, and import it on the command line with --map map.json: {',
  )
  const printed = refused.err.slice(refused.err.indexOf('{'))
  expect(JSON.parse(printed)).toEqual(mapping)

  const map = written(
    'map.json',
    JSON.stringify({ ...JSON.parse(printed), results: { ...mapping.results, geparkt: 'deferred' }, zone: 'Europe/Vienna' }),
  )
  const { status, out, err } = await run(table, log, '--case', kept, '--map', map)
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain('gateway.csv: Columns, read by a mapping of your own\n  4 lines: 3 recognised')
  expect(out).toContain('Mapping: time from “Zeitpunkt”, sender from “Absender”, recipients from “Empfänger”')
  expect(out).toContain('mail.log: Postfix')

  const db = await openCase(kept, { create: false })
  const fates = async () => {
    const messages: Message[] = []
    for await (const some of allMessages(db)) messages.push(...some)
    return messages
      .filter(({ messageId }) => messageId === '<second.2@acme.test>' || messageId === '<third.3@acme.test>')
      .map(({ messageId, firstSeen, deliveries }) => [
        messageId,
        firstSeen,
        deliveries.map(({ fate, class: reason }) => `${fate} ${reason}`),
      ])
  }
  const before = await fates()
  expect(before).toEqual([
    ['<second.2@acme.test>', '2026-03-03T09:00:00.000Z', ['bounced mailbox-full']],
    ['<third.3@acme.test>', '2026-03-03T09:05:00.000Z', ['relayed null']],
  ])
  const [source] = (await sourceReports(db)).filter(({ name }) => name === 'gateway.csv')
  expect(source).toMatchObject({
    format: 'mapped-columns',
    mapping: { columns: mapping.columns },
    zone: 'Europe/Vienna',
    zoneSource: 'user',
  })
  const reread = await rereadSource(db, source!.id, { zone: 'UTC' }, derive)
  expect(reread).toMatchObject({ mapping: source!.mapping, zone: 'UTC', recognised: 3 })
  expect((await fates())[1]).toEqual(['<third.3@acme.test>', '2026-03-03T10:05:00.000Z', ['relayed null']])
  await closeCase(db)
})
