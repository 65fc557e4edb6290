/** Latin-1 form of the UTF-8 of `•••`. */
const MASK = '\u00e2\u0080\u00a2'.repeat(3)

/** What a line that holds a secret holds, too. Nearly none does: a chunk is searched for this before its lines are looked at. */
export const secretMark = /[Pp]ass|PASS|AUTH |AUTHENT|[Aa]uth |[Aa]uthent|[Pp]wd|PWD|334 [VUdc]/g

const exchange = /((?:AUTH|[Aa]uth)(?:ENTICATE|enticate)? (?:PLAIN|plain|LOGIN|login|CRAM-MD5|XOAUTH2) )([A-Za-z0-9+/]{4,}={0,2})/g
const assignment =
  /((?:[Pp]ass(?:w(?:or)?d|phrase)?|PASS(?:W(?:OR)?D|PHRASE)?|pwd|PWD|Pwd)(?:"?[ \t]{0,4}=[ \t]{0,4}|"[ \t]{0,4}:[ \t]{0,4}))("[^"]{1,256}"|'[^']{1,256}'|[^ \t,;&)>\]"']{1,256})/g
const challenge = /334 (?:VXNlcm5hbWU6|UGFzc3dvcmQ6|dXNlcm5hbWU6|cGFzc3dvcmQ6)/

/** Whether a line is a server's challenge, which the next one answers with a secret. */
export function isChallenge(line: string): boolean {
  return challenge.test(line)
}

/** Index of the Base64 with which a line ends, -1 where it does not. */
function answerStart(line: string): number {
  const end = line.endsWith('==') ? line.length - 2 : line.endsWith('=') ? line.length - 1 : line.length
  let start = end
  while (start > 0 && /[A-Za-z0-9+/]/.test(line.charAt(start - 1))) start -= 1
  return end - start >= 2 ? start : -1
}

/** Replaces secrets in lines; the answer to a server's `334` challenge stands in the line after it. */
export class Masker {
  /** How many were replaced. */
  count = 0
  /** Whether the next line answers a server's `334` challenge, and so must be masked, too. */
  expects = false

  /** @returns the line, or the line with its secrets replaced */
  mask(line: string): string {
    const hide = (_: string, before: string): string => {
      this.count += 1
      return before + MASK
    }
    let masked = line.replace(exchange, hide).replace(assignment, hide)
    const answer = this.expects ? answerStart(masked) : -1
    if (answer >= 0) {
      masked = masked.slice(0, answer) + MASK
      this.count += 1
    }
    this.expects = isChallenge(line)
    return masked
  }
}
