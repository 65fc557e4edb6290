import { visible } from '../../shared/cells.ts'
import type { JobProgress } from '../engine/import-file.ts'
import type { Terminal } from './output.ts'

/** A line on the terminal that is written over, until `clear` takes it away. */
export interface ProgressLine {
  show(progress: JobProgress): void
  clear(): void
}

/** The line of an import of so many files; says nothing where progress is not welcome. */
export function progressLine(terminal: Terminal, files: number): ProgressLine {
  let shown = false
  return {
    show(progress) {
      if (!terminal.showsProgress) return
      shown = true
      const share = progress.bytesTotal === 0 ? 0 : Math.floor((progress.bytesDone / progress.bytesTotal) * 100)
      const text =
        progress.phase === 'joining'
          ? 'joining messages …'
          : `file ${Math.min(progress.filesDone + 1, files)} of ${files}: ${visible(progress.file ?? '')} ${share} %, ${progress.lines} lines`
      terminal.stderr.write(`\r\u001b[K${text.slice(0, 120)}`)
    },
    clear() {
      if (shown) terminal.stderr.write('\r\u001b[K')
      shown = false
    },
  }
}
