import { basename } from 'node:path'
import { Command } from 'commander'
import type { ReportedSender } from '../../shared/reported-sending.ts'
import type { Device, DeviceRow, Sender, SenderRow, Sending, SendingList } from '../../shared/senders.ts'
import type { CaseDb } from '../engine/database.ts'
import { readNamesFile } from '../engine/names-file.ts'
import { nameDevices } from '../engine/queries/device-names.ts'
import { devices, senders } from '../engine/queries/devices.ts'
import { reportedSending } from '../engine/queries/reported-sending.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
  readonly query?: string
  readonly names?: string
  readonly reported?: true
}

const sendingColumns: Layout<Sending>['columns'] = [
  { title: 'messages', of: (row) => row.messages },
  { title: 'recipients', of: (row) => row.recipients },
  { title: 'failedShare', of: (row) => row.failedShare },
  { title: 'unknownShare', of: (row) => row.unknownShare },
  { title: 'firstSeen', of: (row) => row.firstSeen },
  { title: 'lastSeen', of: (row) => row.lastSeen },
  { title: 'baselinePerDay', of: (row) => row.baselinePerDay },
  { title: 'flags', of: (row) => row.flags.map(({ flag }) => flag).join('; ') },
]

const expectedColumn: Layout<Sending>['columns'][number] = {
  title: 'expected',
  of: (row) =>
    row.flags
      .flatMap(({ flag, expected }) => (expected === null ? [] : [`${flag} until ${expected.until}: ${expected.reason}`]))
      .join('; '),
}

const deviceLayout: Layout<Device> = {
  columns: [
    { title: 'ip', of: (device) => device.ip },
    { title: 'helo', of: (device) => device.helo },
    { title: 'user', of: (device) => device.user },
    { title: 'name', of: (device) => device.name },
    { title: 'kind', of: (device) => device.kind },
    ...sendingColumns,
    { title: 'reportedMessages', of: (device) => device.reportedMessages },
    { title: 'reportedFailed', of: (device) => device.reportedFailed },
    expectedColumn,
  ],
  text: null,
}

const senderLayout: Layout<Sender> = {
  columns: [
    { title: 'sender', of: ({ sender }) => sender || '<>' },
    { title: 'devices', of: (row) => row.devices },
    ...sendingColumns,
    expectedColumn,
  ],
  text: null,
}

function sendingOf(row: Sending): Sending {
  const { messages, recipients, failedShare, unknownShare, firstSeen, lastSeen, baselinePerDay, score, findings, flags } = row
  return { messages, recipients, failedShare, unknownShare, firstSeen, lastSeen, baselinePerDay, score, findings, flags }
}

/** In the fields of the contract and their order. */
function deviceOf(row: DeviceRow): Device {
  const { ip, helo, user, name, kind, reportedMessages, reportedFailed } = row
  return { ip, helo, user, name, kind, ...sendingOf(row), reportedMessages, reportedFailed }
}

function senderOf(row: SenderRow): Sender {
  return { sender: row.sender, devices: row.devices, ...sendingOf(row) }
}

const direction = `
Only mail of your own organisation is counted: direction:own and direction:internal. Strangers, inbound mail and notices are
left out unless --query says itself whose mail it is about, for example --query direction:stranger.
failedShare: of the recipients, those that bounced, expired or were refused on entry. unknownShare: those whose address or
domain does not exist. baselinePerDay: median of messages on the days with any. flags: what is unusual; JSON says why, with a query that finds the mail.
expected: those of the flags that were marked as expected in the window, until when and why.`

function listCommand<Row, Printed>(
  command: Command,
  terminal: Terminal,
  ended: (status: number) => void,
  ask: (db: CaseDb, options: Options) => Promise<SendingList<Row>>,
  print: { readonly row: (row: Row) => Printed; readonly layout: Layout<Printed> },
): Command {
  command
    .option('--query <query>', 'only of deliveries that fit, e.g. "after:2026-03-01 outcome:bounced"')
    .addOption(formatOption())
    .addHelpText('after', direction)
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      if (options.reported === true) {
        await writeRows(terminal, options.format, (await reportedSending(db)).senders, reportedLayout)
        return exitStatus.done
      }
      const { rows, unnamed } = await ask(db, options)
      await writeRows(terminal, options.format, rows.map(print.row), print.layout)
      if (unnamed.messages > 0) terminal.stderr.write(`Not counted, since no line says who sent: ${unnamed.messages} (${unnamed.query})\n`)
      return exitStatus.done
    })
    ended(status)
  })
}

const reportedLayout: Layout<ReportedSender> = {
  columns: [
    { title: 'ip', of: (row) => row.ip },
    { title: 'name', of: (row) => row.name },
    { title: 'domain', of: (row) => row.domain },
    { title: 'messages', of: (row) => row.messages },
    { title: 'passed', of: (row) => row.passed },
    { title: 'failed', of: (row) => row.failed },
    { title: 'quarantined', of: (row) => row.quarantined },
    { title: 'rejected', of: (row) => row.rejected },
    { title: 'logged', of: (row) => row.logged },
    { title: 'reporters', of: (row) => row.reporters.join('; ') },
    { title: 'firstSeen', of: (row) => row.firstSeen },
    { title: 'lastSeen', of: (row) => row.lastSeen },
  ],
  text: null,
}

/** `devices`: one object per client that hands mail in; with `--reported` one per address that receivers name. */
export function devicesCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('devices')
    .description('say which devices send how much, and how much of it fails; give them names')
    .option('--names <file>', 'first name devices in the case: a CSV with ip,name,kind on each line; others keep their names')
    .option('--reported', 'instead: who sends in your name from which address, by the DMARC reports in the case; the logs may not know it')
  const ask = async (db: CaseDb, { query = '', names }: Options) => {
    if (names !== undefined) {
      const namings = readNamesFile(names, basename(names))
      await db.transaction((connection) => nameDevices(connection, namings))
      terminal.stderr.write(`Named: ${namings.length}\n`)
    }
    return devices(db, { query }, terminal.signal)
  }
  return listCommand(command, terminal, ended, ask, { row: deviceOf, layout: deviceLayout })
}

/** `senders`: one object per envelope sender. */
export function sendersCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('senders').description('say which envelope senders send how much, and how much of it fails')
  const ask = (db: CaseDb, { query = '' }: Options) => senders(db, { query }, terminal.signal)
  return listCommand(command, terminal, ended, ask, { row: senderOf, layout: senderLayout })
}
