import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dsn } from './bounce-mail.ts'
import { busyLog } from './engine/small-case.ts'
import { runCommand } from './run-command.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'relayscope-bounces-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) => runCommand(['bounces', ...args])

const objects = (ndjson: string) =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** A bounce in qmail's words. */
const bounce = (recipient: string) => `From: MAILER-DAEMON@mx.example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.

<${recipient}>:
Remote host said: 550 5.1.1 <${recipient}>: user unknown

--- Below this line is a copy of the message.

Message-ID: <1@example.org>
Subject: report

`

describe('options that say how logs are read', () => {
  test.each([
    [['--timezone', 'UTC'], '--timezone says'],
    [['--year', '2026', '--log-format', 'postfix'], '--log-format says'],
    [['--map', 'columns.json'], '--map says'],
    [['--jobs', '2'], '--jobs says'],
  ])('%j are refused where no log is read', async (options, words) => {
    const path = join(folder, 'alone.eml')
    writeFileSync(path, bounce('x@example.net'))
    const { status, stdout, stderr } = await run(path, ...options)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toBe(
      `relayscope: ${words} how a log is read, and none is: leave it out, or name the log with --in in the place of a case.\n`,
    )
  })
})

describe('bounces', () => {
  test('beside a log says which are for messages that its server never sent', async () => {
    const log = join(folder, 'mail.log')
    writeFileSync(log, busyLog().join('\n'))
    const report = (id: string) =>
      dsn(
        'Reporting-MTA: dns; mx9.far.example\nArrival-Date: Mon, 2 Mar 2026 10:10:00 +0000\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n',
      )
        .replace('To: printer@example.org', 'To: jane@acme.test\nDate: Mon, 2 Mar 2026 10:11:00 +0000')
        .replace(
          '--b--',
          `--b\nContent-Type: text/rfc822-headers\n\nReceived: from dsl-9.isp.example (unknown [203.0.113.9]) by mx9.far.example; Mon, 2 Mar 2026 10:10:00 +0000\nMessage-ID: ${id}\nDate: Mon, 2 Mar 2026 10:09:00 +0000\nSubject: hello\n\n--b--`,
        )
    writeFileSync(join(folder, 'forged.eml'), report('<forged@dsl-9.isp.example>').replaceAll('bob@example.net', 'victim@far.example'))
    writeFileSync(join(folder, 'true.eml'), report('<first.1@acme.test>'))
    writeFileSync(
      join(folder, 'unproved.eml'),
      report('<other@acme.test>').replace('To: jane@', 'To: bob@').replaceAll('bob@example.net', 'ann@far.example'),
    )
    const files = ['forged.eml', 'true.eml', 'unproved.eml'].map((name) => join(folder, name))
    const { status, stdout } = await run(...files, '--in', log, '--format', 'ndjson')
    expect(status).toBe(0)
    expect(objects(stdout).map(({ file, backscatter }) => [file, backscatter])).toEqual([
      ['forged.eml', true],
      ['true.eml', false],
      ['unproved.eml', null],
    ])
    expect(objects((await run(...files, '--format', 'ndjson')).stdout).map(({ backscatter }) => backscatter)).toEqual([null, null, null])
    expect((await run(...files, '--in', log)).stdout).toContain('Send nothing again')
  })

  test('judges by rules of one’s own before the shipped ones', async () => {
    writeFileSync(join(folder, 'known.eml'), bounce('a@example.net'))
    const rule = { name: 'gone', class: 'mailbox-disabled', phrases: ['user unknown'], example: '550 5.1.1 user unknown' }
    writeFileSync(join(folder, 'rules.json'), JSON.stringify({ rules: [rule] }))
    const { stdout } = await run(join(folder, 'known.eml'), '--rules', join(folder, 'rules.json'), '--format', 'ndjson')
    expect(objects(stdout).map((row) => row['class'])).toEqual(['mailbox-disabled'])
  })

  test('reads a folder of mails, a Maildir and an mbox, in the fields of the contract', async () => {
    mkdirSync(join(folder, 'mails', 'cur'), { recursive: true })
    writeFileSync(join(folder, 'mails', 'a.eml'), bounce('a@example.net'))
    writeFileSync(join(folder, 'mails', 'cur', '1700000000.M1.host,S=1:2,S'), bounce('b@example.net'))
    const separator = 'From MAILER-DAEMON Mon Mar  2 09:00:00 2026\n'
    const mails = Array.from({ length: 200 }, (_, at) => `${separator}${bounce(`c${at}@example.net`)}`)
    writeFileSync(join(folder, 'mails', 'old.mbox'), mails.join('\n'))
    const { status, stdout, stderr } = await run(join(folder, 'mails'), '--format', 'ndjson')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const rows = objects(stdout)
    expect(rows.map(({ file, index, recipient }) => [file, index, recipient])).toEqual([
      ['a.eml', 0, 'a@example.net'],
      ['cur/1700000000.M1.host,S=1:2,S', 0, 'b@example.net'],
      ...mails.map((_, at) => ['old.mbox', at, `c${at}@example.net`]),
    ])
    expect(rows[0]).toEqual({
      file: 'a.eml',
      index: 0,
      kind: 'text-bounce',
      recipient: 'a@example.net',
      originalRecipient: null,
      actualRecipient: null,
      action: 'failed',
      enhancedCode: '5.1.1',
      smtpCode: 550,
      class: 'recipient-unknown',
      cause: null,
      permanent: true,
      reportingMta: null,
      remoteMta: null,
      diagnostic: 'Remote host said: 550 5.1.1 <a@example.net>: user unknown',
      originalMessageId: '<1@example.org>',
      originalSubject: 'report',
      originalDate: null,
      handedBy: null,
      arrival: null,
      queueId: null,
      backscatter: null,
    })
  })

  test('reads the hidden folders of a Maildir, and nothing else that is hidden or not yet a mail', async () => {
    const box = join(folder, 'Maildir')
    const files = [
      'cur/1',
      'new/2',
      'tmp/3',
      'dovecot-uidlist',
      '.Sent/cur/4',
      '.Sent/new/5',
      '.Sent/tmp/6',
      '.Sent/maildirfolder',
      '.cache/new/7',
      '.9',
    ]
    for (const file of files) {
      mkdirSync(dirname(join(box, file)), { recursive: true })
      writeFileSync(join(box, file), bounce(`m${file.at(-1)}@example.net`))
    }
    const { stdout } = await run(box, '--format', 'ndjson')
    expect(objects(stdout).map(({ file }) => file)).toEqual(['.Sent/cur/4', '.Sent/new/5', 'cur/1', 'new/2'])
  })

  test('one mail that cannot be read is one sentence, and the rest goes on', async () => {
    mkdirSync(join(folder, 'mixed'))
    writeFileSync(join(folder, 'mixed', 'a.eml'), `Subject: ${'x'.repeat(2_000_000)}\n\n`)
    writeFileSync(join(folder, 'mixed', 'b.msg'), Buffer.from('d0cf11e0a1b11ae1', 'hex'))
    writeFileSync(join(folder, 'mixed', 'd.msg'), bounce('d@example.net'))
    writeFileSync(join(folder, 'mixed', 'c.eml'), bounce('c@example.net'))
    const { status, stdout, stderr } = await run(join(folder, 'mixed'), '--format', 'ndjson')
    expect(status).toBe(0)
    expect(objects(stdout).map(({ recipient }) => recipient)).toEqual(['c@example.net', 'd@example.net'])
    const sentences = stderr.trimEnd().split('\n')
    expect(sentences).toHaveLength(2)
    expect(sentences[0]).toContain('a.eml: mail 1 cannot be taken apart')
    expect(sentences[1]).toMatch(/b\.msg is a file of Outlook.*\.eml/)
  })

  test('says what is wrong when nothing could be read', async () => {
    writeFileSync(join(folder, 'only.msg'), Buffer.from('d0cf11e0a1b11ae1', 'hex'))
    expect((await run(join(folder, 'only.msg'))).status).toBe(3)
    expect((await run(join(folder, 'missing.eml'))).status).toBe(3)
    expect((await run()).status).toBe(2)
  })

  test('a mail of an mbox beyond the limit is cut, and its neighbours are read', async () => {
    const separator = '\nFrom MAILER-DAEMON Mon Mar  2 09:00:00 2026\n'
    const huge = `${separator}${bounce('huge@example.net')}${'x'.repeat(99)}\n${`${'y'.repeat(999)}\n`.repeat(20_000)}`
    writeFileSync(
      join(folder, 'big.mbox'),
      `${separator}${bounce('a@example.net')}${huge}${separator}${bounce('z@example.net')}`.trimStart(),
    )
    const { stdout } = await run(join(folder, 'big.mbox'), '--format', 'ndjson')
    expect(objects(stdout).map(({ recipient }) => recipient)).toEqual(['a@example.net', 'huge@example.net', 'z@example.net'])
  })

  test('does not let a mail steer the terminal', async () => {
    writeFileSync(join(folder, 'steer.eml'), bounce('a@example.net').replace('user unknown', 'user unknown \u001b[2J'))
    const { stdout } = await run(join(folder, 'steer.eml'))
    expect(stdout).toContain('[recipient-unknown]')
    expect(stdout).not.toContain('\u001b')
  })
})
