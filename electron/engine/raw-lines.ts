import { LINE_SEPARATOR } from './schema.ts'

/** Stands before a letter for one of the two characters that a stored block cannot hold as they are. */
const ESCAPE = '\u0010'

/** The lines of one row of `lines.text`. */
export function splitBlock(text: string): string[] {
  const lines = text.split(LINE_SEPARATOR)
  if (!text.includes(ESCAPE)) return lines
  return lines.map((line) => line.replaceAll(`${ESCAPE}e`, LINE_SEPARATOR).replaceAll(`${ESCAPE}d`, ESCAPE))
}

/** One line as a block holds it. */
export function storedLine(line: string): string {
  return line.replaceAll(ESCAPE, `${ESCAPE}d`).replaceAll(LINE_SEPARATOR, `${ESCAPE}e`)
}
