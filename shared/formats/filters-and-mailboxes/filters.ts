import type { Origin } from '../../record.ts'
import { signatureOf } from '../../signature.ts'
import type { Outcome } from '../format.ts'

/** A word of a filter on a mail that the server has; it is no end of anything. */
function judged(queueId: string, reply: string, origin: Origin): Outcome {
  return [{ kind: 'interim', queueId, reply, signature: signatureOf(reply, {}), origin }]
}

/** `(02279-04) Passed CLEAN {RelayedInbound}, [192.0.2.7]:6101 <s> -> <r>, Queue-ID: 4AA091855DA0, …, Hits: -1.2, size: 888, …` */
export function readAmavis(text: string, origin: Origin): Outcome {
  const head = /^\([0-9-]{3,40}\) (?=Passed |Blocked )/.exec(text.slice(0, 60))
  const queueId = wordAfter(text, ', Queue-ID: ', ',')
  return head === null || queueId === null ? 'ignored' : judged(queueId, text.slice(head[0].length), origin)
}

/** `id: <…>, qid: <4XbF9k0pQxz9Rl>, ip: …, (default: F (no action): [0.10/15.00] [R_SPF_ALLOW(-0.20){…},…]), len: 1234, …` */
export function readRspamd(text: string, origin: Origin): Outcome {
  const queueId = wordAfter(text, 'qid: <', '>')
  const from = text.indexOf('(default: ')
  const end = text.indexOf('), len: ', from)
  if (from < 0) return 'unrecognised'
  return queueId === null || queueId === 'undef' ? 'ignored' : judged(queueId, text.slice(from, end < 0 ? text.length : end + 1), origin)
}

/** `4AA091855DA0: DKIM-Signature field added (s=mail, d=example.com)`; a text without an id is about no mail. */
export function readSigner(text: string, origin: Origin): Outcome {
  const head = /^(?=[A-Za-z-]{0,24}[0-9])([0-9A-Za-z-]{6,25}):? (?=.)/.exec(text.slice(0, 40))
  return head === null ? 'ignored' : judged(head[1] ?? '', text.slice(head[0].length), origin)
}

function wordAfter(text: string, key: string, end: string): string | null {
  const at = text.indexOf(key)
  const close = text.indexOf(end, at + key.length)
  return at < 0 || close < 0 ? null : text.slice(at + key.length, close)
}
