import type { MenuItemConstructorOptions, OpenDialogOptions } from 'electron'
import type { CaseFile } from '../engine/recent-cases.ts'

/** What the menu's own entries do. */
export interface MenuActions {
  open(): void
  openFile(path: string): void
  /** Saves a copy of the open case to hand on. */
  saveCopy(): void
  /** Shows the licences of what the app holds of others. */
  licences(): void
}

export interface MenuState {
  readonly platform: NodeJS.Platform
  /** Last opened first. */
  readonly recent: readonly CaseFile[]
  /** Whether a case is open. */
  readonly hasCase: boolean
}

/** How many recent cases the menu shows; Start shows all. */
const shownRecent = 10

/** Names come from file names: `&` marks a key in menus, and must be doubled to be shown. */
function label(name: string): string {
  return name.replaceAll('&', '&&')
}

function recentMenu(recent: readonly CaseFile[], actions: MenuActions): MenuItemConstructorOptions {
  const entries = recent.slice(0, shownRecent).map(({ name, path }) => ({ label: label(name), click: () => actions.openFile(path) }))
  return { label: 'Open Recent', submenu: entries.length > 0 ? entries : [{ label: 'No case yet', enabled: false }] }
}

/** The application's menu. What is in the window has its own keys; here is what belongs to files, text and windows. */
export function menuTemplate({ platform, recent, hasCase }: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const about: MenuItemConstructorOptions = { role: 'about' }
  const file: MenuItemConstructorOptions[] = [
    { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: () => actions.open() },
    recentMenu(recent, actions),
    separator,
    { label: 'Save a Copy to Share…', enabled: hasCase, click: () => actions.saveCopy() },
    separator,
    { role: mac ? 'close' : 'quit' },
  ]
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, separator, { role: 'togglefullscreen' }],
    },
    { role: 'windowMenu' },
    { label: '&Help', submenu: [{ label: 'Licences', click: () => actions.licences() }, ...(mac ? [] : [separator, about])] },
  ]
}

/** The dialog that opens logs, or a case. */
export const openDialog: OpenDialogOptions = {
  title: 'Open logs or a case',
  properties: ['openFile', 'multiSelections'],
  filters: [
    { name: 'Logs and cases', extensions: ['*'] },
    { name: 'Relayscope cases', extensions: ['relayscope'] },
  ],
}
