import { isoStamp } from '../stamps.ts'
import { fieldsReader } from '../w3c-fields.ts'
import type { LogFormat } from './format.ts'
import { examples } from './iis-smtp/examples.ts'
import { sessionReader } from './iis-smtp/sessions.ts'

const service = /^[^#].* SMTPSVC[0-9]{1,3} /

/** The SMTP service of Windows (IIS), also of Exchange 2000 and 2003: ex*.log in LogFiles\SMTPSVC1. */
export const iisSmtp: LogFormat = {
  id: 'iis-smtp',
  title: 'SMTP service of Windows (IIS)',
  source: 'https://www.w3.org/TR/WD-logfile.html',
  mark: '`#Fields:` and rows with `SMTPSVC1`',
  traps:
    'No session has an id: lines of one address belong together, and two sessions of one address at a time get mixed up. Of a refusal only the number is written, and of mail handed on neither id nor subject: it is tied to what was taken in by sender and recipient, where no other mail of theirs waited. The client’s name is in `cs-username`. A blank is written as `+`. Times are of UTC. Columns are chosen by the administrator: without `sc-status` nothing is known of what was refused.',
  unit: 'csv',
  splittable: false,
  open: () => {
    const read = fieldsReader([])
    const session = sessionReader()
    return (line) => {
      if (line === '') return 'ignored'
      const row = read(line)
      if (row === 'directive') return 'ignored'
      if (row === 'headless') return 'unrecognised'
      const date = row('date') || read.directive('date').slice(0, 10)
      const stamp = isoStamp(`${date}T${row('time')}Z`, 0)
      if (stamp === null || !row('s-sitename').startsWith('SMTPSVC')) return 'unrecognised'
      const records = session(row, stamp.micros)
      return records.length === 0 ? 'ignored' : records
    }
  },
  owns: (line) => service.test(line),
  examples,
}
