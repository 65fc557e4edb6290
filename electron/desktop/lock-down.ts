import { basename, join } from 'node:path'
import type { DownloadItem, Session, WebContents, WebPreferences } from 'electron'
import { isOwnDownload, isOwnPage, mayRequest } from './rules.ts'

/** What the window's page runs with: sandboxed, apart from the preload, without Node. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  }
}

/** The parts of a session that are closed off. */
export type OpenSession = Pick<
  Session,
  | 'webRequest'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setSpellCheckerEnabled'
  | 'on'
>

/** Nothing leaves the machine, no page gets a right that it did not have, and what is saved goes where the user says. */
export function closeOff(session: OpenSession, downloads: string): void {
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !mayRequest(details.url) }))
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(mayHave(permission)))
  session.setPermissionCheckHandler((_contents, permission) => mayHave(permission))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event, item) => {
    if (isOwnDownload(item.getURL())) askWhere(item, downloads)
    else event.preventDefault()
  })
}

/** Writing to the clipboard on a click is the one right that the screens use (Copy). */
function mayHave(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

function askWhere(item: Pick<DownloadItem, 'getFilename' | 'setSaveDialogOptions'>, downloads: string): void {
  item.setSaveDialogOptions({ defaultPath: join(downloads, basename(item.getFilename())) })
}

/** Keeps a page where it is: no navigation away, no second window, no frame of another kind, no calls past the session's rules. */
export function keepInPlace(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler' | 'setWebRTCIPHandlingPolicy'>): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOwnPage(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', (event) => {
    if (event.url !== 'about:srcdoc') stay(event) // The preview of a report, which the page itself holds.
  })
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp') // WebRTC does not ask the session for leave.
}

/** What a call to main says of its sender. */
export interface CallFrame {
  readonly url: string
  /** The frame around it; null for the page itself. */
  readonly parent: unknown
}

/** Whether a call to main comes from the app's own page, and not from a frame in it or from a page that is gone. */
export function isOwnCall(frame: CallFrame | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}
