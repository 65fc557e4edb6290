import { useSyncExternalStore } from 'react'
import { isZone, offsetWords, zoneFormat } from '../shared/zone-format.ts'

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
  /** `2 Mar 2026` */
  date(iso: string): string
  /** `Tue 3 Mar 2026, 10:12:04.118 (UTC+1)`; without a fraction where it is zero: most logs have whole seconds. */
  full(iso: string): string
  /** `10:12:04.1`: for the trail, where tenths tell. */
  tenths(iso: string): string
  /** `2–3 Mar 2026` */
  range(from: string, to: string): string
}

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

const hours = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const

function makeClock(zone: string): Clock {
  const time = zoneFormat(zone, hours)
  const tenths = zoneFormat(zone, { ...hours, fractionalSecondDigits: 1 })
  const day = zoneFormat(zone, { day: 'numeric', month: 'short' })
  const range = zoneFormat(zone, { day: 'numeric', month: 'short', year: 'numeric' })
  const date = zoneFormat(zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  const exact = zoneFormat(zone, { ...hours, fractionalSecondDigits: 3 })
  return {
    zone,
    time: (iso) => time.format(iso),
    tenths: (iso) => tenths.format(iso),
    day: (iso) => day.format(iso),
    date: (iso) => range.format(iso),
    range: (from, to) =>
      range
        .formatRange(from, to)
        .replace(/(\d)[\u2009 ]–[\u2009 ](\d+ [A-Z][a-z]+ \d{4})$/, '$1–$2')
        .replaceAll('\u2009', '\u00a0'),
    full: (iso) =>
      `${date.format(iso).replace(',', '')}, ${(Date.parse(iso) % 1000 === 0 ? time : exact).format(iso)} (${offsetWords(zone, iso)})`,
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
