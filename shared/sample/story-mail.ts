import { at, times } from './calendar.ts'
import type { Chance } from './chance.ts'
import { messageIdOf } from './everyday.ts'
import type { Submission } from './mail.ts'
import { customerAddress, customers, devices, domain, partners, people, senders } from './organisation.ts'

/** How often the copier hands in the same job. */
const jobs = 1_000

const [infected] = people

/** One job of the copier, handed in again and again: quickly at first, then at its own pace. Each has an id of its own. */
function copierLoop(chance: Chance): readonly Submission[] {
  const { from, to } = times.copierLoop
  const burst = 150
  return Array.from({ length: jobs }, (_, nth): Submission => {
    const quick = nth < burst
    const time = quick ? from + nth * 3_600 : from + burst * 3_600 + ((nth - burst) / (jobs - burst)) * (to - from - burst * 3_600)
    return {
      time: time + chance.next() * 900,
      device: devices.copier,
      sender: senders.copier,
      recipients: [`payroll@${customers[0]!.domain}`],
      sizeBytes: 412_377,
      subject: 'Scan from copier-3fl',
      messageId: messageIdOf(chance, devices.copier),
      look: 'harmless',
      story: 'copier-loop',
    }
  })
}

/** The infected computer writes to strangers: on the first day, in the morning of the second, and after its account is suspended. */
function infectedPc(chance: Chance): readonly Submission[] {
  const waves = [
    { ...times.infection, mails: 110 },
    { ...times.infectionGoesOn, mails: 20 },
    { ...times.infectionEnds, mails: 36 },
  ]
  return waves.flatMap(({ from, to, mails }) =>
    Array.from({ length: mails }, (): Submission => {
      const recipients = new Set(Array.from({ length: chance.whole(1, 2) }, () => customerAddress(chance)))
      return {
        time: from + chance.next() * (to - from),
        device: infected.device,
        sender: infected.address,
        recipients: [...recipients],
        sizeBytes: chance.whole(2_900, 4_800),
        subject: chance.of(['Your parcel is waiting', 'Unpaid invoice', 'You have won']),
        messageId: `<${chance.text('0123456789ABCDEF', 16)}@${chance.text('abcdefghijklmnopqrstuvwxyz', 8)}>`,
        look: 'spam',
        story: 'infected-pc',
      }
    }),
  )
}

/** Mail to a partner whose server asks everybody to try again first. */
function greylisted(chance: Chance): readonly Submission[] {
  const clocks = [at(1, '09:14'), at(1, '16:02'), at(2, '09:41'), at(2, '13:30'), at(3, '08:26'), at(3, '12:05')]
  return clocks.map((time, nth): Submission => {
    const { address, device } = people[1 + (nth % 3)]!
    return {
      time: time + chance.next() * 40_000,
      device,
      sender: address,
      recipients: [`${chance.of(['berth', 'cargo', 'office', 'pilot', 'quay', 'tides'])}.${nth + 1}@${partners.greylisting.domain}`],
      sizeBytes: chance.whole(3_000, 90_000),
      subject: 'Calibration date',
      messageId: messageIdOf(chance, device),
      look: 'harmless',
      story: 'greylisted',
    }
  })
}

/** The shop's newsletter to the own staff, which Google takes for spam. */
function spamFolder(chance: Chance): readonly Submission[] {
  return people.slice(1).map(
    ({ address }, nth): Submission => ({
      time: at(1, '12:10') + nth * 2_000 + chance.next() * 900,
      device: devices.shop,
      sender: senders.shop,
      recipients: [address],
      sizeBytes: 48_210 + nth,
      subject: 'Spring offers: 50 % off everything',
      messageId: messageIdOf(chance, devices.shop),
      look: 'suspicious',
      story: 'spam-folder',
    }),
  )
}

/** The ERP system's statements of the month: they run into the limit that the copier used up. */
function statements(chance: Chance): readonly Submission[] {
  const { from, to } = times.statements
  return Array.from({ length: 130 }, (_, nth): Submission => {
    return {
      time: from + ((to - from) / 130) * (nth + chance.next()),
      device: devices.erp,
      sender: senders.erp,
      recipients: [customerAddress(chance)],
      sizeBytes: chance.whole(52_000, 71_000),
      subject: 'Statement of account, February',
      messageId: messageIdOf(chance, devices.erp),
      look: 'harmless',
      story: null,
    }
  })
}

/** Two orders to a partner whose server does not answer: they still wait when the log ends. */
function depotOrders(chance: Chance): readonly Submission[] {
  return [at(3, '14:22'), at(3, '16:40')].map(
    (time): Submission => ({
      time: time + chance.next() * 40_000,
      device: devices.erp,
      sender: senders.erp,
      recipients: [`orders@${partners.down.domain}`],
      sizeBytes: chance.whole(38_000, 60_000),
      subject: 'Order',
      messageId: messageIdOf(chance, devices.erp),
      look: 'harmless',
      story: null,
    }),
  )
}

/** What the stories add to everyday mail. The scanner's password, the other line and the limit happen to everyday mail. */
export function storyMail(chance: Chance): readonly Submission[] {
  return [
    ...copierLoop(chance),
    ...infectedPc(chance),
    ...greylisted(chance),
    ...spamFolder(chance),
    ...statements(chance),
    ...depotOrders(chance),
  ]
}

/** A mail that somebody asks about and that is in no file: it was never handed in. */
export const missingMail = {
  sender: `j.brandt@${domain}`,
  recipient: `c.winter@${customers[3]!.domain}`,
  subject: 'Offer 4711, second version',
  messageId: '<offer-4711-v2@pc-09.nordhaven.example>',
  sentAt: at(2, '16:20'),
} as const
