import type { Provider } from './failures/failure.ts'

/** Ends of host names, and the operator that answers there. */
const hostOperators: readonly (readonly [string, Provider])[] = [
  ['google.com', 'google'],
  ['gmail.com', 'google'],
  ['googlemail.com', 'google'],
  ['outlook.com', 'microsoft'],
  ['outlook.cn', 'microsoft'],
  ['office365.com', 'microsoft'],
  ['office365.us', 'microsoft'],
  ['hotmail.com', 'microsoft'],
  ['yahoodns.net', 'yahoo'],
  ['yahoo.com', 'yahoo'],
  ['aol.com', 'yahoo'],
  ['icloud.com', 'apple'],
  ['me.com', 'apple'],
  ['mac.com', 'apple'],
  ['amazonses.com', 'amazon-ses'],
  ['amazonaws.com', 'amazon-ses'],
  ['mimecast.com', 'mimecast'],
  ['pphosted.com', 'proofpoint'],
  ['ppe-hosted.com', 'proofpoint'],
]

/** Operator of a host name (`aspmx.l.google.com`), or null. */
export function operatorOf(host: string): Provider | null {
  for (const [end, provider] of hostOperators) {
    if (host.endsWith(end) && (host.length === end.length || host.charCodeAt(host.length - end.length - 1) === 46)) return provider
  }
  return null
}

/** Words that only one operator's servers write. */
const operatorMarks: readonly (readonly [string, Provider])[] = [
  ['gsmtp', 'google'],
  ['- gcdp', 'google'],
  ['support.google.com/', 'google'],
  ['.prod.outlook.com', 'microsoft'],
  ['.protection.outlook.com', 'microsoft'],
  ['sender.office.com', 'microsoft'],
  ['storedrv.', 'microsoft'],
  ['resolver.', 'microsoft'],
  ['aka.ms/', 'microsoft'],
  ['fwlink/?linkid=', 'microsoft'],
  ['postmaster.yahooinc.com', 'yahoo'],
  ['postmaster.verizonmedia.com', 'yahoo'],
  ['help.yahoo.com', 'yahoo'],
  ['[tss0', 'yahoo'],
  ['support.apple.com', 'apple'],
  ['amazonses.com', 'amazon-ses'],
  ['mimecast.com', 'mimecast'],
  ['proofpoint.com', 'proofpoint'],
]

/** Words that one mail program writes, whoever runs it. */
const programMarks: readonly (readonly [string, Provider])[] = [
  ['address rejected: ', 'postfix'],
  ['helo command rejected: ', 'postfix'],
  ['client host rejected: ', 'postfix'],
  ['relay access denied', 'postfix'],
  ['unrouteable address', 'exim'],
  ['relay not permitted', 'exim'],
  ['... user unknown', 'sendmail'],
  ['... relaying denied', 'sendmail'],
]

/** Who speaks: by the words that only one operator uses, else by the host's name, else by the program's wording. `text` is normalised. */
export function providerOf(host: string | null, text: string): Provider | null {
  for (const [mark, provider] of operatorMarks) if (text.includes(mark)) return provider
  const operator = host === null ? null : operatorOf(host)
  if (operator !== null) return operator
  for (const [mark, provider] of programMarks) if (text.includes(mark)) return provider
  return null
}
