import { expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { allMessages } from '../../electron/engine/queries/messages.ts'
import { sourceReports } from '../../electron/engine/source-row.ts'
import { caseOf } from './small-case.ts'

const header = '"Received","SenderAddress","RecipientAddress","Status","MessageId"'
const row = (to: string, id = `"<${to}>"`) => `"2026-03-02 09:14:05","a@example.org","${to}@example.net","Delivered",${id}`

/** Recipients that were read, numbers of lines that were not, and what the source says of them. */
async function readFrom(lines: readonly string[], names = header) {
  const db = await caseOf({ 'trace.csv': [names, ...lines].join('\n') })
  try {
    const [source] = await sourceReports(db)
    const { lines: count, recognised, ignored, unrecognised, warnings } = source!
    expect(recognised + ignored + unrecognised).toBe(count)
    return { recipients: await recipientsIn(db), unread: await unreadIn(db), unrecognised, warnings }
  } finally {
    await closeCase(db)
  }
}

async function recipientsIn(db: CaseDb): Promise<readonly string[]> {
  const recipients: string[] = []
  for await (const batch of allMessages(db))
    for (const { deliveries } of batch) recipients.push(...deliveries.map((each) => each.recipient ?? ''))
  return recipients.sort((a, b) => a.localeCompare(b))
}

async function unreadIn(db: CaseDb): Promise<readonly number[]> {
  const connection = await db.connect()
  try {
    const rows = await connection.rows<{ line: number }>('SELECT line::INTEGER AS line FROM unrecognised ORDER BY line')
    return rows.map(({ line }) => line)
  } finally {
    connection.close()
  }
}

const warning = (count: number) =>
  `${count === 1 ? '1 line not read: a quote in it' : `${count} lines not read: a quote in them`} is never closed`

test('a record that a stray quote breaks off is not understood, and says why; those behind it are read', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), row('d'), row('e')])
  expect(read).toEqual({
    recipients: ['b@example.net', 'd@example.net', 'e@example.net'],
    unread: [3],
    unrecognised: 1,
    warnings: [warning(1)],
  })
})

test('all lines of a record that is broken off count, also an empty one', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), '', 'and so on', row('d')])
  expect(read).toMatchObject({ recipients: ['b@example.net', 'd@example.net'], unread: [3, 4, 5], warnings: [warning(3)] })
})

test('a record in which quotes stand around words, and its own is never closed, is not understood', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), 'and "so" on', row('d')])
  expect(read).toMatchObject({ recipients: ['b@example.net', 'd@example.net'], unread: [3, 4], warnings: [warning(1)] })
})

test('a record that the end of the file cuts off is not understood', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), 'and so'])
  expect(read).toMatchObject({ recipients: ['b@example.net'], unread: [3, 4], warnings: [warning(2)] })
})

test('a cell over several lines is whole', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>\n"'), row('d')])
  expect(read).toMatchObject({ recipients: ['b@example.net', 'c@example.net', 'd@example.net'], unread: [], warnings: [] })
})

test.each([
  ['empty cells behind the last column', [`${row('c', '"<c>\n"')},,`]],
  ['a blank behind a closing quote', [row('c', '"<c>\n" ')]],
  ['a quote that is not doubled', [row('c', '"<c>\nso "called" id"')]],
  ['an open quote before rows with an empty cell behind the last column', [row('b', '"<b>'), `${row('c')},`]],
])('a record over several lines is read with %s', async (_, lines) => {
  const read = await readFrom([...lines, row('d')])
  expect(read.recipients).toEqual(['c@example.net', 'd@example.net'])
})

const json = (to: string, id = to) =>
  `{"Received":"2026-03-02T09:14:05Z","SenderAddress":"a@example.org","RecipientAddress":"${to}@example.net","Status":"Delivered","MessageId":"<${id}>"}`

test('a record of JSON behind a record that is broken off is read, and the lines before it are not', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), json('j'), row('d')])
  expect(read).toMatchObject({ recipients: ['b@example.net', 'd@example.net', 'j@example.net'], unread: [3], warnings: [warning(1)] })
})

test('lines of a record that is broken off are not understood, whatever they look like', async () => {
  const read = await readFrom([row('b'), row('c', '"<c>'), '#TYPE x', 'sep=,', '{}', row('d')])
  expect(read).toMatchObject({ recipients: ['b@example.net', 'd@example.net'], unread: [3, 4, 5, 6], warnings: [warning(4)] })
})

const messageTo = (to: string) => ({
  action_type: '10',
  rfc2822_message_id: `<${to}@example.org>`,
  source: { address: 'a@example.org' },
  destination: [{ address: `${to}@example.net` }],
})

test('a record of JSON behind a row of Gmail’s table that is broken off is read, and the lines before it are not', async () => {
  const columns = 'rfc2822_message_id,timestamp_usec,action_type,source.address,flattened_destinations,description'
  const gmail = (to: string) => `<${to}@example.org>,1772442847000000,10,a@example.org,${to}@example.net`
  const record = { event_info: { timestamp_usec: '1772442847000000' }, message_info: messageTo('j') }
  const read = await readFrom([`${gmail('b')},ok`, `${gmail('c')},"o`, '{}', JSON.stringify(record), `${gmail('d')},ok`], columns)
  expect(read).toMatchObject({ recipients: ['b@example.net', 'd@example.net', 'j@example.net'], unread: [3, 4], warnings: [warning(2)] })
})

test('a quote in a table of few columns that closes far behind makes no record of all between', async () => {
  const read = await readFrom(
    ['b@example.net,"sus', 'c@example.net,x', 'd@example.net,"x,y"', 'e@example.net,active'],
    'Email Address [Required],Status [READ ONLY]',
  )
  expect(read).toMatchObject({ unread: [2, 3], warnings: [warning(2)] })
})
