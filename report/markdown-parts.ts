import { markdownText } from '../shared/cells.ts'
import type { Remedy } from '../shared/remedy.ts'
import { actorWords } from '../shared/sentences.ts'

/** A table: cells are Markdown already. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), `|${titles.map(() => ' --- |').join('')}`, ...rows.map(line), '']
}

/** Lines as they are. */
export function fenced(lines: readonly string[]): readonly string[] {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run + 1)))
  return [`${fence}text`, ...lines, fence, '']
}

/** Numbered steps. */
export function steps(all: readonly string[]): readonly string[] {
  return [...all.map((step, at) => `${at + 1}. ${markdownText(step)}`), '']
}

/** What is the same on every hop. */
export function careful({ doNot, actor }: Pick<Remedy, 'doNot' | 'actor'>): readonly string[] {
  return [`Who can act: **${markdownText(actorWords[actor])}**`, '', ...(doNot === '' ? [] : [`Careful: ${markdownText(doNot)}`, ''])]
}
