/** An element of XML: its name without prefix, those within it in their order, and the text that stands in it itself. */
export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface Open extends XmlElement {
  readonly children: Open[]
  text: string
}

/** What is passed over, by its beginning: up to where. */
const passed: readonly (readonly [begin: string, end: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
]
const CDATA = '<![CDATA['

/**
 * Reads the element that begins at `from`. Attributes are left out, entities are not expanded, an end without its beginning is passed
 * over and an element without its end closes with the one that it stands in. Takes time by length and depth.
 *
 * @returns null where it has no end, and where something is declared (`<!DOCTYPE`, `<!ENTITY`)
 */
export function readXmlElement(xml: string, from: number): XmlElement | null {
  const stack: Open[] = []
  let at = from
  for (let start = xml.indexOf('<', at); start >= 0; start = xml.indexOf('<', at)) {
    const inner = stack.at(-1)
    if (inner !== undefined && start > at) inner.text += xml.slice(at, start)
    const past = passOver(xml, start, inner)
    if (past !== null) {
      if (past < 0) return null
      at = past
      continue
    }
    const end = xml.indexOf('>', start)
    if (end < 0) return null
    at = end + 1
    if (xml[start + 1] === '/') {
      const closed = nameIn(xml, start + 2, end)
      const depth = stack.findLastIndex(({ name }) => name === closed)
      if (depth === 0) return stack[0] ?? null
      if (depth > 0) stack.length = depth
      continue
    }
    const opened: Open = { name: nameIn(xml, start + 1, end), children: [], text: '' }
    inner?.children.push(opened)
    if (xml[end - 1] !== '/') stack.push(opened)
    else if (inner === undefined) return opened
  }
  return null
}

/** Where what begins at `start` ends, if it is no tag (null); below 0 where it is refused or has no end. Text as it stands goes to `inner`. */
function passOver(xml: string, start: number, inner: Open | undefined): number | null {
  if (xml[start + 1] !== '!' && xml[start + 1] !== '?') return null
  if (xml.startsWith(CDATA, start)) {
    const end = xml.indexOf(']]>', start)
    if (inner !== undefined && end >= 0) inner.text += xml.slice(start + CDATA.length, end)
    return end < 0 ? -1 : end + 3
  }
  const kind = passed.find(([begin]) => xml.startsWith(begin, start))
  const end = kind === undefined ? -1 : xml.indexOf(kind[1], start + kind[0].length)
  return end < 0 || kind === undefined ? -1 : end + kind[1].length
}

/** The name in a tag, without prefix. */
function nameIn(xml: string, from: number, end: number): string {
  let start = from
  let at = from
  for (; at < end; at++) {
    const code = xml.charCodeAt(at)
    if (code <= 32 || code === 47) break
    if (code === 58) start = at + 1
  }
  return xml.slice(start, at)
}

/** The elements of a name within an element. */
export function elementsIn(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element === undefined ? [] : element.children.filter((child) => child.name === name)
}

/** The first element at a path within an element. */
export function elementAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let found = element
  for (const name of path) found = found?.children.find((child) => child.name === name)
  return found
}
