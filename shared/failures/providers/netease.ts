import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

/** Codes at the start of replies of 163.com, 126.com and yeah.net: http://help.163.com/09/1224/17/5RAJ4LMH00753VB8.html */
const codes: readonly (readonly [reply: string, failure: FailureId, details?: RowDetails])[] = [
  ['421 HL:REP', 'reputation-block', { scope: 'ip' }],
  ['421 HL:ICC', 'rate-limited', { scope: 'ip' }],
  ['421 HL:IFC', 'rate-limited', { scope: 'ip' }],
  ['421 HL:MEP', 'reputation-block', { scope: 'ip' }],
  ['450 MI:CEL', 'protocol-error'],
  ['450 MI:DMC', 'rate-limited', { scope: 'ip' }],
  ['450 MI:CCL', 'protocol-error'],
  ['450 RP:DRC', 'too-many-recipients'],
  ['450 RP:CCL', 'protocol-error'],
  ['451 RP:CEL', 'protocol-error'],
  ['450 DT:RBL', 'reputation-block', { scope: 'ip' }],
  ['450 WM:BLI', 'relay-denied', { scope: 'ip' }],
  ['450 WM:BLU', 'relay-sender-unregistered'],
  ['451 MI:SFQ', 'rate-limited', { scope: 'user' }],
  ['451 RP:QRC', 'rate-limited', { scope: 'user' }],
  ['554 DT:SPM', 'spam-content'],
  ['554 HL:IHU', 'reputation-block', { scope: 'ip' }],
  ['554 HL:IPB', 'reputation-block', { scope: 'ip' }],
  ['554 MI:STC', 'rate-limited', { scope: 'user', clears: 'rolling-24h' }],
  ['554 RP:TRC', 'rate-limited', { scope: 'user', clears: 'rolling-24h' }],
]

const rows = codes.map(([reply, failure, details]): ProviderRow => {
  const code = reply.slice(4).toLowerCase()
  return [code.replace(':', '-'), code, failure, `${reply} 163 smtp10,x http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.4`, details]
})

/** What NetEase's servers write. */
export const neteaseSigns = providerSigns('netease', [
  ...rows,
  [
    'mail-rejected',
    ['requested action not taken: mail ', ' is rejected'],
    'spam-content',
    'host 163mx01.mxmail.netease.com[192.0.2.9] said: 550 Requested action not taken: mail x is rejected',
  ],
  [
    'local-only',
    'local user only',
    'relay-denied',
    'host 163mx01.mxmail.netease.com[192.0.2.9] said: 553 Requested action not taken: Local user only',
  ],
])
