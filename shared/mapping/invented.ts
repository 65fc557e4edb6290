import { charactersOf } from '../json-line.ts'
import { parseReply } from '../smtp.ts'
import { actionOfReply, actionOfValue } from './result.ts'
import { matchLine, readTemplate, type TemplateField } from './template.ts'

/** What stands for a text of a log that is not to be kept. Times and words of results tell nothing of anybody. */
const invented: Readonly<Record<Exclude<TemplateField, 'time' | 'result' | 'reply'>, string>> = {
  sender: 'sender@example.com',
  recipient: 'recipient@example.net',
  messageId: 'id@example.com',
  queueId: '1',
  clientIp: '192.0.2.1',
  subject: 'Subject',
  size: '1',
  host: 'host',
  program: 'program',
  any: '-',
}

/**
 * A sample for each template: the first line that it reads, with invented names in the place of what was said there. So a mapping
 * can be kept, and tried on its samples, without a line of a log in it.
 *
 * @param lines as bytes
 * @param day as of `matchLine`
 */
export function inventedSamples(templates: readonly string[], lines: readonly string[], day: string | null): readonly string[] {
  return templates.flatMap((text) => {
    const template = readTemplate(text)
    if (typeof template === 'string') return []
    for (const line of lines) {
      const matched = matchLine([template], line, false, day)
      if (matched === null) continue
      const parts = template.places.map(({ field, after }) => inventedText(field, matched.texts.get(field) ?? '') + after)
      return [charactersOf(template.before + parts.join(''))]
    }
    return []
  })
}

function inventedText(field: TemplateField, text: string): string {
  if (field === 'time') return text
  if (field !== 'result' && field !== 'reply') return field === 'sender' && text === '<>' ? '' : invented[field]
  const { code, status } = parseReply(text)
  const numbers = [code, status].filter((part) => part !== null).join(' ')
  if (field === 'reply') return numbers === '' ? '-' : numbers
  const isWord = /^[A-Za-z_ -]{1,40}$/.test(text) && actionOfValue(charactersOf(text)) !== null
  return isWord ? text : actionOfReply(text) === null ? 'accepted' : numbers
}
