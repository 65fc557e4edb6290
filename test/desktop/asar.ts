import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file of an archive. `offset`: from the end of the header; null when it lies beside the archive, unpacked. */
export interface ArchivedFile {
  readonly path: string
  readonly size: number
  readonly offset: number | null
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>
  readonly size?: number
  readonly offset?: string
  readonly unpacked?: boolean
}

function* filesOf(entry: Entry, path: string): Generator<ArchivedFile> {
  if (entry.files === undefined) {
    yield { path, size: entry.size ?? 0, offset: entry.unpacked === true ? null : Number(entry.offset) }
    return
  }
  for (const [name, below] of Object.entries(entry.files)) yield* filesOf(below, path === '' ? name : `${path}/${name}`)
}

/** Reads an archive of Electron: sizes of its header as a pickle, the header in JSON, then the files. */
export function readAsar(archive: string) {
  const bytes = readFileSync(archive)
  const start = 8 + bytes.readUInt32LE(4)
  const header = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString('utf8')) as Entry // Written by electron-builder.
  const files = [...filesOf(header, '')]
  return {
    files,
    /** Lays the app out as Electron shows it to the program: packed files, and unpacked ones by links. */
    extract: (folder: string) => {
      for (const { path, size, offset } of files) {
        const target = join(folder, path)
        mkdirSync(dirname(target), { recursive: true })
        if (offset === null) symlinkSync(join(`${archive}.unpacked`, path), target)
        else writeFileSync(target, bytes.subarray(start + offset, start + offset + size))
      }
    },
  }
}
