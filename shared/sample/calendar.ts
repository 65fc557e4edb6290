const hour = 3_600_000

/** Midnight at which the sample begins: Monday, 2 March 2026, in the log's zone. Epoch ms. */
export const sampleStart = Date.UTC(2026, 2, 1, 23)

/** The log ends here. */
export const sampleEnd = sampleStart + 72 * hour

/** Offset of the log's clock from UTC. */
export const logZone = { hours: 1, text: '+01:00' } as const

/** A moment of the sample: day 1 to 3 and the wall clock, e.g. `at(2, '08:12')`. Epoch ms. */
export function at(day: number, clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return sampleStart + ((day - 1) * 24 + hours) * hour + minutes * 60_000 + seconds * 1_000
}

/** When what happens: from, to. Epoch ms. */
export const times = {
  /** The first line is down; mail leaves by the second, which Google does not know. */
  backupLine: { from: at(1, '10:38'), to: at(1, '11:24') },
  infection: { from: at(1, '13:05'), to: at(1, '15:40') },
  infectionGoesOn: { from: at(2, '07:10'), to: at(2, '07:50') },
  /** Google suspends the infected account a day after its alert. */
  suspension: { from: at(2, '15:30'), to: sampleEnd },
  infectionEnds: { from: at(3, '09:20'), to: at(3, '11:00') },
  copierLoop: { from: at(2, '08:12'), to: at(2, '10:52') },
  /** The ERP system sends the statements of the month. */
  statements: { from: at(2, '10:55'), to: at(2, '11:35') },
  /** The scanner's account got a new password. */
  oldPassword: { from: at(2, '17:00'), to: sampleEnd },
  depotDown: { from: at(3, '14:00'), to: sampleEnd },
} as const

/** Whether a moment lies within. */
export function during({ from, to }: { readonly from: number; readonly to: number }, time: number): boolean {
  return time >= from && time < to
}
