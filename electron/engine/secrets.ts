/** Latin-1 form of the UTF-8 of `•••`. */
const MASK = '\u00e2\u0080\u00a2'.repeat(3)

const marks = ['pass', 'Pass', 'PASS', 'AUTH', 'auth ', 'Auth', 'pwd', 'PWD', 'Pwd', '334 '].map((mark) => Buffer.from(mark, 'latin1'))

/** Whether a chunk may hold a secret: nearly none does, and a search of the whole chunk is far cheaper than one per line. */
export function mayHoldSecrets(bytes: Buffer): boolean {
  return marks.some((mark) => bytes.includes(mark))
}

const exchange =
  /([Aa][Uu][Tt][Hh](?:[Ee][Nn][Tt][Ii][Cc][Aa][Tt][Ee])? (?:[Pp][Ll][Aa][Ii][Nn]|[Ll][Oo][Gg][Ii][Nn]|[Cc][Rr][Aa][Mm]-[Mm][Dd]5|[Xx][Oo][Aa][Uu][Tt][Hh]2) )([A-Za-z0-9+/]{4,}={0,2})/g
const assignment =
  /((?:[Pp][Aa][Ss][Ss](?:[Ww](?:[Oo][Rr])?[Dd]|[Pp][Hh][Rr][Aa][Ss][Ee])?|[Pp][Ww][Dd])(?:"?[ \t]{0,4}=[ \t]{0,4}|"[ \t]{0,4}:[ \t]{0,4}))("[^"]{1,256}"|'[^']{1,256}'|[^ \t,;&)>\]"']{1,256})/g
const challenge = /334 (?:VXNlcm5hbWU6|UGFzc3dvcmQ6|dXNlcm5hbWU6|cGFzc3dvcmQ6)/
const answer = /([A-Za-z0-9+/]{2,}={0,2})$/

/** Replaces secrets of consecutive lines. */
export interface Masker {
  /** @returns the line, or the line with its secrets replaced */
  mask(line: string): string
  /** How many were replaced. */
  count(): number
}

/** Makes a masker; the answer to a server's `334` challenge stands in the line after it. */
export function createMasker(): Masker {
  let count = 0
  let expected = false
  const hide = (_: string, before: string): string => {
    count += 1
    return before + MASK
  }
  return {
    mask: (line) => {
      let masked = line.replace(exchange, hide).replace(assignment, hide)
      if (expected && answer.test(masked)) {
        masked = masked.replace(answer, MASK)
        count += 1
      }
      expected = challenge.test(line)
      return masked
    },
    count: () => count,
  }
}
