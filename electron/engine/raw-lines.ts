import { LINE_SEPARATOR } from './schema.ts'

/** Stands before a letter for one of the two characters that a stored block cannot hold as they are. */
const ESCAPE = '\u0010'

/** The lines of one row of `lines.text`. */
export function splitBlock(text: string): string[] {
  const lines = text.split(LINE_SEPARATOR)
  return text.includes(ESCAPE)
    ? lines.map((line) => line.replace(/\u0010([ed])/g, (_, code) => (code === 'e' ? LINE_SEPARATOR : ESCAPE)))
    : lines
}

/** One line as a block holds it. */
export function storedLine(line: string): string {
  return line.replace(/[\u001e\u0010]/g, (char) => (char === ESCAPE ? `${ESCAPE}d` : `${ESCAPE}e`))
}
