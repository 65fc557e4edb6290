import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { savePdf } from '../../electron/desktop/save-pdf.ts'
import { temporaryFolder } from '../engine/temporary-folder.ts'

const folder = temporaryFolder()
const page = { url: 'app://relayscope/#/report', parent: null }
const tools = (path: string | null) => {
  const asked: string[] = []
  return {
    asked,
    choose: async (name: string) => {
      asked.push(name)
      return path
    },
    print: async (html: string) => Buffer.from(`%PDF of ${html}`),
  }
}

test('a page is saved where the user says, by a name that names no place', async () => {
  const path = join(folder, 'report.pdf')
  const used = tools(path)
  expect(await savePdf(page, '../../etc/relayscope-report.html', '<p>one</p>', used)).toEqual({ saved: true })
  expect(used.asked).toEqual(['relayscope-report.pdf'])
  expect(readFileSync(path, 'utf8')).toBe('%PDF of <p>one</p>')
})

test('nothing is saved for another page, of what is no page, or where the user says nowhere', async () => {
  const path = join(folder, 'never.pdf')
  for (const frame of [null, { url: 'https://example.org/', parent: null }, { url: page.url, parent: page }])
    expect(await savePdf(frame, 'x', '<p>', tools(path))).toEqual({ refusal: 'Only the window of Relayscope may save a report.' })
  for (const [name, html] of [
    [7, '<p>'],
    ['x', null],
    ['x', 'x'.repeat(64 * 1024 * 1024 + 1)],
  ] as const)
    expect(await savePdf(page, name, html, tools(path))).toHaveProperty('refusal')
  expect(await savePdf(page, 'x', '<p>', tools(null))).toEqual({ saved: false })
  expect(existsSync(path)).toBe(false)
})

test('why it cannot be written is said, with what to do', async () => {
  const path = join(folder, 'absent', 'report.pdf')
  expect(await savePdf(page, 'x', '<p>', tools(path))).toEqual({
    refusal: `${basename(path)} cannot be written (ENOENT): name another file, or print the page.`,
  })
})
