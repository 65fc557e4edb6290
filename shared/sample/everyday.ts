import { at } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Device, Submission } from './mail.ts'
import { customerAddress, devices, domain, mailboxes, people, senders, serviceDomain, serviceMailboxes } from './organisation.ts'

/** A device's everyday habit. */
interface Habit {
  readonly device: Device
  readonly sender: string
  readonly perDay: number
  /** Hours of the day, e.g. 7 to 18. */
  readonly from: number
  readonly to: number
  readonly size: readonly [low: number, high: number]
  readonly subjects: readonly string[]
  /** Share that goes to customers; the rest stays in the house. */
  readonly outward: number
  readonly most: number
  readonly ids: 'good' | 'none' | 'broken'
}

const habits: readonly Habit[] = [
  {
    device: devices.erp,
    sender: senders.erp,
    perDay: 90,
    from: 7,
    to: 18,
    size: [38_000, 180_000],
    subjects: ['Order confirmation', 'Invoice', 'Delivery note', 'Reminder'],
    outward: 0.85,
    most: 1,
    ids: 'good',
  },
  {
    device: devices.shop,
    sender: senders.shop,
    perDay: 58,
    from: 0,
    to: 24,
    size: [9_000, 31_000],
    subjects: ['Your order', 'Your order was sent', 'Your account'],
    outward: 0.95,
    most: 1,
    ids: 'good',
  },
  {
    device: devices.monitor,
    sender: senders.monitor,
    perDay: 30,
    from: 0,
    to: 24,
    size: [1_100, 2_400],
    subjects: ['PROBLEM: disk space', 'RECOVERY: disk space', 'Backup report'],
    outward: 0,
    most: 1,
    ids: 'good',
  },
  {
    device: devices.copier,
    sender: senders.copier,
    perDay: 12,
    from: 7,
    to: 18,
    size: [60_000, 900_000],
    subjects: ['Scan from copier-3fl'],
    outward: 0.1,
    most: 1,
    ids: 'good',
  },
  {
    device: devices.scanner,
    sender: senders.scanner,
    perDay: 14,
    from: 7,
    to: 19,
    size: [80_000, 1_600_000],
    subjects: ['Scanned document'],
    outward: 0.2,
    most: 2,
    ids: 'good',
  },
  {
    device: devices.camera,
    sender: senders.camera,
    perDay: 15,
    from: 0,
    to: 24,
    size: [45_000, 160_000],
    subjects: ['Motion at the gate'],
    outward: 0,
    most: 1,
    ids: 'none',
  },
  {
    device: devices.ups,
    sender: senders.ups,
    perDay: 2,
    from: 3,
    to: 6,
    size: [900, 1_200],
    subjects: ['Self test passed'],
    outward: 0,
    most: 1,
    ids: 'broken',
  },
  ...people.map(
    ({ address, device }): Habit => ({
      device,
      sender: address,
      perDay: 8,
      from: 8,
      to: 17,
      size: [2_600, 240_000],
      subjects: ['Offer', 'Re: Offer', 'Drawing', 'Minutes', 'Re: your call'],
      outward: 0.6,
      most: 3,
      ids: 'good',
    }),
  ),
]

function recipientsOf(chance: Chance, { outward, most, sender }: Habit): readonly string[] {
  const inside = sender.endsWith(`@${serviceDomain}`) ? [...mailboxes, ...serviceMailboxes] : mailboxes
  const wanted = chance.whole(1, most)
  const chosen = new Set<string>()
  while (chosen.size < wanted) chosen.add(chance.holds(outward) ? customerAddress(chance) : chance.of(inside))
  return [...chosen].filter((address) => address !== sender)
}

/** A Message-ID as the device's program makes one. */
export function messageIdOf(chance: Chance, device: Device): string {
  return `<${chance.text('0123456789abcdef', 12)}.${chance.whole(1, 999)}@${device.name}>`
}

function idOf(chance: Chance, { ids, device }: Habit, time: number): string {
  if (ids === 'none') return ''
  return ids === 'good' ? messageIdOf(chance, device) : `UPS ${Math.floor(time / 1_000)}`
}

/** The mail of three ordinary days. */
export function everydayMail(chance: Chance): readonly Submission[] {
  return [1, 2, 3].flatMap((day) =>
    habits.flatMap((habit) =>
      Array.from({ length: habit.perDay }, (): Submission => {
        const time = at(day, '0:0') + (habit.from + chance.next() * (habit.to - habit.from)) * 3_600_000
        const recipients = recipientsOf(chance, habit)
        return {
          time,
          device: habit.device,
          sender: habit.sender,
          recipients: recipients.length > 0 ? recipients : [`office@${domain}`],
          sizeBytes: chance.whole(...habit.size),
          subject: chance.of(habit.subjects),
          messageId: idOf(chance, habit, time),
          look: 'harmless',
          story: null,
        }
      }),
    ),
  )
}
