/** Of a longer record no more is kept: as a line it is cut at 64 KiB, and counted. */
const LONGEST_RECORD = 80 << 10

/** Longer than any closing tag that is looked for. */
const LONGEST_TAG = 120

const recordEnd = /<\/(?:[A-Za-z0-9_.-]{1,40}:)?(?:record|report_metadata|policy_published)[ \t\r\n]{0,20}>/g

/** Whether a text begins as a DMARC aggregate report. */
export function isXmlReport(text: string): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]{0,99}</.test(text) && /<(?:[A-Za-z0-9_.-]{1,40}:)?feedback[ \t\r\n>]/.test(text.slice(0, 8192))
}

/**
 * Makes a writer of XML reports with each record, and what stands before the first, in a line of its own; white space becomes one
 * blank. Line numbers are then numbers of records. To be given consecutive pieces, at the end null; latin1 text throughout.
 */
export function createXmlRecords(): (piece: string | null) => string {
  let held = ''
  let looked = 0
  const lineOf = (record: string): string =>
    `${record
      .slice(0, LONGEST_RECORD)
      .replace(/[ \t\r\n]+/g, ' ')
      .replace(/^ /, '')}\n`
  return (piece) => {
    held += piece ?? ''
    let lines = ''
    let from = 0
    recordEnd.lastIndex = Math.max(0, looked - LONGEST_TAG)
    for (let end = recordEnd.exec(held); end !== null; end = recordEnd.exec(held)) {
      lines += lineOf(held.slice(from, recordEnd.lastIndex))
      from = recordEnd.lastIndex
    }
    held = held.slice(from)
    if (held.length > LONGEST_RECORD + LONGEST_TAG) held = held.slice(0, LONGEST_RECORD) + held.slice(-LONGEST_TAG)
    looked = held.length
    if (piece !== null) return lines
    const rest = lineOf(held)
    return rest === '\n' ? lines : lines + rest
  }
}
