import { type ClientLink, createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { createContext, useContext } from 'react'
import type { Contract } from '../shared/api.ts'

/** The engine's questions and commands, typed by the contract. */
export type EngineClient = ContractRouterClient<Contract>

/** What the window has of its host. */
export interface Connection {
  readonly engine: EngineClient
  /** Hands a file to the host; resolves to the handle that `imports.start` takes. `sent`: bytes so far. */
  readonly handIn: (file: File, sent: (bytes: number) => void, signal: AbortSignal) => Promise<string>
  /** Whether files stay where they are when they are handed in, so that a case among them can be opened. */
  readonly filesStay: boolean
  /** Saves a page as PDF where the user says; false: the user said nowhere. Null where only the browser can print. */
  readonly savePdf: ((name: string, html: string) => Promise<boolean>) | null
  /** Saves a copy of the open case to hand on; false: the user said nowhere. */
  readonly saveCopy: () => Promise<boolean>
  readonly isGone: () => boolean
  /** Calls back when the engine has gone; returns the way to stop listening. */
  readonly onGone: (listener: () => void) => () => void
}

type Saved = { readonly saved: boolean } | { readonly refusal: string }

/** What the preload of the desktop puts on the window: files become handles without being copied. */
export interface DesktopBridge {
  readonly offerFile: (file: File) => Promise<string>
  readonly savePdf: (name: string, html: string) => Promise<Saved>
  readonly saveCopy: () => Promise<Saved>
}

/** The engine does not answer any more. */
export class EngineGone extends Error {
  readonly code = 'engine-gone'

  constructor() {
    super('The engine stopped. Restart it.')
  }
}

type Link = ClientLink<Record<never, never>>

function gate() {
  const listeners = new Set<() => void>()
  let gone = false
  return {
    isGone: () => gone,
    onGone: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close: () => {
      if (gone) return
      gone = true
      for (const listener of listeners) listener()
    },
  }
}

type Gate = ReturnType<typeof gate>

/** A call made after the port has closed would wait for ever, and one that was under way ends in words of the transport. */
function failFast(link: Link, state: Gate): Link {
  return {
    async call(path, input, options) {
      if (state.isGone()) throw new EngineGone()
      let forget = () => {}
      const gone = new Promise<never>((_, reject) => {
        forget = state.onGone(() => reject(new EngineGone()))
      })
      try {
        return await Promise.race([link.call(path, input, options), gone])
      } catch (error) {
        throw state.isGone() ? new EngineGone() : error
      } finally {
        forget()
      }
    },
  }
}

/** Uploads with XMLHttpRequest, which streams the file from disk and, unlike fetch, says how much has gone. */
function upload(file: File, sent: (bytes: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}&modified=${file.lastModified}`)
    request.responseType = 'json'
    request.upload.onprogress = (event) => sent(event.loaded)
    request.onload = () => {
      const answer = request.response as { handle?: string; message?: string } | null
      if (request.status < 300 && answer?.handle) resolve(answer.handle)
      else reject(new Error(answer?.message ?? `${file.name} was not taken by the host (status ${request.status}): reload and try again.`))
    }
    request.onerror = () => reject(new Error(`${file.name} could not be sent: is the host still running, and the file still there?`))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Has the host write a copy of the case, then the browser fetch it: it asks where, or puts it among the downloads. */
async function fetchCopy(): Promise<boolean> {
  const response = await fetch('/copy', { method: 'POST' })
  const answer = (await response.json()) as { readonly handle?: string; readonly message?: string }
  if (answer.handle === undefined)
    throw new Error(answer.message ?? `The copy could not be written (status ${response.status}): try again.`)
  const link = document.createElement('a')
  link.href = `/copy/${answer.handle}`
  link.download = ''
  link.click()
  return true
}

function desktopBridge(): DesktopBridge | null {
  return (window as Window & { relayscope?: DesktopBridge }).relayscope ?? null
}

function portFromPreload(): Promise<MessagePort> {
  return new Promise((resolve) => {
    window.addEventListener('message', function take(event) {
      const port = event.ports[0]
      if (event.source !== window || event.data !== 'relayscope-port' || !port) return
      window.removeEventListener('message', take)
      resolve(port)
    })
  })
}

function wasSaved(answer: Saved): boolean {
  if ('refusal' in answer) throw new Error(answer.refusal)
  return answer.saved
}

async function connectPort(bridge: DesktopBridge): Promise<Connection> {
  const state = gate()
  const port = await portFromPreload()
  port.addEventListener('close', state.close)
  port.start()
  const link: Link = new PortLink({ port })
  return {
    engine: createORPCClient(failFast(link, state)),
    handIn: (file) => bridge.offerFile(file),
    filesStay: true,
    savePdf: async (name, html) => wasSaved(await bridge.savePdf(name, html)),
    saveCopy: async () => wasSaved(await bridge.saveCopy()),
    isGone: state.isGone,
    onGone: state.onGone,
  }
}

function connectSocket(): Connection {
  const state = gate()
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`)
  socket.addEventListener('close', state.close)
  const link: Link = new SocketLink({ websocket: socket })
  const { isGone, onGone } = state
  const engine: EngineClient = createORPCClient(failFast(link, state))
  return { engine, handIn: upload, filesStay: false, savePdf: null, saveCopy: fetchCopy, isGone, onGone }
}

/** Connects to the engine: by the port that the desktop's preload hands on, else by WebSocket to the local web host. */
export async function connect(): Promise<Connection> {
  const bridge = desktopBridge()
  return bridge ? await connectPort(bridge) : connectSocket()
}

/** The sentence of an error for the screen, whatever threw it. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The engine's code of an error, `not-found` for example; null where it has none. */
export function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null
}

const connectionContext = createContext<Connection | null>(null)

export const ConnectionProvider = connectionContext.Provider

/** The connection of this window. */
export function useConnection(): Connection {
  const connection = useContext(connectionContext)
  if (!connection) throw new Error('useConnection is used outside of ConnectionProvider')
  return connection
}
