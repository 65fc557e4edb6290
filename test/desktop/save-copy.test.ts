import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CopyTools, saveCopy } from '../../electron/desktop/save-copy.ts'

const page = { url: 'app://relayscope/#/sources', parent: null }
const cases = join('/', 'cases')

function tools(how: { readonly open?: string | null; readonly chosen?: string | null; readonly refusal?: string } = {}) {
  const asked: string[] = []
  const written: string[] = []
  const { open = join(cases, 'Monday.relayscope'), chosen = join('/', 'stick', 'monday.relayscope'), refusal } = how
  const used: CopyTools = {
    openCase: () => open,
    choose: async (path) => {
      asked.push(path)
      return chosen
    },
    write: async (path) => {
      if (refusal !== undefined) throw new Error(refusal)
      written.push(path)
    },
  }
  return { used, asked, written }
}

test('a copy is saved where the user says, by default beside the case and under another name', async () => {
  const { used, asked, written } = tools()
  expect(await saveCopy(page, used)).toEqual({ saved: true })
  expect(asked).toEqual([join(cases, 'Monday to share.relayscope')])
  expect(written).toEqual([join('/', 'stick', 'monday.relayscope')])
})

test('a name without an ending gets that of a case', async () => {
  const { used, written } = tools({ chosen: join('/', 'stick', 'monday.2') })
  await saveCopy(page, used)
  expect(written).toEqual([join('/', 'stick', 'monday.2.relayscope')])
})

test('nothing is saved for another page, without a case, or where the user says nowhere', async () => {
  for (const frame of [null, { url: 'https://example.org/', parent: null }, { url: page.url, parent: page }])
    expect(await saveCopy(frame, tools().used)).toEqual({ refusal: 'Only the window of Relayscope may save a copy.' })
  expect(await saveCopy(page, tools({ open: null }).used)).toEqual({ refusal: 'No case is open: open one, or import a log.' })
  expect(await saveCopy(page, tools({ chosen: null }).used)).toEqual({ saved: false })
})

test('why it cannot be written is said', async () => {
  expect(await saveCopy(page, tools({ refusal: 'monday.relayscope is open elsewhere' }).used)).toEqual({
    refusal: 'monday.relayscope is open elsewhere',
  })
})
