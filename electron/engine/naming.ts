import type { DeviceNaming } from '../../shared/senders.ts'
import { readNamesFile } from './names-file.ts'
import { type CaseHolder, removeUploads } from './open-case.ts'
import { nameDevices } from './queries/device-names.ts'

/** Names of devices in the open case; both give the namings that undo them. */
export interface Naming {
  set(namings: readonly DeviceNaming[]): Promise<readonly DeviceNaming[]>
  /** Takes the names of a CSV that was handed in. @throws AppError 'file-unreadable' */
  importFile(handle: string): Promise<readonly DeviceNaming[]>
}

/** A file that was handed in. `temporary`: an upload. */
export interface HandedIn {
  readonly path: string
  readonly name: string
  readonly temporary: boolean
}

/** Names devices in the case that is open. `take`: gives what a handle stands for, once. */
export function createNaming(holder: CaseHolder, take: (handle: string) => HandedIn): Naming {
  const set = async (namings: readonly DeviceNaming[]) => holder.required().db.transaction((connection) => nameDevices(connection, namings))
  return {
    set,
    importFile: async (handle) => {
      const { path, name, temporary } = take(handle)
      try {
        return await set(readNamesFile(path, name))
      } finally {
        if (temporary) removeUploads([path])
      }
    },
  }
}
