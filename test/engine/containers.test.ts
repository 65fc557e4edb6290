import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type UnpackLimits, unpackLimits } from '../../electron/engine/containers/limits.ts'
import { type UnpackedFile, unpack } from '../../electron/engine/containers/unpack.ts'
import { closeCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import type { ImportReport } from '../../electron/engine/import-file.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { parseMail } from '../../electron/mail/parse-mail.ts'
import { readMails } from '../../electron/mail/read-mails.ts'
import { readBounce } from '../../shared/bounces/read-bounce.ts'
import { mailLog } from './logs.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const monday = Date.UTC(2026, 1, 2, 9)

/** Writes files below a folder of their own and gives its path. */
function laid(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const below = join(folder, name)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(below, file)), { recursive: true })
    writeFileSync(join(below, file), content)
    utimesSync(join(below, file), new Date('2024-02-03T00:00:00Z'), new Date('2024-02-03T00:00:00Z'))
  }
  return below
}

/** Which programs of the system this machine has. */
const has = (program: string): boolean => ['/usr/bin', '/bin', '/usr/local/bin'].some((path) => existsSync(join(path, program)))

function run(program: string, args: readonly string[], cwd: string, input?: Buffer): Buffer {
  return execFileSync(program, args, { cwd, input, maxBuffer: 1 << 28 })
}

async function* once(bytes: Buffer, step = bytes.length): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}

interface Found {
  readonly name: string
  readonly text: string
  readonly fate: string
}

/** Reads all of it, in small pieces. */
async function contents(name: string, bytes: Buffer, limits: UnpackLimits = unpackLimits): Promise<(Found | string)[]> {
  const all: (Found | string)[] = []
  for await (const found of unpack({ name, modifiedAt: null, pieces: once(bytes, 1000) }, () => bytes.length, limits))
    all.push('error' in found ? found.error.message : await textOf(found))
  return all
}

async function textOf({ name, pieces, packing }: UnpackedFile): Promise<Found | string> {
  const parts: Buffer[] = []
  try {
    for await (const piece of pieces) parts.push(Buffer.from(piece))
  } catch (error) {
    return (error as Error).message
  }
  return { name, text: Buffer.concat(parts).toString('utf8'), fate: packing.fate }
}

const log = mailLog(monday, 40, 60)
const whole = (name: string, text = log): Found => ({ name, text, fate: 'whole' })

test.each([
  ['gzip', 'gz', '-c'],
  ['bzip2', 'bz2', '-c'],
  ['xz', 'xz', '-c'],
  ['zstd', 'zst', '-c'],
])('%s: whole, in two streams, and cut', async (program, ending, option) => {
  if (!has(program)) return expect(has(program)).toBe(false)
  const name = `mail.log.${ending}`
  const big = mailLog(monday, 30_000, 7)
  const packed = run(program, [option], folder, Buffer.from(big))
  expect(await contents(name, packed)).toEqual([whole(name, big)])
  const two = Buffer.concat([run(program, [option], folder, Buffer.from(log)), run(program, [option], folder, Buffer.from('end\n'))])
  expect(await contents(name, two)).toEqual([whole(name, `${log}end\n`)])
  const [cut] = (await contents(name, packed.subarray(0, Math.floor(packed.length * 0.9)))) as [Found]
  expect(cut.fate).toBe('cut')
  expect(cut.text.length).toBeGreaterThan(big.length / 3)
  expect(big.startsWith(cut.text)).toBe(true)
})

test('tar, tar.gz, tar.xz and zip give each file, with archives and compressed files in them', async () => {
  const rotated = { 'mail.log': log, 'mail.log.1': `${log}one\n`, 'mail.log.2.gz': gzipSync(`${log}two\n`), 'ünder/x y.log': 'deep\n' }
  const files = laid('nested', rotated)
  if (has('xz')) writeFileSync(join(files, 'mail.log.3.xz'), run('xz', ['-c'], files, Buffer.from('three\n')))
  run('tar', ['cf', '../in.tar', '.'], files)
  const inside = readFileSync(join(folder, 'in.tar'))
  const expected = (archive: string) =>
    [
      whole(`${archive}/mail.log`),
      whole(`${archive}/mail.log.1`, `${log}one\n`),
      whole(`${archive}/mail.log.2.gz`, `${log}two\n`),
      ...(has('xz') ? [whole(`${archive}/mail.log.3.xz`, 'three\n')] : []),
      whole(`${archive}/ünder/x y.log`, 'deep\n'),
    ] as const
  const sorted = (found: readonly (Found | string)[]) => found.toSorted((a, b) => ((a as Found).name < (b as Found).name ? -1 : 1))
  expect(sorted(await contents('in.tar', inside))).toEqual(expected('in.tar'))
  expect(sorted(await contents('in.tar.gz', gzipSync(inside)))).toEqual(expected('in.tar.gz'))
  if (has('xz')) expect(sorted(await contents('in.tar.xz', run('xz', ['-c'], folder, inside)))).toEqual(expected('in.tar.xz'))
  if (!has('zip')) return
  run('zip', ['-qr', '../in.zip', '.'], files)
  expect(sorted(await contents('in.zip', readFileSync(join(folder, 'in.zip'))))).toEqual(expected('in.zip'))
  run('zip', ['-q', '-0r', '../stored.zip', '.'], files)
  expect(sorted(await contents('stored.zip', readFileSync(join(folder, 'stored.zip'))))).toEqual(expected('stored.zip'))
  const outer = laid('outer', { 'in.tar.gz': gzipSync(inside), 'last.log': 'last\n' })
  const streamed = run('zip', ['-qr', '-', '.'], outer)
  expect(sorted(await contents('o.zip', streamed))).toEqual([...expected('o.zip/in.tar.gz'), whole('o.zip/last.log', 'last\n')])
  const thrice = run('zip', ['-q', '-', 'o.zip', 'l'], laid('thrice', { 'o.zip': streamed, l: 'still read\n' }))
  expect(await contents('t.zip', thrice)).toEqual([
    't.zip/o.zip/in.tar.gz is packed more than twice: unpack it and import what is in it',
    whole('t.zip/o.zip/last.log', 'last\n'),
    whole('t.zip/l', 'still read\n'),
  ])
})

test('names cannot leave the archive or steer a terminal, and what is no log is passed over', async () => {
  const block = (name: string, text: string): Buffer => {
    const header = Buffer.alloc(512)
    header.write(name, 0, 'utf8')
    header.write(text.length.toString(8).padStart(11, '0'), 124)
    header.write('0', 156)
    header.fill(32, 148, 156)
    header.write(
      header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0'),
      148,
    )
    header[154] = 0
    return Buffer.concat([header, Buffer.from(text.padEnd(Math.ceil(text.length / 512) * 512, '\0'))])
  }
  const names = [
    '../../etc/cron.d/evil',
    '/etc/passwd',
    'C:\\logs\\mail.log',
    'a\x1b[31mred',
    '__MACOSX/._mail.log',
    '.bash_history',
    'md/.Sent/cur/1.eml',
    'md/tmp/1700000000.part',
    'case.relayscope',
  ]
  const archive = Buffer.concat([...names.map((name) => block(name, 'x\n')), Buffer.alloc(1024)])
  const found = (await contents('a.tar', archive)) as Found[]
  expect(found.map(({ name }) => name)).toEqual([
    'a.tar/etc/cron.d/evil',
    'a.tar/etc/passwd',
    'a.tar/C:/logs/mail.log',
    'a.tar/a\\u001b[31mred',
    'a.tar/md/.Sent/cur/1.eml',
  ])
})

test('what unpacks to too much, or to too many files, is refused with what to do', async () => {
  const bomb = gzipSync(Buffer.alloc(4 << 20))
  const small = { ...unpackLimits, ratioFrom: 1 << 20 }
  const sentence = 'unpacks to more than 500 times its size, as no log does: unpack it yourself and import the logs that you need'
  expect(await contents('b.gz', bomb, small)).toEqual([`b.gz ${sentence}`])
  run(
    'tar',
    ['cf', '../b.tar', '1.log', '2.gz', '3.log'],
    laid('bomb', { '1.log': log, '2.gz': gzipSync(Buffer.alloc(64 << 20)), '3.log': log }),
  )
  const [first, ...rest] = await contents('b.tar', readFileSync(join(folder, 'b.tar')), small)
  expect(first).toEqual(whole('b.tar/1.log'))
  expect(rest).toEqual([`b.tar ${sentence}`, `b.tar ${sentence}`])
  const many = await contents('b.tar', readFileSync(join(folder, 'b.tar')), { ...unpackLimits, files: 2 })
  expect(many.at(-1)).toBe('b.tar holds more than 2 files: unpack it yourself and import the logs that you need')
})

test('an archive that ends early gives what it had and says so', async () => {
  const files = laid('cut', { '1.log': log, '2.log': mailLog(monday, 3000, 5), '3.log': log })
  run('tar', ['cf', '../cut.tar', '1.log', '2.log', '3.log'], files)
  const tar = readFileSync(join(folder, 'cut.tar'))
  const packed = gzipSync(tar)
  for (const [name, bytes, as] of [
    ['cut.tar', tar.subarray(0, 300_000), 'tar'],
    ['cut.tar.gz', packed.subarray(0, packed.length / 2), 'gzip'],
    ...(has('zip') ? ([['cut.zip', run('zip', ['-q', '-', '1.log', '2.log', '3.log'], files).subarray(0, 30_000), 'zip']] as const) : []),
  ] as const) {
    const [first, second, said, ...rest] = (await contents(name, bytes)) as [Found, Found, string, ...string[]]
    expect(first).toEqual(whole(`${name}/1.log`))
    expect(second).toMatchObject({ name: `${name}/2.log`, fate: 'cut' })
    expect(second.text.length).toBeGreaterThan(10_000)
    expect(said).toBe(`${name} ends early (${as}): 2 files were found, what followed is lost; copy it again from where it came`)
    expect(rest).toEqual([])
  }
})

test('an encrypted member and a file of Office are refused with what to do', async () => {
  if (!has('zip')) return expect(has('zip')).toBe(false)
  const files = laid('secret', { 'a.log': log, '[Content_Types].xml': '<x/>' })
  const encrypted = run('zip', ['-q', '-P', 'x', '-', 'a.log'], files)
  expect((await contents('s.zip', encrypted))[0]).toMatch(/^s\.zip\/a\.log is encrypted: unpack/)
  const office = run('zip', ['-q', '-', '[Content_Types].xml', 'a.log'], files)
  expect(await contents('trace.xlsx', office)).toEqual(['trace.xlsx is a file of Office: save it there as CSV and import that'])
})

const refusals = (reports: readonly ImportReport[]) => reports.flatMap((report) => (report.kind === 'refused' ? [report.refusal] : []))
const names = (reports: readonly ImportReport[]) => reports.flatMap((report) => (report.kind === 'imported' ? [report.source.name] : []))

test('each file of an archive is a source, in whatever order, and the same archive again is a duplicate member by member', async () => {
  const mail = 'From: MAILER-DAEMON@mx1\nDate: Mon, 2 Feb 2026 09:00:00 +0000\nSubject: x\n\nhello\n'
  const early = mailLog(Date.UTC(2023, 11, 31, 23), 30, 60)
  const late = mailLog(Date.UTC(2024, 0, 1, 0), 30, 60)
  const files = laid('sources', { 'mail.log': late, 'mail.log.1.gz': gzipSync(early), 'md/cur/1.eml': mail, README: 'nothing to see\n' })
  run('tar', ['czf', '../logs.tar.gz', 'mail.log', 'mail.log.1.gz', 'md', 'README'], files)
  const archive = { path: join(folder, 'logs.tar.gz'), name: 'logs.tar.gz' }
  const db = await openTemporaryCase()
  try {
    const reports = await importFiles(db, [archive], { zone: 'UTC', derive })
    expect(names(reports)).toEqual(['logs.tar.gz/mail.log', 'logs.tar.gz/mail.log.1.gz', 'logs.tar.gz/md/cur/1.eml'])
    expect(refusals(reports)).toEqual([expect.objectContaining({ name: 'logs.tar.gz/README' })])
    const rows = await db.rows<{ name: string; year: number; lines: number; rank: number }>(
      `SELECT name, first_year AS year, lines::INTEGER AS lines, rank FROM casefile.main.sources WHERE format = 'postfix' ORDER BY rank`,
    )
    expect(rows.map(({ name, year, lines }) => ({ name, year, lines }))).toEqual([
      { name: 'logs.tar.gz/mail.log.1.gz', year: 2023, lines: 150 },
      { name: 'logs.tar.gz/mail.log', year: 2024, lines: 150 },
    ])
    const again = await importFiles(db, [archive], { zone: 'UTC', derive })
    expect(names(again)).toEqual([])
    expect(refusals(again).map(({ message }) => message)).toContain('logs.tar.gz/mail.log is already in the case (as logs.tar.gz/mail.log)')
    truncateSync(archive.path, 800)
    const cut = refusals(await importFiles(db, [archive], { zone: 'UTC', derive })).at(-1)
    expect(cut?.message).toMatch(/^logs\.tar\.gz ends early \(gzip\): /)
  } finally {
    await closeCase(db)
  }
})

test('bounces reads mails of folders, mbox files and archives alike', async () => {
  const bounce = `From: MAILER-DAEMON@mx1.example.org\nTo: ann@example.org\nDate: Mon, 2 Feb 2026 09:00:00 +0000\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.org\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n\n--b--\n`
  const files = laid('mails', {
    'cur/1.eml': bounce,
    'all.mbox': `From a@b.example Mon Feb  2 09:00:00 2026\n${bounce}\n`,
    'cur/2.msg': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  })
  run('tar', ['czf', '../mails.tgz', 'cur', 'all.mbox'], files)
  const [found, refused]: [string[], string[]] = [[], []]
  for await (const mail of readMails(join(folder, 'mails.tgz'), 'mails.tgz')) {
    if ('error' in mail) refused.push(mail.error.message)
    else found.push(`${mail.name}: ${readBounce(parseMail(mail.bytes), (text) => text)[0]?.recipient}`)
  }
  expect(found.toSorted()).toEqual(['mails.tgz/all.mbox: bob@example.net', 'mails.tgz/cur/1.eml: bob@example.net'])
  expect(refused).toEqual([expect.stringMatching(/^mails\.tgz\/cur\/2\.msg is a file of Outlook/)])
})
