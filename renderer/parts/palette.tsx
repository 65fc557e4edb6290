import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useCommands } from '../commands.ts'
import { useConnection } from '../engine.ts'
import { type PaletteItem, usePalette } from '../palette.ts'
import { Keys } from './key-sheet.tsx'
import { LogText } from './log-text.tsx'

/** One box for everything: search, go somewhere, do something. The button in the frame says how it is opened. */
export function Palette() {
  const [opened, setOpened] = useState(false)
  const open = () => setOpened(true)
  useCommands([
    { id: 'palette', label: 'Search or jump', keys: ['Mod+k'], group: 'Everywhere', inFields: true, run: open },
    { id: 'palette-search', label: 'Search', keys: ['/'], group: 'Everywhere', run: open },
  ])
  return (
    <>
      <button type="button" className="palette-button" onClick={open}>
        <IconSearch size={14} aria-hidden />
        <span className="grow">Search or jump…</span>
        <Keys keys="Mod+k" />
      </button>
      <Modal.Root
        opened={opened}
        onClose={() => setOpened(false)}
        size={640}
        yOffset={72}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
      >
        <Modal.Overlay />
        <Modal.Content aria-label="Search or jump">
          <Modal.Body p={0}>
            <PaletteBox onDone={() => setOpened(false)} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  )
}

function PaletteBox({ onDone }: { readonly onDone: () => void }) {
  const { engine } = useConnection()
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() }).data ?? null
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const groups = usePalette(text, present)
  const items = groups.flatMap((group) => group.items)
  const current = items[Math.min(at, items.length - 1)]
  useEffect(() => {
    if (current) list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const choose = (item: PaletteItem | undefined) => {
    if (item === undefined) return
    onDone()
    setTimeout(item.run, 30) // The focus goes back first, to where it was.
  }
  const press = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (event.key === 'Enter') choose(current)
    if (step !== undefined) setAt(Math.max(0, Math.min(items.length - 1, Math.min(at, items.length - 1) + step)))
    if (step !== undefined || event.key === 'Enter') event.preventDefault()
  }
  return (
    <div className="palette">
      <TextInput
        data-autofocus
        size="md"
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={current ? idOf(current) : undefined}
        aria-label="Search or jump"
        placeholder="An address, an id, a screen, an action, a failure…"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Choices" ref={list} tabIndex={-1}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
          <div key={group.title} role="group" aria-label={group.title}>
            <div className="palette-title" aria-hidden="true">
              {group.title}
            </div>
            {group.items.map((item) => (
              <Option key={item.id} item={item} selected={item === current} onChoose={() => choose(item)} />
            ))}
          </div>
        ))}
        {items.length === 0 ? <p className="palette-title">Nothing is called so.</p> : null}
      </div>
    </div>
  )
}

function idOf({ id }: PaletteItem): string {
  return `palette-${encodeURIComponent(id)}`
}

function Option({ item, selected, onChoose }: { readonly item: PaletteItem; readonly selected: boolean; readonly onChoose: () => void }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the focus and the keys
    <div role="option" id={idOf(item)} aria-selected={selected} tabIndex={-1} className="palette-option" onClick={onChoose}>
      <span className="palette-text">
        <LogText text={item.label} />
      </span>
      {item.beside === null ? null : (
        <span className="palette-text dim">
          <LogText text={item.beside} />
        </span>
      )}
      <span className="grow" />
      {item.keys === null ? null : <Keys keys={item.keys} />}
    </div>
  )
}
