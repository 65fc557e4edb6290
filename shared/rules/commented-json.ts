/** JSON with comments, and where each of its values stands. */
export interface CommentedJson {
  readonly value: unknown
  /** The line, from 1, of the value at a path, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number
}

/** What is wrong with a text as JSON, as words that end no sentence, and in which line. */
export class CommentedJsonError extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.name = 'CommentedJsonError'
    this.line = line
  }
}

/** Deeper than any file that is meant; a reader that calls itself must end. */
const DEEPEST = 16

const blank = /[ \t\r\n\ufeff]+/y
const lineComment = /\/\/[^\n]*/y
const string = /"(?:[^"\\\n]|\\.)*"/y
const bare = /[A-Za-z0-9+.-]+/y

/** Reads JSON that may hold comments (line and block) and commas at the end of a list. Linear. @throws CommentedJsonError */
export function readCommentedJson(text: string): CommentedJson {
  const reader = new Reader(text)
  const value = reader.whole()
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const at = reader.places.get(placeOf(path.slice(0, length)))
      if (at !== undefined) return reader.line(at)
    }
    return 1
  }
  return { value, lineOf }
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map((part) => JSON.stringify(String(part))).join()
}

class Reader {
  readonly places = new Map<string, number>()
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  line(at: number): number {
    let line = 1
    for (let end = this.text.indexOf('\n'); end >= 0 && end < at; end = this.text.indexOf('\n', end + 1)) line++
    return line
  }

  whole(): unknown {
    const value = this.value([])
    this.skip()
    if (this.at < this.text.length) this.fail('something stands behind its end; delete that, or the bracket before it')
    return value
  }

  private fail(message: string, at = this.at): never {
    throw new CommentedJsonError(this.line(at), message)
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? null
    if (found !== null) this.at += found.length
    return found
  }

  /** Passes blanks and comments. */
  private skip(): void {
    for (;;) {
      if (this.take(blank) !== null || this.take(lineComment) !== null) continue
      if (!this.text.startsWith('/*', this.at)) return
      const end = this.text.indexOf('*/', this.at + 2)
      if (end < 0) this.fail('a comment does not end; write */ behind it')
      this.at = end + 2
    }
  }

  /** Passes a character where it stands next. */
  private next(character: string): boolean {
    this.skip()
    if (this.text[this.at] !== character) return false
    this.at++
    return true
  }

  private value(path: readonly PropertyKey[]): unknown {
    this.skip()
    if (path.length > DEEPEST) this.fail(`its brackets are more than ${DEEPEST} deep; write it flatter`)
    this.places.set(placeOf(path), this.at)
    if (this.next('{')) return this.object(path)
    if (this.next('[')) return this.list(path)
    if (this.text[this.at] === '"') return this.string()
    const from = this.at
    const word = this.take(bare)
    if (word === null)
      return this.fail(this.at < this.text.length ? `a value is missing before ${this.text[this.at]}` : 'it ends too early')
    return this.parsed(word, from, `${word.slice(0, 40)} is no value; words stand between double quotation marks`)
  }

  private parsed(token: string, from: number, message: string): unknown {
    try {
      return JSON.parse(token)
    } catch {
      return this.fail(message, from)
    }
  }

  private string(): string {
    const from = this.at
    const token = this.take(string)
    if (token === null) this.fail('a string does not end in its line; write " behind it')
    return String(this.parsed(token, from, 'a string holds a sign that JSON does not know; write \\\\ for a backslash'))
  }

  private object(path: readonly PropertyKey[]): unknown {
    const entries = new Map<string, unknown>()
    while (!this.next('}')) {
      if (this.text[this.at] !== '"') this.fail('a name between double quotation marks is missing, or a } before it')
      const from = this.at
      const name = this.string()
      if (entries.has(name)) this.fail(`“${name.slice(0, 40)}” stands there twice; leave one of them`, from)
      if (!this.next(':')) this.fail(`a colon is missing behind “${name.slice(0, 40)}”`)
      entries.set(name, this.value([...path, name]))
      if (!this.next(',') && this.text[this.at] !== '}') this.fail('a comma or a } is missing')
    }
    return Object.fromEntries(entries)
  }

  private list(path: readonly PropertyKey[]): unknown {
    const values: unknown[] = []
    while (!this.next(']')) {
      values.push(this.value([...path, values.length]))
      if (!this.next(',') && this.text[this.at] !== ']') this.fail('a comma or a ] is missing')
    }
    return values
  }
}
