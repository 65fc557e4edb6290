import { gunzipSync, inflateRawSync } from 'node:zlib'
import { dmarcAggregate } from '../../shared/formats/dmarc-aggregate.ts'
import type { LogFormat, Outcome } from '../../shared/formats/format.ts'
import { tlsRpt } from '../../shared/formats/tls-rpt.ts'
import type { LogRecord } from '../../shared/record.ts'
import { createXmlRecords, isXmlReport } from '../../shared/xml-records.ts'
import { type MimeLeaf, readMime } from './mime.ts'
import { longestMail } from './parse-mail.ts'

/** Parts that hold a report (RFC 7489, 7.2.1.1; RFC 8460, 5.3), also by types that senders use instead. */
const types = /^(?:application\/(?:(?:x-)?(?:zip|gzip|zip-compressed)|octet-stream|xml|json|tlsrpt\+(?:gzip|json))|text\/xml)$/

/** What a report may hold once it is unpacked: receivers with millions of mails stay below a hundredth of it. */
const MOST = 64 << 20

/** Records that one line of a mail may stand for; a case keeps no more of a line. */
const PER_LINE = 60

/**
 * What the DMARC and TLS reports attached to a mail count, by the mail's line, counted from 0: the first records at the line where
 * the attachment begins. An attachment that looks like one and cannot be read is `unrecognised`.
 */
export function attachedReports(bytes: Buffer): ReadonlyMap<number, Outcome> {
  const mail = bytes.subarray(0, longestMail).toString('latin1').replaceAll('\r', '')
  const outcomes = new Map<number, Outcome>()
  if (!/(?:application|text)\/(?:x-)?(?:zip|gzip|octet|xml|json|tlsrpt)/i.test(mail)) return outcomes
  for (const leaf of readMime(mail).leaves.slice(0, 20)) {
    if (!types.test(leaf.type)) continue
    const first = mail.slice(0, leaf.start).split('\n').length - 1
    const records = recordsOf(leaf)
    if (records === null) outcomes.set(first, 'unrecognised')
    else for (let at = 0; at < records.length; at += PER_LINE) outcomes.set(first + at / PER_LINE, records.slice(at, at + PER_LINE))
  }
  return outcomes
}

/** Empty where the part is no report; null where it is one that cannot be read. */
function recordsOf(leaf: MimeLeaf): readonly LogRecord[] | null {
  const text = unpacked(leaf.bytes())
  if (text === null) return null
  if (isXmlReport(text)) {
    const write = createXmlRecords()
    return read(dmarcAggregate, (write(text) + write(null)).split('\n'))
  }
  return /^\s{0,99}\{/.test(text) && text.includes('"policies"') ? read(tlsRpt, [text.trim().replaceAll('\n', ' ')]) : []
}

function read(format: LogFormat, lines: readonly string[]): readonly LogRecord[] | null {
  const outcomes = lines.map(format.open({ fileName: '' }))
  const records = outcomes.flatMap((outcome) => (typeof outcome === 'string' ? [] : outcome))
  return records.length === 0 && outcomes.includes('unrecognised') ? null : records
}

/** The content as latin1, out of gzip or the first file of a zip archive; null where it is damaged, or too much. */
function unpacked(bytes: Buffer): string | null {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: MOST }).toString('latin1')
    if (bytes.toString('latin1', 0, 4) !== 'PK\x03\x04') return bytes.toString('latin1')
    const content = bytes.subarray(30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28))
    if (bytes.readUInt16LE(8) === 0) return content.subarray(0, bytes.readUInt32LE(18)).toString('latin1')
    return inflateRawSync(content, { maxOutputLength: MOST }).toString('latin1')
  } catch {
    return null
  }
}
