import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { menuTemplate, openDialog } from '../../electron/desktop/menu.ts'

const recent = Array.from({ length: 12 }, (_, at) => ({ name: `R&D ${at}`, path: `/cases/${at}.relayscope` }))

function menu(state: Partial<Parameters<typeof menuTemplate>[0]> = {}) {
  const done: string[] = []
  const template = menuTemplate(
    { platform: 'linux', recent, hasCase: true, ...state },
    {
      open: () => done.push('open'),
      openFile: (path) => done.push(path),
      saveCopy: () => done.push('copy'),
      licences: () => done.push('licences'),
    },
  )
  return { template, done }
}

function below(items: readonly MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions[] {
  const submenu = items.find((item) => item.label === label)?.submenu
  return Array.isArray(submenu) ? submenu : []
}

/** Electron calls with the entry, the window and the event; none is used. */
function click(item: MenuItemConstructorOptions | undefined): void {
  ;(item?.click as (() => void) | undefined)?.()
}

const everyRole = (items: readonly MenuItemConstructorOptions[]): unknown[] =>
  items.flatMap((item) => [item.role, ...(Array.isArray(item.submenu) ? everyRole(item.submenu) : [])])

test('files are opened by the menu and its key', () => {
  const { template, done } = menu()
  const open = below(template, '&File').find(({ label }) => label === 'Open…')
  expect(open?.accelerator).toBe('CmdOrCtrl+O')
  click(open)
  expect(done).toEqual(['open'])
  expect(openDialog.properties).toEqual(['openFile', 'multiSelections'])
})

test('the ten latest cases open from the menu, with their names as they are', () => {
  const { template, done } = menu()
  const entries = below(below(template, '&File'), 'Open Recent')
  expect(entries.map(({ label }) => label)).toEqual(recent.slice(0, 10).map((_, at) => `R&&D ${at}`))
  click(entries[3])
  expect(done).toEqual(['/cases/3.relayscope'])
})

test('a copy of the open case is saved from the menu, of none is not', () => {
  const entryOf = (template: readonly MenuItemConstructorOptions[]) =>
    below(template, '&File').find(({ label }) => label === 'Save a Copy to Share…')
  const { template, done } = menu()
  expect(entryOf(template)?.enabled).toBe(true)
  click(entryOf(template))
  expect(done).toEqual(['copy'])
  expect(entryOf(menu({ hasCase: false }).template)?.enabled).toBe(false)
})

test('the licences of others open from the menu of every system', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const { template, done } = menu({ platform })
    click(below(template, '&Help').find(({ label }) => label === 'Licences'))
    expect(done).toEqual(['licences'])
  }
})

test('without a case the menu says so', () => {
  expect(below(below(menu({ recent: [] }).template, '&File'), 'Open Recent')).toEqual([{ label: 'No case yet', enabled: false }])
})

test('nothing in the menu loads the page anew or opens it to others', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const roles = everyRole(menu({ platform }).template)
    for (const role of ['reload', 'forceReload', 'toggleDevTools', 'viewMenu']) expect(roles).not.toContain(role)
  }
})

test('each system gets its own entries', () => {
  const mac = everyRole(menu({ platform: 'darwin' }).template)
  expect(mac.slice(0, 1)).toEqual(['appMenu'])
  expect(mac).toContain('close')
  const linux = everyRole(menu().template)
  expect(linux).toContain('quit')
  expect(linux).toContain('about')
  for (const roles of [mac, linux]) expect(roles).toContain('editMenu') // Copy and paste by key depend on it on a Mac.
})
