import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A place on the screens, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How the window stood when it was closed last. */
export interface WindowState {
  readonly bounds: Bounds
  readonly maximized: boolean
}

/** Smallest size at which every screen of the app can be used. */
export const smallest = { width: 640, height: 480 }

/** Size of the first window, where the screen has room. */
const first = { width: 1440, height: 900 }

/** How much of a title bar must be on a screen so that the window can be taken hold of. */
const grip = { width: 120, height: 24 }

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Readonly<Record<string, unknown>> // Any object may be looked at as a record.
  return ['x', 'y', 'width', 'height'].every((name) => Number.isSafeInteger(given[name]))
}

/** Reads a kept state; null for anything else, such as a file that was cut off. */
export function parseState(text: string): WindowState | null {
  let kept: unknown
  try {
    kept = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof kept !== 'object' || kept === null || !('bounds' in kept) || !isBounds(kept.bounds)) return null
  return { bounds: kept.bounds, maximized: 'maximized' in kept && kept.maximized === true }
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart)
}

function canBeGripped({ x, y, width }: Bounds, area: Bounds): boolean {
  return overlap(x, width, area.x, area.width) >= grip.width && overlap(y, grip.height, area.y, area.height) >= grip.height
}

/** What to open the window with: without x and y the system places it. */
export interface Placement {
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly y?: number
}

/**
 * Where the window opens: where it was, unless that place is on no screen any more; never larger than the screen.
 * `areas`: the work areas of the screens, the main one first.
 */
export function place(state: WindowState | null, areas: readonly Bounds[]): Placement {
  const area = state === null ? areas[0] : areas.find((each) => canBeGripped(state.bounds, each))
  const wanted = state?.bounds ?? first
  const room = area ?? areas[0] ?? wanted
  const width = Math.max(smallest.width, Math.min(wanted.width, room.width))
  const height = Math.max(smallest.height, Math.min(wanted.height, room.height))
  return state !== null && area !== undefined ? { x: state.bounds.x, y: state.bounds.y, width, height } : { width, height }
}

const fileIn = (folder: string): string => join(folder, 'window.json')

/** The state kept in a folder, or null. */
export function readState(folder: string): WindowState | null {
  try {
    return parseState(readFileSync(fileIn(folder), 'utf8'))
  } catch {
    return null // The first start.
  }
}

/** Keeps the state for the next start. A folder that cannot be written costs no more than that. */
export function keepState(folder: string, state: WindowState): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(`${fileIn(folder)}.new`, JSON.stringify(state))
    renameSync(`${fileIn(folder)}.new`, fileIn(folder))
  } catch {
    // Nothing that the user could do, and nothing that is missed.
  }
}
