import { AppError } from '../errors.ts'
import { bytesOf } from '../json-line.ts'
import { mappedFormat } from './format.ts'
import { isLineMapping, type LineMapping, type Mapping, schemaFor } from './mapping.ts'
import { readTemplate } from './template.ts'

const examples = {
  columns: '{"columns": {"time": "Date", "sender": "From", "recipient": "To", "result": "Status"}, "results": {"Sent": "relayed"}}',
  lines:
    '{"lines": ["{time} {host} relay: {queueId} from=<{sender}>"], "samples": ["2026-03-02 09:14:05 mx1 relay: 4F2A from=<a@example.org>"]}',
}

/**
 * Reads a mapping from JSON.
 *
 * @param name what the user calls the file
 * @throws AppError 'file-unreadable'
 */
export function parseMapping(text: string, name: string): Mapping {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw refusal(name, 'columns', `it is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
  return checkedMapping(value, name)
}

/**
 * A mapping whose parts go together: templates are ones, and read every sample.
 *
 * @throws AppError 'file-unreadable'
 */
export function checkedMapping(value: unknown, name: string): Mapping {
  const schema = schemaFor(value)
  const parsed = schema.safeParse(value)
  const kind = typeof value === 'object' && value !== null && 'lines' in value ? 'lines' : 'columns'
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refusal(name, kind, `${issue?.path.join('.') || 'its text'}: ${issue?.message ?? 'not understood'}`)
  }
  const mapping: Mapping = parsed.data
  const wrong = isLineMapping(mapping) ? wrongLines(mapping) : wrongColumns(mapping.columns)
  if (wrong !== null) throw refusal(name, kind, wrong)
  return mapping
}

function refusal(name: string, kind: keyof typeof examples, why: string): AppError {
  return new AppError('file-unreadable', `${name} is no mapping of ${kind}: ${why}; one is ${examples[kind]}`)
}

function wrongColumns(columns: Readonly<Record<string, unknown>>): string | null {
  const names = ['sender', 'recipient', 'messageId', 'queueId'].some((field) => columns[field] !== undefined)
  return names ? null : 'it names no column for sender, recipient, messageId or queueId'
}

function wrongLines(mapping: LineMapping): string | null {
  for (const [at, line] of mapping.lines.entries()) {
    const template = readTemplate(line)
    if (typeof template === 'string') return `lines.${at}: ${template}`
  }
  const read = mappedFormat(mapping).open({ fileName: 'samples-2000-01-01' }) // Some may be of files whose name has the day.
  const at = mapping.samples.findIndex((sample) => read(bytesOf(sample)) === 'unrecognised')
  return at === -1 ? null : `samples.${at} is not read by any of its lines`
}
