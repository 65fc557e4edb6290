import { type Moment, shownStamp } from '../zone-names.ts'

/** Seconds since 1970 with a fraction, or thousandths or millionths of them. */
const sinceEpoch = /^([0-9]{9,10})(?:([0-9]{3})|([0-9]{6})|\.([0-9]{1,9}))?$/

/** A date as mails write it: `Mon, 2 Mar 2026 09:14:07 +0100`, also `02-Mar-2026`. */
const inMail = /^(?:[A-Za-z]{3,9},? )?([0-9]{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -]([0-9]{4}),? ([0-9: ]{4,9}.{0,16})$/

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The moment that a cell says, in any of the forms that exports, programs, mails and spreadsheets write; null where it says none. */
export function cellMoment(text: string, dayFirst: boolean): Moment | null {
  const trimmed = text.trim().replace(/([0-9]{2}),([0-9]{3,9})(?![0-9])/, '$1.$2')
  const epoch = sinceEpoch.exec(trimmed)
  if (epoch !== null) {
    const fraction = epoch[2] ?? epoch[3] ?? epoch[4] ?? ''
    return { stamp: Number(epoch[1]) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6)), zoned: true, yearless: false }
  }
  const mail = inMail.exec(trimmed)
  if (mail === null) return shownStamp(trimmed, dayFirst)
  const month = months.indexOf(mail[2]?.toLowerCase() ?? '') + 1
  return month === 0 ? null : shownStamp(`${mail[3]}-${month}-${mail[1]} ${mail[4]}`.replace(/ \([A-Za-z]{1,5}\)$/, ''), dayFirst)
}
