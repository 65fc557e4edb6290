import type { Report } from '../../record.ts'

/** A report that says nothing yet, for the examples of formats: each adds what its lines say. */
export const bareReport = {
  kind: 'report',
  queueId: null,
  messageId: null,
  sender: null,
  recipient: null,
  originalRecipient: null,
  clientIp: null,
  nextHop: null,
  dsn: null,
  code: null,
  reply: '',
  signature: null,
  subject: null,
  sizeBytes: null,
  placement: null,
  direction: null,
} as const satisfies Omit<Report, 'action' | 'agent'>
