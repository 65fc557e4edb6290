import { IconFileImport } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { count } from '../../shared/numbers.ts'

interface Entry {
  readonly isDirectory: boolean
}

/** The files of a drop, with those inside dropped folders. */
async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].filter((item) => item.kind === 'file').map((item) => item.webkitGetAsEntry())
  const plain = [...transfer.files]
  if (!entries.some((entry: Entry | null) => entry?.isDirectory)) return plain
  const found: File[] = []
  for (const entry of entries) if (entry) await collect(entry, found)
  return found
}

async function collect(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (entry.isFile) {
    into.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)))
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const child of batch) await collect(child, into)
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Takes files that are dropped anywhere in the window, and says so while they are dragged over it. */
export function DropTarget({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(0)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })
  useEffect(() => {
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth++
      setOver(event.dataTransfer?.items.length ?? 1)
    }
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(0)
    }
    const drag = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(0)
      void filesOf(event.dataTransfer).then((files) => {
        if (files.length > 0) take.current(files)
      })
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', drag)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', drag)
      window.removeEventListener('drop', drop)
    }
  }, [])
  if (over === 0) return null
  return (
    <div className="drop-over" role="status">
      <IconFileImport size={40} stroke={1.25} aria-hidden />
      <h2 className="verdict-title">Drop to import {over === 1 ? 'this file' : `these ${count(over)} files`}</h2>
    </div>
  )
}
