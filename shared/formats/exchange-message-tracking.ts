import { isoStamp } from '../stamps.ts'
import { fieldsReader } from '../w3c-fields.ts'
import { examples } from './exchange-message-tracking/examples.ts'
import type { LogFormat } from './format.ts'
import { reporterIn, trackedEvent } from './microsoft/tracking.ts'

/** The columns since Exchange 2013, which later versions went on with; older ones have others and are read by `#Fields:` only. */
const usual =
  'date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version'.split(
    ',',
  )

const header = '#Log-type: Message Tracking Log'

/** A row of Exchange 2016 and later by itself: a moment, and the version of Exchange as its last cell. Exports of Microsoft 365 have none. */
const moment = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]{2,10}Z,/
const version = /,[0-9]{2}\.[0-9]{1,2}\.[0-9]{4}\.[0-9]{3}$/

/** Exchange Server, message tracking logs: MSGTRK*.log of each server. */
export const exchangeMessageTracking: LogFormat = {
  id: 'exchange-message-tracking',
  title: 'Exchange message tracking',
  source: 'https://learn.microsoft.com/exchange/mail-flow/transport-logs/message-tracking',
  mark: '`#Log-type: Message Tracking Log`, or its columns',
  traps:
    'Each server writes its own: `message-id` and `network-message-id` join them, `internal-message-id` does not. Several recipients stand in one cell beside as many statuses, which may hold the separator themselves. Events of shadow copies (`HA…`) are no deliveries. Times are of UTC. The columns differ by version.',
  unit: 'csv',
  splittable: false,
  open: () => {
    const read = fieldsReader(usual)
    return (line) => {
      if (line === '') return 'ignored'
      const row = read(line)
      if (row === 'directive') return 'ignored'
      if (row === 'headless') return 'unrecognised'
      const stamp = isoStamp(row('date-time'), 0)
      if (stamp === null || !/^[A-Za-z]{3,30}$/.test(row('event-id'))) return 'unrecognised'
      const origin = { stamp: stamp.micros, zoned: true, yearless: false, host: reporterIn(row), program: 'message-tracking', pid: 0 }
      const records = trackedEvent(row, 'exchange-message-tracking', origin)
      return records.length === 0 ? 'ignored' : records
    }
  },
  owns: (line) => line === header || (moment.test(line) && version.test(line.slice(-20))),
  examples,
}
