import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Terminal, writeRows } from '../electron/cli/output.ts'
import { dataFolder } from '../electron/data-folder.ts'
import type { Contract } from '../shared/api.ts'
import { csvCell, visible } from '../shared/cells.ts'
import { allFormats } from '../shared/formats/index.ts'
import { type Ended, runCommand } from './run-command.ts'

const root = join(import.meta.dirname, '..')
const fixtures = join(root, 'test', 'fixtures', 'postfix')
let folder: string

/** Starts the built program. */
function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'out', 'cli.js'), ...args], {
    cwd: folder,
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', RELAYSCOPE_DATA: join(folder, 'data'), TZ: 'UTC' },
  })
}

function end(child: ChildProcess, input?: string): Promise<Ended> {
  return new Promise((resolve) => {
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('close', (status) => resolve({ status, stdout, stderr }))
    child.stdin?.end(input)
  })
}

/** Runs the built program; most command lines are run in this process (`runCommand`), which takes less time. */
const runBuilt = (args: readonly string[], input?: string) => end(start(args), input)
const objects = (ndjson: string) =>
  ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'ignore' })
  folder = mkdtempSync(join(tmpdir(), 'relayscope-cli-'))
  process.chdir(folder)
})

afterAll(() => {
  process.chdir(root)
  rmSync(folder, { recursive: true, force: true })
})

describe('rules of one’s own', () => {
  test('are kept in the case that an import fills, and judge a log that is read directly', async () => {
    const reply = '554 5.0.0 Frobnicated by the gateway'
    const rule = { name: 'gateway', class: 'recipient-policy', phrases: ['frobnicated by the gateway'], example: reply }
    writeFileSync(join(folder, 'case-rules.json'), JSON.stringify({ rules: [rule] }))
    const line = (what: string) => `2026-03-02T09:00:00.000000+00:00 mx1 postfix/${what}`
    const log = [
      line('smtpd[1]: 4Zx2lq1Wk3z9: client=ws7.lan[192.0.2.10]'),
      line('qmgr[2]: 4Zx2lq1Wk3z9: from=<jane@acme.test>, size=900, nrcpt=1 (queue active)'),
      line(
        `smtp[3]: 4Zx2lq1Wk3z9: to=<bob@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, dsn=5.0.0, status=bounced (host mx.example.net[198.51.100.9] said: ${reply} (in reply to RCPT TO command))`,
      ),
      line('qmgr[2]: 4Zx2lq1Wk3z9: removed'),
    ]
    writeFileSync(join(folder, 'gateway.log'), log.join('\n'))
    const imported = await runCommand(['import', 'gateway.log', '--case', 'gateway.relayscope', '--rules', 'case-rules.json'])
    expect(imported.status).toBe(0)
    const kept = await runCommand(['failures', '--case', 'gateway.relayscope', '--format', 'ndjson'])
    expect(objects(kept.stdout)).toMatchObject([{ class: 'recipient-policy', signatures: [{ rule: 'own/gateway' }] }])
    const direct = await runCommand(['messages', '--in', 'gateway.log', '--rules', 'case-rules.json', '--format', 'ndjson'])
    expect(objects(direct.stdout)).toMatchObject([{ deliveries: [{ class: 'recipient-policy', rule: 'own/gateway' }] }])
    const refused = await runCommand(['failures', '--case', 'gateway.relayscope', '--rules', 'case-rules.json'])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('import, which keeps the rules in the case')
    writeFileSync(join(folder, 'bad-rules.json'), '{"rules":[]}')
    expect(await runCommand(['import', 'gateway.log', '--case', 'none.relayscope', '--rules', 'bad-rules.json'])).toMatchObject({
      status: 3,
    })
    expect(existsSync(join(folder, 'none.relayscope'))).toBe(false)
  })
})

describe('classify', () => {
  test('gives one verdict per line, in the fields of the contract', async () => {
    const replies = [
      '550 5.7.1 Daily SMTP relay limit exceeded for customer. q-20020 - gsmtp',
      '',
      '452-4.2.2 The mailbox\\n452 4.2.2 is full',
    ]
    const { status, stdout, stderr } = await runBuilt(['classify', '--format', 'ndjson'], replies.join('\n'))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const verdicts = objects(stdout)
    expect(verdicts.map((verdict) => verdict['input'])).toEqual(replies)
    expect(verdicts.map((verdict) => verdict['class'])).toEqual(['relay-daily-limit', 'unknown', 'mailbox-full'])
    expect(Object.keys(verdicts[0] ?? {})).toEqual([
      'input',
      'class',
      'scope',
      'permanent',
      'clears',
      'stage',
      'provider',
      'rule',
      'sign',
      'confidence',
      'blocklist',
      'lookup',
      'retryAfterSeconds',
      'limit',
      'limitValue',
      'newAddress',
      'transactionId',
      'doubt',
    ])
    expect(verdicts[0]).toMatchObject({ provider: 'google', confidence: 'text', clears: 'rolling-24h', stage: null })
  })

  test('reads a file, says what to do in words, and does not let a reply steer the terminal', async () => {
    writeFileSync(join(folder, 'replies.txt'), '550 5.1.1 \u001b[2J\u202ereverse user unknown\n')
    const { status, stdout } = await runCommand(['classify', 'replies.txt'])
    expect(status).toBe(0)
    expect(stdout).toContain('[recipient-unknown]')
    expect(stdout).toContain('Who can act:')
    expect(stdout).toContain('\\u001b[2J\\u202ereverse')
    expect(stdout).not.toContain('\u001b')
  })

  test('takes own rules first, and refuses a bad file of them by line and place', async () => {
    const steps = ['Ask the legal department.\u001b[2J']
    const hold = { id: 'own-hold', title: 'Held', family: 'content', meaning: 'M.', scope: 'message', permanent: true, clears: 'never' }
    const classes = [{ ...hold, actor: 'sender', steps, doNot: 'Do not.' }]
    const rule = { name: 'held', class: 'own-hold', phrases: ['policy lh-7'], example: '550 Policy LH-7' }
    writeFileSync(join(folder, 'own.jsonc'), `// Ours\n${JSON.stringify({ classes, rules: [rule] })}`)
    writeFileSync(join(folder, 'held.txt'), '550 5.1.1 user unknown, Policy LH-7\n550 5.1.1 user unknown\n')
    const { status, stdout } = await runCommand(['classify', 'held.txt', '--rules', 'own.jsonc', '--format', 'ndjson'])
    expect(status).toBe(0)
    expect(objects(stdout).map((verdict) => [verdict['class'], verdict['rule']])).toEqual([
      ['own-hold', 'own/held'],
      ['recipient-unknown', 'generic/recipient-unknown'],
    ])
    const told = await runCommand(['classify', 'held.txt', '--rules', 'own.jsonc'])
    expect(told.stdout).toContain('  Held (own class) [own-hold]: certain, by “policy lh-7” (own/held)\n  M.\n')
    expect(told.stdout).toContain('  1. Ask the legal department.\\u001b[2J\n')
    writeFileSync(join(folder, 'bad.jsonc'), JSON.stringify({ rules: [{ ...rule, class: 'mailbox-fool' }] }, null, 1))
    const bad = await runCommand(['classify', 'held.txt', '--rules', 'bad.jsonc'])
    expect(bad).toMatchObject({ status: 3, stdout: '' })
    expect(bad.stderr).toMatch(/^relayscope: bad\.jsonc, line 5, rules\[0\]\.class: .+ \(did you mean mailbox-full\?\).+\.\n$/)
  })

  test('says in a sentence which file it cannot read', async () => {
    const { status, stdout, stderr } = await runCommand(['classify', 'missing.txt'])
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toBe('relayscope: missing.txt cannot be read (ENOENT): give a file of replies, one a line, or - for stdin.\n')
  })
})

describe('formats', () => {
  test('says of each how it is known, its traps and where its grammar was read', async () => {
    const { status, stdout } = await runCommand(['formats', '--format', 'ndjson'])
    expect(status).toBe(0)
    expect(objects(stdout).map((format) => format['id'])).toEqual([...allFormats.map(({ id }) => id), 'mapped-columns', 'mapped-lines'])
    for (const format of objects(stdout))
      for (const field of ['title', 'unit', 'mark', 'traps', 'source']) expect(format[field], field).toMatch(/\w/)
    expect((await runCommand(['formats'])).stdout).toMatch(/^postfix: Postfix\n {2}Known by syslog lines/)
  })
})

describe('a case', () => {
  test('is made by import, which reports on each source and adds up', async () => {
    mkdirSync(join(folder, 'logs'))
    copyFileSync(join(fixtures, 'refusals.log'), join(folder, 'logs', 'mail.log'))
    copyFileSync(join(fixtures, 'expiry-and-notices.log'), join(folder, 'logs', 'mail.log.1'))
    const how = ['--timezone', 'UTC', '--year', '2026', '--format', 'ndjson']
    const { status, stdout, stderr } = await runCommand(['import', 'logs', '--case', 'a.relayscope', ...how])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const reports = objects(stdout)
    expect(reports.map((report) => report['name'])).toEqual(['mail.log', 'mail.log.1'])
    for (const report of reports) {
      expect(Number(report['recognised']) + Number(report['ignored']) + Number(report['unrecognised'])).toBe(report['lines'])
      expect(report).toMatchObject({ format: 'postfix' })
    }
  })

  test('is listed, sound, and remembers what was read', async () => {
    expect(objects((await runCommand(['sources', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)).toHaveLength(2)
    const sound = await runCommand(['check', '--case', 'a.relayscope'])
    expect(sound).toEqual({ status: 0, stdout: 'a.relayscope is sound.\n', stderr: '' })
  })

  test('does not take the same file twice', async () => {
    const { status, stdout, stderr } = await runCommand(['import', 'logs/mail.log', '--case', 'a.relayscope'])
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toMatch(/^relayscope: mail\.log .+\n$/)
  })

  test('gives its messages as objects, and traces any of them by any id', async () => {
    const messages = objects((await runCommand(['messages', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    expect(messages.length).toBeGreaterThan(0)
    const refused = messages.find((message) => JSON.stringify(message).includes('"fate":"rejected"'))
    expect(refused).toMatchObject({ queueIds: [] })
    const { status, stdout } = await runCommand(['trace', '--case', 'a.relayscope', String(refused?.['id'])])
    expect(status).toBe(0)
    expect(stdout).toContain('Refused on entry')
    expect(stdout).toMatch(/Proof: mail\.log:[0-9]+/)
    expect(stdout).toContain('Who can act:')
    expect(stdout).toMatch(/Trail\n {4}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}/)
    const raw = /Lines\n {4}mail\.log:([0-9]+): (.+)\n/.exec(stdout)
    expect(readFileSync(join(folder, 'logs', 'mail.log'), 'utf8').split('\n')[Number(raw?.[1]) - 1]).toBe(raw?.[2])
  })

  test('counts failures by class and reply', async () => {
    const reports = objects((await runCommand(['failures', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    const messages = objects((await runCommand(['messages', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    const failed = messages
      .flatMap((message) => message['deliveries'] as { class: string | null }[])
      .filter((delivery) => delivery.class !== null)
    expect(reports.reduce((sum, report) => sum + Number(report['deliveries']), 0)).toBe(failed.length)
    const text = (await runCommand(['failures', '--case', 'a.relayscope', '--query', `class:${String(reports[0]?.['class'])}`])).stdout
    expect(text).toContain(`[${String(reports[0]?.['class'])}]`)
    expect(text).toMatch(/Who can act: .+\n {2}What to do.*\n {4}1\. /)
  })

  test('lists devices in the fields of the contract, and senders and what is covered', async () => {
    const { status, stdout } = await runCommand(['devices', '--case', 'a.relayscope', '--format', 'ndjson'])
    expect(status).toBe(0)
    const [device] = objects(stdout)
    expect(Object.keys(device ?? {})).toEqual([
      'ip',
      'helo',
      'user',
      'name',
      'kind',
      'messages',
      'recipients',
      'failedShare',
      'unknownShare',
      'firstSeen',
      'lastSeen',
      'baselinePerDay',
      'score',
      'findings',
      'flags',
      'reportedMessages',
      'reportedFailed',
    ])
    expect(device).toMatchObject({ name: null, kind: null, score: null, findings: [], flags: [] })
    const [sender] = objects((await runCommand(['senders', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    expect(sender?.['messages']).toBeGreaterThan(0)
    const covered = objects((await runCommand(['coverage', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    expect(covered.map((each) => each['source'])).toEqual(expect.arrayContaining(['mail.log', 'mail.log.1', null]))
    expect((await runCommand(['devices', '--help'])).stdout).toContain('Strangers')
  })

  test('takes names of devices from a CSV and shows them, and says which line cannot be meant', async () => {
    copyFileSync(join(folder, 'a.relayscope'), join(folder, 'named.relayscope'))
    const [first] = objects((await runCommand(['devices', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout)
    const ip = String(first?.['ip'])
    writeFileSync(join(folder, 'names.csv'), `ip;name;kind\n${ip};"Copier; 2nd floor";printer\n`)
    const named = await runCommand(['devices', '--case', 'named.relayscope', '--names', 'names.csv', '--format', 'ndjson'])
    expect([named.status, named.stderr]).toEqual([0, 'Named: 1\n'])
    expect(objects(named.stdout)[0]).toMatchObject({ ip, name: 'Copier; 2nd floor', kind: 'printer' })
    const kept = await runCommand(['devices', '--case', 'named.relayscope', '--query', 'device:"copier; 2nd"', '--format', 'ndjson'])
    expect(objects(kept.stdout).map((device) => [device['ip'], device['name']])).toEqual([[ip, 'Copier; 2nd floor']])
    writeFileSync(join(folder, 'wrong.csv'), `${ip},Copier\nprinter.lan,Printer\n`)
    const wrong = await runCommand(['devices', '--case', 'named.relayscope', '--names', 'wrong.csv'])
    expect([wrong.status, wrong.stdout]).toEqual([3, ''])
    expect(wrong.stderr).toContain('wrong.csv, line 2: “printer.lan” is no IP address')
    expect((await runCommand(['devices', '--case', 'named.relayscope', '--names', 'gone.csv'])).status).toBe(3)
  })

  test('gives stories with verdict and remedy as JSON', async () => {
    const { stdout } = await runCommand(['trace', '--case', 'a.relayscope', 'outcome:rejected', '--format', 'json'])
    const stories = JSON.parse(stdout) as { message: { deliveries: unknown[] }; steps: unknown[]; verdicts: Record<string, unknown>[] }[]
    expect(stories.length).toBeGreaterThan(0)
    for (const { message, steps, verdicts } of stories) {
      expect(steps.length).toBeGreaterThan(0)
      expect(verdicts).toHaveLength(message.deliveries.length)
      expect(Object.keys(verdicts[0] ?? {})).toEqual(['recipient', 'sentence', 'sureness', 'remedy'])
    }
  })

  test('is handed on as a report: by the end of the file, redacted when asked', async () => {
    const report = (...args: readonly string[]) => runCommand(['report', '--case', 'a.relayscope', ...args])
    for (const file of ['r.html', 'r.md', 'r.csv', 'r.json', 'r.htm'])
      expect(await report('--output', file)).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(folder, 'r.htm'), 'utf8').slice(0, 200)).toBe(readFileSync(join(folder, 'r.html'), 'utf8').slice(0, 200))
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toMatch(
      /^<!doctype html>[\s\S]+SHA-256 [0-9a-f]{64}[\s\S]+What these files cannot show/,
    )
    const data = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')) as {
      caseName: string
      causes: { deliveries: number }[]
      redaction: unknown
    }
    expect(data).toMatchObject({ caseName: 'a', redaction: null })
    const failed = objects((await runCommand(['failures', '--case', 'a.relayscope', '--query', '-is:noise', '--format', 'ndjson'])).stdout)
    expect(data.causes.map((cause) => cause.deliveries)).toEqual(failed.map((cause) => cause['deliveries']))
    const { stdout } = await report('--redact')
    expect(stdout).toMatch(/^# Mail report\n[\s\S]+Redacted: /)
    expect(stdout).toMatch(/user1@domain1\.example/)
    expect((await report('--redact', '--format', 'csv')).stdout).toMatch(/^\ufefflist,id,/)
    const chosen = (await report('--title', 'Printers in *March*', '--sections', 'sources, summary')).stdout
    expect(chosen).toMatch(/^# Printers in \\\*March\\\*\n/)
    expect(chosen.match(/^## .*/gm)).toEqual(['## Sources', '## Summary'])
    expect(JSON.parse((await report('--sections', 'summary', '--format', 'json')).stdout)).toMatchObject({
      title: null,
      sections: ['summary'],
      causes: [],
      overview: { query: '' },
    })
  })

  test('makes a ticket of one message, and no report where nothing fits', async () => {
    const [message] = objects((await runCommand(['messages', '--case', 'a.relayscope', '--query', 'is:lost', '--format', 'ndjson'])).stdout)
    const { status, stdout } = await runCommand(['report', '--case', 'a.relayscope', '--query', `id:${String(message?.['id'])}`])
    expect(status).toBe(0)
    expect(stdout).toMatch(/^# Message from /)
    const nothing = await runCommand(['report', '--case', 'a.relayscope', '--query', 'to:nobody@nowhere.example', '--output', 'none.html'])
    expect(nothing).toMatchObject({ status: 1, stdout: '' })
    expect(nothing.stderr).toContain('nothing fits to:nobody@nowhere.example')
    expect(existsSync(join(folder, 'none.html'))).toBe(false)
  })

  test('that holds no such message ends with status 1', async () => {
    const { status, stdout, stderr } = await runCommand(['trace', '--case', 'a.relayscope', 'nobody@nowhere.example'])
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain('nothing fits nobody@nowhere.example. The logs cover ')
    const whole = objects((await runCommand(['coverage', '--case', 'a.relayscope', '--format', 'ndjson'])).stdout).at(-1)
    expect(stderr).toContain(`${String(whole?.['firstTime'])} to ${String(whole?.['lastTime'])}`)
  })

  test('that is not there is a sentence with status 3', async () => {
    const { status, stderr } = await runCommand(['sources', '--case', 'missing.relayscope'])
    expect(status).toBe(3)
    expect(stderr).toContain('missing.relayscope: no such case: make one with relayscope import FILES --case missing.relayscope.')
    expect(existsSync(join(folder, 'missing.relayscope'))).toBe(false)
  })

  test('can be a temporary one over logs', async () => {
    const logs = ['--in', join(fixtures, 'refusals.log'), '--in', join(fixtures, 'operator.log')]
    const { status, stdout } = await runCommand(['messages', ...logs, '--query', 'outcome:rejected', '--format', 'csv'])
    expect(status).toBe(0)
    expect(stdout.split('\n')[0]).toContain('id,firstSeen,lastAttempt,sender,recipient,fate,class')
    expect(stdout.split('\n').length).toBeGreaterThan(2)
  })
})

describe('wrong usage', () => {
  test.each([
    [['sources'], 'Which case?'],
    [['sources', '--case', 'a.relayscope', '--in', 'b.log'], 'not both'],
    [['messages', '--case', 'a.relayscope', '--query', 'delay:>10'], 'unit'],
    [['report', '--case', 'a.relayscope', '--output', 'r.pdf'], 'write r.html, open it in a browser and print it to PDF'],
    [['report', '--case', 'a.relayscope', '--output', 'r.doc'], 'name a file that ends in .html, .md, .csv or .json'],
    [['report', '--case', 'a.relayscope', '--sections', 'summary,lists'], '"lists" is none: give some of summary,causes,'],
    [['messages', '--case', 'a.relayscope', '--format', 'xml'], 'Allowed choices are text, json, ndjson, csv, markdown'],
    [['import', 'logs', '--case', 'a.relayscope', '--year', '26'], 'whole number from 1990 to 2100'],
    [['classify', '--fromat', 'csv'], 'Did you mean --format?'],
  ])('%j is one sentence with status 2', async (args, words) => {
    const { status, stdout, stderr } = await runCommand(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(words)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('help and version are no errors', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(await runCommand(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
    expect((await runCommand(['trace', '--help'])).stdout).toContain('Usage: relayscope trace')
  })
})

test('a file that no format understands is named, with status 3', async () => {
  writeFileSync(join(folder, 'poem.txt'), 'Roses are red\nviolets are blue\n')
  const { status, stderr } = await runBuilt(['trace', '--in', 'poem.txt', 'x@example.org'])
  expect(status).toBe(3)
  expect(stderr).toContain('poem.txt')
})

test('Ctrl-C ends an import with status 130 and keeps the case sound', async () => {
  const log = readFileSync(join(fixtures, 'refusals.log'), 'utf8')
  writeFileSync(join(folder, 'big.log'), log.repeat(Math.ceil(60_000_000 / log.length)))
  const child = start(['import', 'big.log', '--case', 'stopped.relayscope', '--progress'])
  const progress = new Promise((resolve) => child.stderr?.once('data', resolve))
  const ended = end(child)
  await progress
  child.kill('SIGINT')
  expect((await ended).status).toBe(130)
  expect((await runCommand(['check', '--case', 'stopped.relayscope'])).status).toBe(0)
  expect((await runCommand(['sources', '--case', 'stopped.relayscope', '--format', 'json'])).stdout).toBe('[]\n')
})

describe('serve', () => {
  const served = async (args: readonly string[]) => {
    const child = start(['serve', '--no-open', ...args])
    const ended = end(child)
    const link = await new Promise<string>((resolve) => child.stdout?.once('data', (text: string) => resolve(text.split('\n')[0] ?? '')))
    return { child, ended, link: new URL(link) }
  }

  test('prints its one-time link first, lets one browser in, and ends cleanly at Ctrl-C', async () => {
    const { child, ended, link } = await served([join(fixtures, 'operator.log')])
    expect(link.hostname).toBe('127.0.0.1')
    const first = await fetch(link, { redirect: 'manual' })
    expect(first.status).toBe(303)
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(403)

    const socket = new WebSocket(`ws://${link.host}/rpc`, { headers: { cookie, origin: link.origin } })
    const engine: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
    for await (const progress of await engine.imports.progress()) {
      if (progress.ended) expect(progress.imported.map((source) => source.name)).toEqual(['operator.log'])
    }
    expect(await engine.cases.current()).toMatchObject({ sources: 1 })
    await expect(engine.messages.story({ id: 'nosuchmessage' })).rejects.toMatchObject({ code: 'not-found' })

    child.kill('SIGINT')
    expect((await ended).status).toBe(130)
    expect(readdirSync(join(folder, 'data')).filter((name) => name.startsWith('uploads-'))).toEqual([])
  })

  test('is what a command line without command means, and takes no typing error for a file', async () => {
    const { status, stdout, stderr } = await runCommand(['imprt', '--no-open'])
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' })
    expect(stderr).toBe('relayscope: imprt cannot be read (ENOENT): check the name and its permissions.\n')
  })

  test('refuses a port that is no port', async () => {
    expect(await runCommand(['serve', '--no-open', '--port', '70000'])).toMatchObject({ status: 2, stdout: '' })
  })
})

describe('output', () => {
  test('a cell never becomes a formula, and is quoted where needed', () => {
    expect(['=1+1', '+1', '-1', '@x', '\tx', '\rx'].map(csvCell)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx", '"\'\rx"'])
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"')
    expect([csvCell(null), csvCell(-1), csvCell(true)]).toEqual(['', '-1', 'true'])
  })

  test('control and direction characters are shown', () => {
    expect(visible('a\u001b]0;x\u0007b\u009bc\u2066d\te')).toBe('a\\u001b]0;x\\u0007b\\u009bc\\u2066d e')
  })

  test('rows look alike in every format', async () => {
    const print = async (format: 'text' | 'json' | 'ndjson' | 'csv' | 'markdown', rows: readonly { readonly a: string }[]) => {
      const stdout = new PassThrough()
      const terminal: Terminal = { stdout, stderr: stdout, showsProgress: false, signal: new AbortController().signal }
      await writeRows(terminal, format, rows, { columns: [{ title: 'a', of: (row) => row.a }], text: null })
      return String(stdout.read() ?? '')
    }
    const rows = [{ a: '=x|y' }, { a: 'z' }]
    expect(await print('json', rows)).toBe('[\n{"a":"=x|y"},\n{"a":"z"}\n]\n')
    expect(await print('json', [])).toBe('[]\n')
    expect(await print('ndjson', rows)).toBe('{"a":"=x|y"}\n{"a":"z"}\n')
    expect(await print('csv', rows)).toBe("a\n'=x|y\nz\n")
    expect(await print('markdown', rows)).toBe('| a |\n| --- |\n| =x\\|y |\n| z |\n')
    expect(await print('text', rows)).toBe('a\n=x|y\nz\n')
  })
})

test('data lie where the system keeps them, unless told otherwise', () => {
  expect(dataFolder({}, 'linux', '/home/jane')).toBe('/home/jane/.local/share/relayscope')
  expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/jane')).toBe('/data/relayscope')
  expect(dataFolder({}, 'darwin', '/Users/jane')).toBe('/Users/jane/Library/Application Support/Relayscope')
  expect(dataFolder({ RELAYSCOPE_DATA: '/elsewhere' }, 'win32', 'C:')).toBe('/elsewhere')
})
