import type { LogFormat } from './format.ts'

/** Fields with which mail files begin: those that mail servers add, and those that a mail begins with where they added none. */
const firstFields =
  /^(?:Return-Path|Delivered-To|X-Original-To|X-[A-Za-z0-9-]{1,60}|Received|Authentication-Results|ARC-[A-Za-z-]{1,40}|DKIM-Signature|From|To|Date|Subject|Message-ID|MIME-Version|Content-Type|Auto-Submitted|Envelope-to|Delivery-date|Status): ?/i

/** Fields of which every mail has one. */
const commonField = /^(?:From|Date|Message-ID|Received|Subject): ?/i

/** The line before each mail of an mbox file. */
const mboxLine = /^From \S{1,320} .{0,80}[0-9]{4}(?: .{0,20})?$/

/** Whether the lines begin as a mail or an mbox file does. */
export function beginsAsMail(lines: readonly string[]): boolean {
  const [first = ''] = lines
  if (mboxLine.test(first)) return true
  if (!firstFields.test(first)) return false
  const end = lines.indexOf('')
  const header = lines.slice(0, end === -1 ? 200 : Math.min(end, 200))
  return header.every((line) => /^[ \t]/.test(line) || /^[!-9;-~]{1,80}:/.test(line)) && header.some((line) => commonField.test(line))
}

/**
 * A mail, or an mbox of them: bounces and what else reports on a mail. Its lines are kept; what it reports is read from whole
 * mails (electron/mail), since MIME cannot be read line by line.
 */
export const mail: LogFormat = {
  id: 'mail',
  title: 'Mails (bounces, reports)',
  source: 'RFC 5322, RFC 3464, RFC 6533; mbox: RFC 4155',
  mark: 'header fields such as `Received:` and `Date:`, or a line `From … 2026` of mbox',
  traps: 'Only mails that report on another mail say something; the others are kept and ignored.',
  unit: 'mail',
  noLog: true,
  splittable: true,
  open: () => () => 'ignored',
  owns: () => false,
  examples: [],
}
