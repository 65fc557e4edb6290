import { useSyncExternalStore } from 'react'

/** In which zone times are shown: that of the logs, of this machine, or UTC. */
export type ZoneChoice = 'log' | 'local' | 'utc'

/** Times of one zone as text. */
export interface Clock {
  /** IANA name or offset. */
  readonly zone: string
  /** `10:12:04` */
  time(iso: string): string
  /** `2 Mar` */
  day(iso: string): string
  /** `Tue 3 Mar 2026, 10:12:04.118 (UTC+1)` */
  full(iso: string): string
  /** `10:12:04.1`: for the trail, where tenths tell. */
  tenths(iso: string): string
  /** `2–3 Mar 2026` */
  range(from: string, to: string): string
}

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== ''
  } catch {
    return false
  }
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options })
}

const hours = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const

function makeClock(zone: string): Clock {
  const time = formatter(zone, hours)
  const tenths = formatter(zone, { ...hours, fractionalSecondDigits: 1 })
  const day = formatter(zone, { day: 'numeric', month: 'short' })
  const range = formatter(zone, { day: 'numeric', month: 'short', year: 'numeric' })
  const date = formatter(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const exact = formatter(zone, { ...hours, fractionalSecondDigits: 3 })
  const offset = formatter(zone, { timeZoneName: 'shortOffset' })
  const offsetAt = (at: Date) =>
    offset
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')
      ?.value.replace('GMT', 'UTC') ?? zone
  return {
    zone,
    time: (iso) => time.format(new Date(iso)),
    tenths: (iso) => tenths.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    range: (from, to) =>
      range
        .formatRange(new Date(from), new Date(to))
        .replace(/(\d)[\u2009 ]–[\u2009 ](\d+ [A-Z][a-z]+ \d{4})$/, '$1–$2')
        .replaceAll('\u2009', '\u00a0'),
    full: (iso) => {
      const at = new Date(iso)
      return `${date.format(at).replace(',', '')}, ${exact.format(at)} (${offsetAt(at)})`
    },
  }
}

const clocks = new Map<string, Clock>()

/** The clock of a zone; UTC where the zone is not known to this machine. */
export function clockOf(zone: string): Clock {
  const known = isZone(zone) ? zone : 'UTC'
  const clock = clocks.get(known) ?? makeClock(known)
  clocks.set(known, clock)
  return clock
}

/** The zone that a choice stands for. `logZone` is null while no log says one. */
export function zoneOf(choice: ZoneChoice, logZone: string | null): string {
  if (choice === 'utc') return 'UTC'
  return choice === 'log' && logZone ? logZone : localZone
}

/** All zones that this machine knows, for pickers. */
export function allZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
}

let present: Clock = clockOf(localZone)
const listeners = new Set<() => void>()

/** Sets the zone in which every time on screen is shown. */
export function setDisplayZone(zone: string): void {
  const next = clockOf(zone)
  if (next === present) return
  present = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** The clock of the zone that is shown at present. */
export function useClock(): Clock {
  return useSyncExternalStore(subscribe, () => present)
}

/** How long ago something the user did was: `just now`, `2 h ago`, `9 d ago`. */
export function ago(iso: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ago`
  return `${Math.floor(minutes / 1_440)} d ago`
}
