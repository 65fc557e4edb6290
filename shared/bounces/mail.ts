/** A part of a mail that is not its text: a delivery status, a returned message, an attachment. */
export interface MailPart {
  /** Lower-case media type. */
  readonly type: string
  readonly text: string
}

/** A mail taken apart: what the readers of bounces look at. */
export interface Mail {
  /** Decoded header fields by lower-case name, in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** The text that people read; HTML without its tags when there is nothing else. */
  readonly text: string
  readonly parts: readonly MailPart[]
  /** Mails that are attached; taken apart only where the mail has no part for programs itself. */
  readonly attached: readonly Mail[]
}

/** Fields of one group of header lines, by lower-case name; of several of one name the first. */
export type Fields = ReadonlyMap<string, string>

/** The first field of a name, or null. */
export function headerOf(mail: Mail, name: string): string | null {
  return mail.headers.get(name)?.[0] ?? null
}

/** Most groups that are read of one part; a hostile mail may bring millions. */
const mostGroups = 10_000

/** Splits text at blank lines, and where the next recipient begins without one, into groups of unfolded `Name: value` lines; lines of another form are passed over. */
export function fieldGroups(text: string): readonly Fields[] {
  const groups: Fields[] = []
  let group = new Map<string, string>()
  let last: string | null = null
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === '') {
      if (group.size > 0) groups.push(group)
      if (groups.length >= mostGroups) return groups
      group = new Map()
      last = null
    } else if (/^[ \t]/.test(line)) {
      if (last !== null) group.set(last, `${group.get(last) ?? ''} ${line.trim()}`)
    } else {
      if (/^final-recipient:/i.test(line) && group.has('final-recipient')) {
        groups.push(group)
        group = new Map()
      }
      last = addField(group, line)
    }
  }
  if (group.size > 0) groups.push(group)
  return groups
}

/** Adds a line's field, unless one of its name is there. @returns the name of the field that was added */
function addField(group: Map<string, string>, line: string): string | null {
  const colon = line.indexOf(':')
  if (colon < 1 || colon > 80) return null
  const name = line.slice(0, colon).trim().toLowerCase()
  if (!/^[a-z0-9-]+$/.test(name) || group.has(name)) return null
  group.set(name, line.slice(colon + 1).trim())
  return name
}

/** The value behind a type, `rfc822; x@example.net`; null when nothing is there. */
export function untyped(value: string | undefined): string | null {
  if (value === undefined) return null
  const semicolon = value.indexOf(';')
  const bare = (semicolon < 0 || semicolon > 30 ? value : value.slice(semicolon + 1)).trim()
  return bare === '' ? null : bare
}

/** The address in `Name <x@example.net>`, `rfc822;x@example.net` or `<x@example.net>`; null when there is none. */
export function addressIn(value: string | undefined | null): string | null {
  if (value === undefined || value === null) return null
  const text = value.slice(0, 2000)
  const open = text.lastIndexOf('<')
  const close = text.indexOf('>', open)
  const inner = open >= 0 && close > open ? text.slice(open + 1, close) : text
  const found = firstAddress(inner) ?? firstAddress(text)
  return found === null ? null : found.replace(/[.']{1,9}$/, '')
}

/** What surrounds the first `@` that has something on both its sides, up to a blank or a sign that no address holds. */
function firstAddress(text: string): string | null {
  const isPart = (index: number): boolean => index >= 0 && index < text.length && !/[\s<>;,:"()[\]]/.test(text.charAt(index))
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    let end = at + 1
    while (isPart(start - 1)) start -= 1
    while (isPart(end)) end += 1
    if (start < at && end > at + 1) return text.slice(start, end)
  }
  return null
}
