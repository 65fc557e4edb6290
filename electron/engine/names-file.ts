import ipaddr from 'ipaddr.js'
import Papa from 'papaparse'
import { AppError } from '../../shared/errors.ts'
import type { DeviceNaming } from '../../shared/senders.ts'
import { readTextFile } from './text-file.ts'

const MOST_MB = 4
const LONGEST = 80
const headings = new Set(['ip', 'address', 'ip address', 'device'])
const unprintable = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/**
 * Reads a CSV of devices: `ip,name[,kind]` on each line, with or without a heading, separated by commas, semicolons or tabs:
 * whatever stands first, since no address holds one.
 * `ip` may be `uid=33`, for a user of the server itself. Nothing is taken of a file with a line that cannot be meant.
 *
 * @throws AppError 'file-unreadable' with the line and what is wrong in it
 */
export function readNamesFile(path: string, name: string): readonly DeviceNaming[] {
  const text = readTextFile(path, { name, most: MOST_MB, what: 'the list of your devices', advice: 'a CSV with ip,name,kind on each line' })
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: /[,;\t]/.exec(text)?.[0] ?? ',' })
  const namings = new Map<string, { readonly naming: DeviceNaming; readonly line: number }>()
  const wrong = (line: number, what: string) => new AppError('file-unreadable', `${name}, line ${line}: ${what}`)
  const [broken] = errors.filter((error) => error.type === 'Quotes')
  if (broken !== undefined) throw wrong((broken.row ?? 0) + 1, 'a quotation mark is not closed, or stands in the middle of a cell.')
  data.forEach((row, at) => {
    const cells = row.map((cell) => cell.trim())
    if (cells.every((cell) => cell === '') || (at === 0 && headings.has((cells[0] ?? '').toLowerCase()))) return
    const naming = namingOf(cells)
    if (typeof naming === 'string') throw wrong(at + 1, naming)
    const before = namings.get(naming.device)
    if (before !== undefined) throw wrong(at + 1, `${naming.device} has a name in line ${before.line} already; leave one of them.`)
    namings.set(naming.device, { naming, line: at + 1 })
  })
  if (namings.size === 0) throw new AppError('file-unreadable', `${name} names no device: write ip,name,kind on each line.`)
  return [...namings.values()].map(({ naming }) => naming)
}

/** A line as a naming, or what is wrong with it. */
function namingOf([ip = '', name = '', kind = '', ...more]: readonly string[]): DeviceNaming | string {
  const device = keyOf(ip)
  if (device === null) return `“${ip.slice(0, LONGEST)}” is no IP address; write ip,name,kind on each line.`
  if (name === '') return `${device} has no name; write ip,name,kind on each line.`
  if (more.some((cell) => cell !== '')) return 'it has more than three cells; put a name that holds the separator between quotation marks.'
  const long = [name, kind].find((cell) => cell.length > LONGEST)
  if (long !== undefined) return `“${long.slice(0, 20)}…” is longer than ${LONGEST} characters.`
  if (unprintable.test(name) || unprintable.test(kind)) return `the name of ${device} holds a control character; write it on one line.`
  return { device, name, kind: kind === '' ? null : kind }
}

/** As the log writes it: IPv6 in its short form. */
function keyOf(text: string): string | null {
  if (/^uid=\d{1,10}$/i.test(text)) return text.toLowerCase()
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text).toString() : null
}
