import { isRemark, readOrigin } from '../carrier.ts'
import { isoStamp } from '../stamps.ts'
import { readMailbox } from './filters-and-mailboxes/dovecot.ts'
import { examples } from './filters-and-mailboxes/examples.ts'
import { readAmavis, readRspamd, readSigner } from './filters-and-mailboxes/filters.ts'
import type { LogFormat, Outcome } from './format.ts'

/** What stands beside a mail server and says something of its mails, in a syslog carrier; Rspamd also in its own file. */
export const filtersAndMailboxes: LogFormat = {
  id: 'filters-and-mailboxes',
  title: 'Filters and mailboxes (Amavis, Rspamd, OpenDKIM, OpenDMARC, Dovecot)',
  source:
    'https://www.ijs.si/software/amavisd/ (log_templ), https://docs.rspamd.com/configuration/logging/, opendkim.conf(5) (LogWhy), https://doc.dovecot.org/main/core/config/delivery/ (deliver_log_format)',
  mark: 'syslog lines of `amavis`, `rspamd`, `opendkim` or `opendmarc`, and those of `dovecot` that begin with `lmtp(` or `lda(`',
  traps:
    'They decide nothing by themselves: filters are evidence of the mail whose queue id they name on the same host, Dovecot says into which folder the mail with its Message-ID went. What names neither is ignored.',
  unit: 'line',
  splittable: true,
  open: () => read,
  // What is ignored is no reason to read every line of a large log once more.
  owns: (line) => typeof read(line) !== 'string',
  examples,
}

const RSPAMD = '; rspamd_task_write_log: '

function read(line: string): Outcome {
  const carried = readOrigin(line)
  const written = line.indexOf(RSPAMD)
  if (written >= 0 && (carried === null || !carried.origin.program.startsWith('rspamd'))) {
    const stamp = isoStamp(line, 0)
    if (stamp === null) return 'unrecognised'
    const { micros, zoned } = stamp
    return readRspamd(line.slice(written + RSPAMD.length), {
      stamp: micros,
      zoned,
      yearless: false,
      host: '',
      program: 'rspamd',
      pid: 0,
    })
  }
  if (carried === null) return line === '' || isRemark(line) ? 'ignored' : 'unrecognised'
  const { origin, textStart } = carried
  const text = line.slice(textStart)
  switch (readerOf(origin.program, text)) {
    case 'dovecot':
      return readMailbox(text, origin)
    case 'amavis':
      return readAmavis(text, { ...origin, program: 'amavis' })
    case 'rspamd':
      return written < 0 ? 'ignored' : readRspamd(line.slice(written + RSPAMD.length), { ...origin, program: 'rspamd' })
    case 'signer':
      return readSigner(text, origin)
    case null:
      return 'ignored'
  }
}

/** Which of them speaks; null: another program, or Dovecot of something else. */
function readerOf(program: string, text: string): 'dovecot' | 'amavis' | 'rspamd' | 'signer' | null {
  if (program === 'dovecot') return text.startsWith('lmtp(') || text.startsWith('lda(') ? 'dovecot' : null
  if (program === 'opendkim' || program === 'opendmarc') return 'signer'
  if (program.startsWith('amavis')) return 'amavis'
  return program.startsWith('rspamd') ? 'rspamd' : null
}
