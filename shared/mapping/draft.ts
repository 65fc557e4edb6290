import { longestTime, readTemplate, type TemplateField } from './template.ts'

/** What stands before a text that tells what it is, in lower case; the surest first. */
const marks: readonly (readonly [TemplateField, RegExp])[] = [
  ['messageId', /(?:message-?id|msg-?id)[=: ]*[<"]?$/],
  ['sender', /(?:from|sender|mailfrom|return-path|envelope-from)[=: ]*[<"]?$/],
  ['recipient', /(?:to|rcpt|recipient|for)[=: ]*[<"]?$/],
]

/** Texts that are known by the name before them, up to the next blank or mark. */
const named: readonly (readonly [TemplateField, RegExp])[] = [
  ['queueId', /((?<![A-Za-z])(?:queue-?id|qid|id|queue|msg)[=: ]"?)[A-Za-z0-9][A-Za-z0-9._-]{2,40}/i],
  ['result', /((?<![A-Za-z])(?:status|result|action|disposition|stat|verdict)[=: ]"?)[A-Za-z_-]{2,30}/i],
  ['size', /((?<![A-Za-z])(?:size|bytes)[=: ]"?)[0-9]{1,12}/i],
]

/**
 * Drafts a template from a line, to be corrected: its time, addresses and what is named in it become places; so does each other
 * word with a digit, as the next line has another.
 *
 * @param line as characters
 * @param day as of `matchLine`
 * @returns '' where it has no time
 */
export function draftTemplate(line: string, day: string | null): string {
  const text = line.slice(0, 900).replace(/[ \t]{2,}|\t/g, ' ')
  const time = timeIn(text, day)
  if (time === null) return ''
  const literal = (part: string) => part.replace(/[{}]/g, (brace) => brace + brace)
  const drafted = `${literal(text.slice(0, time.from))}{time}${placesIn(literal(text.slice(time.to)))}`
  const apart = drafted.replace(/(\{[A-Za-z]+\})(?:\{[A-Za-z]+\})+/g, '$1')
  return typeof readTemplate(apart) === 'string' && !apart.includes('{any}') ? drafted : apart
}

/** The first time in a line: at its beginning, or behind a mark or blank near that. */
function timeIn(text: string, day: string | null): { readonly from: number; readonly to: number } | null {
  for (let from = 0; from < Math.min(text.length, 80); from += 1) {
    if (from > 0 && !/[ [<>("|,;=]/.test(text[from - 1] ?? '')) continue
    const to = longestTime(text, from, day)
    if (to !== null) return { from, to }
  }
  return null
}

function placesIn(rest: string): string {
  const used = new Set<TemplateField>()
  const place = (field: TemplateField): string => {
    const name = used.has(field) ? 'any' : field
    used.add(field)
    return `{${name}}`
  }
  let text = rest.replace(
    /^( )([A-Za-z0-9._-]{1,64})( [A-Za-z0-9_/.-]{1,40}(?:\[[0-9]{1,7}\])?: )/,
    (_, a: string, __, c: string) => `${a}${place('host')}${c}`,
  )
  const reply = text.search(/[(: ][245][0-9]{2}[ -]/)
  if (reply !== -1) text = `${text.slice(0, reply + 1)}${place('reply')}${text.endsWith(')') ? ')' : ''}`
  for (const [field, pattern] of named) text = text.replace(pattern, (_, before: string) => `${before}${place(field)}`)
  text = text.split(/([ <>"'=,;|()[\]{}]+)/).reduce((before, word) => {
    if (!/[^@]@[^@]/.test(word)) return before + word
    const marked = marks.find(([, mark]) => mark.test(before.slice(-24).toLowerCase()))?.[0]
    return before + place(marked ?? (used.has('sender') ? 'recipient' : 'sender'))
  }, '')
  text = text.replace(/(from[=: ]{1,2})<>/i, (_, before: string) => `${before}<${place('sender')}>`)
  text = text.replace(/(?:[0-9]{1,3}\.){3}[0-9]{1,3}/g, () => place('clientIp'))
  return text.replace(
    /(^|[ [(=:<"])([A-Za-z0-9._-]{0,40}[0-9][A-Za-z0-9._-]{0,40})(?=$|[ \])>",;:])/g,
    (_, before: string, word: string) => {
      const isId = !used.has('queueId') && word.length >= 4 && /^[A-Za-z0-9-]+$/.test(word) && before !== '['
      return `${before}${place(isId ? 'queueId' : 'any')}`
    },
  )
}
