import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { importCommand } from '../../electron/cli/import.ts'
import { chooseFormats } from '../../electron/engine/choose-formats.ts'
import { closeCase, openCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import type { SourceOptions } from '../../electron/engine/import-source.ts'
import { createParsePool } from '../../electron/engine/parse-pool.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { changeOrganisation } from '../../electron/engine/queries/organisation.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { rereadSource } from '../../electron/engine/sources.ts'
import { AppError } from '../../shared/errors.ts'
import { mappedFormat } from '../../shared/mapping/format.ts'
import type { ColumnMapping } from '../../shared/mapping/mapping.ts'
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

const mapping: ColumnMapping = {
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

function refusalOf(name: string, lines: readonly string[], options: SourceOptions = {}): string {
  try {
    return chooseFormats(lines, name, options)
      .formats.map(({ id }) => id)
      .join(' ')
  } catch (error) {
    return error instanceof AppError ? error.message : String(error)
  }
}

describe('a file that is not known is refused', () => {
  test('with the programs that wrote it, where it is a log of others', () => {
    const line = 'Mar  2 09:14:05 mx1 sshd[9]: Accepted publickey for root'
    expect(refusalOf('auth.log', [line, line, 'Mar  2 09:14:06 mx1 CRON[10]: (root) CMD (true)'])).toBe(
      `auth.log: no line of a known mail log in it, only lines of sshd, CRON, such as "${line}"`,
    )
  })

  test('with the formats that come closest and the first line that they do not read', () => {
    const odd = 'Mar  2 09:14:05 mx1 postfix/smtp[9]: 358CA20E01C: quux'
    const other = 'Mar  2 09:14:06 mx1 sendmail[9]: 6229E5Xs000123: quux'
    expect(refusalOf('mail.log', [odd, odd, other])).toBe(
      `mail.log looks like Postfix (0 of 2 lines) or Sendmail (0 of 1 lines), but most lines are not understood, such as "${odd}"`,
    )
  })

  test('with what it has instead, where it lacks columns of the mapping or says nothing in them', () => {
    const named: ColumnMapping = { columns: { time: 'Date', sender: 'From' } }
    expect(refusalOf('a.csv', ['Datum,Von', '2026-03-02 09:00:00,a@example.org'], { mapping: named })).toBe(
      'a.csv does not have every column of the mapping (time from “Date”, sender from “From”): it begins with "Datum,Von"',
    )
    expect(refusalOf('a.csv', ['Date,From', 'soon,a@example.org'], { mapping: named })).toBe(
      'a.csv: by this mapping no row of it says when and what became of which mail, such as "soon,a@example.org"',
    )
  })
})

test('--map reads a text log whose lines it describes, and says so where no line is written as it says', async () => {
  const templates = {
    lines: ['{time} {host} relay: {queueId} to=<{recipient}> {result}'],
    samples: ['2026-03-02 09:14:05 mx1 relay: 1 to=<a@example.net> sent'],
  }
  const map = written('lines.json', JSON.stringify(templates))
  const log = written('relay.log', '2026-03-02 09:14:05 mx1 relay: 4F2A to=<jon@example.net> sent\nanother line\n')
  const { status, out } = await run(log, '--case', join(folder, 'lines.relayscope'), '--map', map)
  expect(status).toBe(0)
  expect(out).toContain('relay.log: Lines, read by a pattern of your own\n  2 lines: 1 recognised')
  expect(out).toContain('Mapping: lines as “{time} {host} relay: {queueId} to=<{recipient}> {result}”')
  const other = await run(written('other.log', 'nothing of it\n'), '--case', join(folder, 'lines.relayscope'), '--map', map)
  expect(other.err).toContain('other.log has no line that is written as the mapping says (lines as “{time} {host} relay')
})

test.each([
  [['--log-format', 'postfix'], 'Give --map or --log-format, not both'],
  [['--map', join(folder, 'none.json')], 'none.json: the mapping of --map cannot be read: ENOENT'],
])('--map with %j is refused in a sentence', async (more, sentence) => {
  const [table, map] = [written('b.csv', gateway), written('b.json', JSON.stringify(mapping))]
  await expect(run(table, '--case', join(folder, 'b.relayscope'), '--map', map, ...more)).rejects.toThrow(sentence)
})

test('threads read by the mapping that they are given', async () => {
  const formats = [mappedFormat(mapping)]
  const pool = createParsePool({ formats, mapping: mapping, fileName: 'gateway.csv' }, folder, 2)
  try {
    const { report } = await pool.parse({ chunk: 0, batch: 0, bytes: new Uint8Array(Buffer.from(gateway)), byteOffset: 0, last: true })
    expect(report).toMatchObject({ lines: 4, recognised: 2, ignored: 1, unrecognised: 1 })
  } finally {
    await pool.close()
  }
})

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

describe('rows of one queue id are of one mail', () => {
  const numbered: ColumnMapping = {
    columns: { time: 'Date', queueId: 'Id', sender: 'From', recipient: 'To', result: 'Status' },
  }
  const told = async (files: Readonly<Record<string, readonly string[]>>) => {
    const inputs = Object.entries(files).map(([name, rows]) => ({
      path: written(name, ['Date;Id;From;To;Status', ...rows].join('\n')),
      name,
    }))
    const db = await openTemporaryCase()
    await importFiles(db, inputs, { mapping: numbered, zone: 'UTC', derive })
    const messages: Message[] = []
    for await (const some of allMessages(db)) messages.push(...some)
    await closeCase(db)
    return messages.map(({ sender, deliveries }) => [sender, ...deliveries.map(({ recipient, fate }) => `${recipient} ${fate}`)].join(' '))
  }

  test('where only the first names the sender', async () => {
    expect(
      await told({ 'a.csv': ['2026-03-02 10:00:00;1;ann@example.org;;received', '2026-03-02 10:00:02;1;;bob@example.net;bounced'] }),
    ).toEqual(['ann@example.org bob@example.net bounced'])
  })

  test('but not of other senders, in another file or the same', async () => {
    const both = ['ann@example.org bob@example.net relayed', 'cy@example.com bob@example.net bounced']
    const first = '2026-03-02 10:00:00;1;ann@example.org;bob@example.net;sent'
    const other = '2026-03-02 10:30:00;1;cy@example.com;bob@example.net;bounced'
    expect(await told({ 'a.csv': [first], 'b.csv': [other] })).toEqual(both)
    expect(await told({ 'b.csv': [other], 'a.csv': [first] })).toEqual(both)
    expect(await told({ 'a.csv': [first, other] })).toEqual(both)
  })

  test('nor of another system that counts so meanwhile, nor weeks later', async () => {
    const [ann, cy] = ['ann@example.org;bob@example.net', 'cy@example.com;bob@example.net']
    expect(
      await told({
        'a.csv': [`2026-03-02 10:00:00;1;${ann};received`, `2026-03-02 10:00:04;1;${ann};sent`, `2026-03-23 10:00:00;1;${ann};bounced`],
        'b.csv': [`2026-03-02 10:00:02;1;${cy};received`, `2026-03-02 10:00:06;1;${cy};bounced`],
      }),
    ).toEqual([
      'ann@example.org bob@example.net relayed',
      'cy@example.com bob@example.net bounced',
      'ann@example.org bob@example.net bounced',
    ])
  })
})

test('a source read again says of its rows without a moment what is true then', async () => {
  const text = ['Date,Hour,From,Status', '2026-03-02,09:14:05,ann@example.org,sent', '2026-03-02 10:00:00,,bob@example.org,sent'].join('\n')
  const columns = { time: 'Date', sender: 'From', result: 'Status' }
  const db = await openTemporaryCase()
  await importFiles(db, [{ path: written('halves.csv', text), name: 'halves.csv' }], { mapping: { columns }, zone: 'UTC', derive })
  const [source] = await sourceReports(db)
  expect(source?.warnings.join()).toContain('1 line not read: a day without a time of day')
  const both = await rereadSource(db, source!.id, { mapping: { columns: { ...columns, time: ['Date', 'Hour'] } } }, derive)
  expect([both.unrecognised, both.warnings]).toEqual([0, []])
  const back = await rereadSource(db, source!.id, { mapping: { columns } }, derive)
  expect(back.warnings).toEqual(source?.warnings)
  await closeCase(db)
})

describe('the zone of a mapping', () => {
  const text = ['Date,From,Status', '2026-03-02 09:14:05,ann@example.org,sent'].join('\n')
  const columns = { time: 'Date', sender: 'From', result: 'Status' }

  test.each([
    ['that is cleared is decided anew', { columns }, { zone: 'Asia/Tokyo', zoneSource: 'case' }],
    ['that is changed is that of the new one', { columns, zone: 'America/New_York' }, { zone: 'America/New_York', zoneSource: 'user' }],
  ])('%s', async (_, next, expected) => {
    const db = await openTemporaryCase()
    await db.transaction((connection) => changeOrganisation(connection, { zone: 'Asia/Tokyo' }))
    await importFiles(db, [{ path: written('zoned.csv', text), name: 'zoned.csv' }], {
      mapping: { columns, zone: 'Europe/Vienna' },
      derive,
    })
    const [source] = await sourceReports(db)
    expect(source).toMatchObject({ zone: 'Europe/Vienna', zoneSource: 'user' })
    const reread = await rereadSource(db, source!.id, { mapping: next }, derive)
    expect(reread).toMatchObject(expected)
    const { mapping: before, zone, zoneSource } = source!
    expect(await rereadSource(db, source!.id, { mapping: before!, zone, zoneSource }, derive)).toMatchObject({ zone, zoneSource })
    await closeCase(db)
  })

  test('stays that of the case where nobody has stated one and the mapping is changed', async () => {
    const db = await openTemporaryCase()
    await importFiles(db, [{ path: written('unzoned.csv', text), name: 'unzoned.csv' }], { mapping: { columns }, derive })
    const [source] = await sourceReports(db)
    await db.transaction((connection) => changeOrganisation(connection, { zone: 'Asia/Tokyo' }))
    const reread = await rereadSource(db, source!.id, { mapping: { columns: { time: 'Date', sender: 'From' } } }, derive)
    expect([reread.zone, reread.zoneSource]).toEqual([source?.zone, 'assumed'])
    await closeCase(db)
  })
})

test('a table of times without a day has that of its name, says so, and again when it is read anew', async () => {
  const text = ['Time,From,Status', '10:12:04,ann@example.org,sent', '2026-03-03 10:12:04,ann@example.org,sent'].join('\n')
  const columns = { time: 'Time', sender: 'From', result: 'Status' }
  const db = await openTemporaryCase()
  const path = written('maillog-2026-03-02.csv', text)
  await importFiles(db, [{ path, name: 'maillog-2026-03-02.csv' }], { mapping: { columns }, zone: 'UTC', derive })
  const [source] = await sourceReports(db)
  expect(source).toMatchObject({ recognised: 2, firstTime: '2026-03-02T10:12:04.000Z', lastTime: '2026-03-03T10:12:04.000Z' })
  expect(source?.warnings).toEqual(["day 2026-03-02 assumed from the file's name"])
  const again = await rereadSource(db, source!.id, { zone: 'Europe/Vienna' }, derive)
  expect([again.firstTime, again.warnings]).toEqual(['2026-03-02T09:12:04.000Z', source?.warnings])
  await closeCase(db)
})
