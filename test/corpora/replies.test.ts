import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { classify } from '../../shared/failures/classify.ts'
import type { FailureId } from '../../shared/failures/failure.ts'
import { parseReply, type Reply } from '../../shared/smtp.ts'
import { withoutNames } from '../../shared/without-names.ts'

const folder = resolve(import.meta.dirname, '../../../shared/corpora/replies')

/** Which of our classes say what a coarse class of the crosswalk says. */
const classes: Readonly<Record<string, readonly FailureId[]>> = {
  // The labels of most peers do not tell who never was from who has gone.
  recipient_unknown: ['recipient-unknown', 'mailbox-disabled'],
  mailbox_inactive: ['mailbox-disabled'],
  mailbox_full: ['mailbox-full'],
  message_too_big: ['message-too-large'],
  domain_or_host_unknown: ['recipient-domain-bad', 'routing-failure'],
  network_or_timeout: ['network-failure', 'expired', 'routing-failure', 'tls-failure'],
  throttled_or_greylisted: ['rate-limited', 'greylisted', 'user-sending-limit', 'too-many-recipients'],
  sender_blocked_or_reputation: ['reputation-block', 'sender-suspended', 'relay-helo-rejected', 'sender-dns', 'relay-sender-unregistered'],
  spam_or_content: ['spam-content', 'malware-attachment', 'message-malformed', 'recipient-policy'],
  authentication: ['sender-auth-fail', 'sender-dns', 'auth-required', 'auth-failed', 'auth-app-password', 'message-malformed'],
  relay_denied: ['relay-denied', 'relay-credentials', 'relay-sender-unregistered'],
  recipient_filter: ['recipient-policy', 'recipient-unknown', 'mailbox-disabled'],
  system_or_config_error: [
    'system-temporary',
    'protocol-error',
    'tls-required',
    'routing-failure',
    'relay-sender-unregistered',
    'auth-required',
    'auth-failed',
    'recipient-policy',
  ],
}

/** Labels that their authors give to whatever fits no other. */
const catchAll = new Set(['other', 'command_reject', 'rejected'])

/** Labels that say no more than that it is tried again (BMH's *defer*): whatever is a fault of the moment is right. */
const temporary: Readonly<Record<string, readonly FailureId[]>> = { defer: ['system-temporary'], delayed: ['system-temporary'] }

interface Labelled {
  readonly text: string
  readonly label?: string
  readonly accept?: readonly string[]
}

type Crosswalk = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** What our class should be, by the peer's labels; empty where they say nothing. */
function allowed(crosswalk: Crosswalk, peer: string, labels: readonly string[]): readonly FailureId[] {
  return Object.entries(crosswalk)
    .filter(([, peers]) => (peers[peer] ?? []).some((name) => labels.includes(name.replace('?', ''))))
    .flatMap(([coarse]) => classes[coarse] ?? [])
}

/** Whether a server said anything: `550 hotmail.com` names a host and no cause. */
function hasWords({ text }: Reply): boolean {
  return /[a-z]/.test(withoutNames(text).replace(/[^ ]+\.[^ ]+/g, ''))
}

/** The lines of a set that carry a label with a meaning and at least a word, and those on which we and the peer differ. */
function compare(set: string, peer: string): { readonly all: number; readonly different: readonly string[] } {
  const { classes: crosswalk } = JSON.parse(readFileSync(join(folder, 'crosswalk.json'), 'utf8')) as { readonly classes: Crosswalk }
  const rows = readFileSync(join(folder, `${set}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled)
  let all = 0
  const different: string[] = []
  for (const { text, label, accept } of rows) {
    const right =
      label === undefined || catchAll.has(label) ? [] : [...allowed(crosswalk, peer, accept ?? [label]), ...(temporary[label] ?? [])]
    const reply = parseReply(text)
    if (right.length === 0 || !hasWords(reply)) continue
    all++
    const verdict = classify(reply)
    if (!right.includes(verdict.class) && !(verdict.cause !== null && right.includes(verdict.cause)))
      different.push(`${label} / ${verdict.class}: ${text}`)
  }
  return { all, different }
}

describe.skipIf(!existsSync(folder))('replies that others have labelled (../shared/corpora/replies)', () => {
  test.each([
    ['bmh-samples', 'bmh', 0.9],
    ['mdbp', 'mdbp', 1],
    ['postalsys', 'postalsys', 0.92],
    ['sisimai-diagnostics', 'sisimai', 0.93],
    ['sisimai-reason-tests', 'sisimai', 1],
    ['zonemta', 'zonemta', 0.9],
    ['kumomta', 'kumomta', 1],
  ])('%s', (set, peer, share) => {
    const { all, different } = compare(set, peer)
    expect(1 - different.length / all, `${all} replies; different:\n${different.join('\n')}`).toBeGreaterThanOrEqual(share)
  })
})
