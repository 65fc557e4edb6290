import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'

/** Something the user can do by key. The sheet of keys (`?`) shows the same records. */
export interface Command {
  readonly id: string
  readonly label: string
  /** As shown: single keys, or two separated by a blank (`g m`); none: only in the palette. `Mod` is Ctrl, or ⌘ on a Mac. */
  readonly keys: readonly string[]
  readonly group: 'Everywhere' | 'Messages' | 'Failures' | 'Devices' | 'Sources' | 'Report' | 'Raw lines'
  /** Also while a text field has the focus. */
  readonly inFields?: boolean
  run(): void
}

let commands: readonly Command[] = []
const listeners = new Set<() => void>()

function change(next: readonly Command[]): void {
  commands = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Every command that works at present, for the sheet of keys and the palette: not those of which others have taken the keys. */
export function useCommandList(): readonly Command[] {
  const all = useSyncExternalStore(subscribe, () => commands)
  return useMemo(() => {
    const taken = (key: string, at: number) => all.some((later, place) => place > at && later.keys.includes(key))
    return all.filter(({ keys }, at) => keys.length === 0 || keys.some((key) => !taken(key, at)))
  }, [all])
}

/** Offers commands while the component is shown. Later ones win where keys are the same. Labels and keys are fixed at mount. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered)
  useEffect(() => {
    latest.current = offered
  })
  useEffect(() => {
    const mine = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }))
    change([...commands, ...mine])
    return () => change(commands.filter((command) => !mine.includes(command)))
  }, [])
}

/** The key of an event in the notation of `Command.keys`. Shift is named where the character does not tell it. */
export function keyName({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const isMod = ctrlKey || metaKey
  const isNamed = key.length > 1
  const shift = shiftKey && (isMod || isNamed) ? 'Shift+' : ''
  return `${isMod ? 'Mod+' : ''}${altKey ? 'Alt+' : ''}${shift}${isMod && !isNamed ? key.toLowerCase() : key}`
}

/** The command that `pressed` completes, after `before` (the key pressed just before, or ''). */
export function commandFor(offered: readonly Command[], before: string, pressed: string): Command | undefined {
  const sequence = before ? `${before} ${pressed}` : ''
  return (
    offered.findLast((command) => sequence !== '' && command.keys.includes(sequence)) ??
    offered.findLast((command) => command.keys.includes(pressed))
  )
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Starts to listen to the keyboard; returns the way to stop. */
export function listenToKeys(): () => void {
  let before = ''
  let at = 0
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector('[role="dialog"][aria-modal="true"]')) return
    if (event.timeStamp - at > 1_200) before = ''
    const pressed = keyName(event)
    const command = commandFor(commands, before, pressed)
    before = command || pressed.length > 1 ? '' : pressed
    at = event.timeStamp
    if (!command || (isField(event.target) && !command.inFields)) return
    event.preventDefault()
    command.run()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}
