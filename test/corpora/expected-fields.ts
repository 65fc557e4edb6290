import type { Facts } from './facts.ts'

/** A field that a corpus expects, as a question of what was read; what is not listed is not kept by Relayscope. */
type Field = (value: string, facts: Facts) => boolean

const is =
  (name: string): Field =>
  (value, facts) =>
    facts[name] === value
const within =
  (name: string): Field =>
  (value, facts) =>
    facts[name]?.includes(value) === true
const bare =
  (name: string): Field =>
  (value, facts) =>
    facts[name]?.replace(/^<|>$/g, '') === value

const stages: Readonly<Record<string, string>> = {
  CONNECT: 'connect',
  HELO: 'helo',
  EHLO: 'helo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  VRFY: 'rcpt',
  DATA: 'data',
  BDAT: 'data',
  'END-OF-MESSAGE': 'eod',
}

/** Of a try at a server the reply holds the stage: `(in reply to RCPT TO command)`. */
const stage: Field = (value, facts) => facts['stage'] === stages[value] || facts['reply']?.includes(value) === true

const actions: Readonly<Record<string, readonly string[]>> = {
  sent: ['sent', 'discarded', 'expanded'],
  forwarded: ['expanded'],
  'undeliverable-but-not-cached': ['undeliverable'],
  'milter-reject': ['reject'],
  reject_warning: ['warn'],
  'header-redirect': ['redirect'],
  removed: ['removed', 'deleted'],
  requeued: ['requeue'],
  'placed on hold': ['hold'],
  'released from hold': ['release'],
  'lost connection': ['lost'],
  timeout: ['lost'],
  'non-delivery': ['failure', 'postmaster'],
  'delivery status': ['success'],
}

/** A try at one server has no action of its own: the answer's first digit says whether it put off or refused. */
const tries: Readonly<Record<string, RegExp>> = { delivery: /^connect to /, defer: / 4[0-9]{2}[ -]|timed out/, reject: / 5[0-9]{2}[ -]/ }

const action: Field = (value, facts) => {
  if (facts['kind'] === 'interim') return tries[value]?.test(facts['reply'] ?? '') === true
  return facts['action'] === undefined ? facts['kind'] === value.split(',')[0] : (actions[value] ?? [value]).includes(facts['action'])
}

/** `sent (250 2.0.0 Ok)`: word and reply. */
const status: Field = (value, facts) => {
  const [word = '', reply = ''] = value.split(/ \((.*)\)$/)
  return action(word, facts) && (facts['reply'] ?? '').includes(reply)
}

const address: Field = (value, facts) => facts['clientIp'] === value || facts['relayIp'] === value || within('nextHop')(value, facts)

/** Of an attempt the next hop may be a service without an address: `relay=dovecot`. */
const nextHop: Field = (value, facts) => facts['relayHost'] === value || facts['nextHop'] === value

/** Of one line the server, of another the recipient's domain. */
const destination: Field = (value, facts) => nextHop(value, facts) || facts['recipient']?.endsWith(`@${value}`) === true

/** Where the connection's name is `unknown`, some take the one that the client gave. */
const client: Field = (value, facts) => facts['clientName'] === value || facts['helo'] === value

/** `from=<a> to=<b> proto=SMTP`: each as a field of its own. */
const pairNames: Readonly<Record<string, string>> = {
  from: 'from',
  to: 'to',
  orig_to: 'orig_to',
  relay: 'relay',
  delay: 'delay',
  dsn: 'dsn',
  helo: 'helo',
  size: 'size',
  nrcpt: 'nrcpt',
  uid: 'uid',
  client: 'client',
}

/** The fields within a text of pairs. */
export function pairsIn(text: string): readonly (readonly [string, string])[] {
  const pairs = [...text.matchAll(/([a-z_]+)=(<[^>]*>|[^ ,]*)/g)]
  return pairs.flatMap(([, name = '', value = '']) =>
    name in pairNames ? [[pairNames[name] ?? name, value.replace(/^<|>$/g, '')] as const] : [],
  )
}

/** Names of the corpora to what Relayscope calls the same. */
export const fields: Readonly<Record<string, Field>> = {
  queueId: is('queueId'),
  client_ip: is('clientIp'),
  source_ip: is('clientIp'),
  client_host: client,
  source_hostname: is('clientName'),
  client: (value, facts) => value.startsWith(`${facts['clientName']}[${facts['clientIp']}]`),
  sasl_username: is('login'),
  user: is('login'),
  uid: (value, facts) => facts['login'] === `uid=${value}`,
  from: is('sender'),
  to: is('recipient'),
  orig_to: is('originalRecipient'),
  message_id: bare('messageId'),
  size: is('sizeBytes'),
  nrcpt: is('recipients'),
  status,
  action,
  stage,
  command: stage,
  relay: is('nextHop'),
  relay_host: nextHop,
  destination_domain: destination,
  relay_ip: is('relayIp'),
  destination_ip: address,
  relay_port: is('relayPort'),
  destination_port: (value, facts) => facts['relayPort'] === value || facts['nextHop']?.endsWith(`:${value}`) === true,
  relay_service: is('relayIp'),
  delay: (value, facts) => Number(facts['delaySeconds']) === Number(value),
  dsn: is('dsn'),
  smtp_enhanced_status_code: is('dsn'),
  reply_code: is('code'),
  smtp_basic_status_code: is('code'),
  response: within('reply'),
  reason: within('reply'),
  status_message: within('reply'),
  status_data: within('reply'),
  err: within('reply'),
  mx: within('reply'),
  helo: is('helo'),
  remoteQueueId: is('linkedId'),
  forwardedAs: is('linkedId'),
  dsnQid: is('linkedId'),
  postfix_bounce_queueid: is('linkedId'),
  postfix_bounce_reason: action,
  postfix_postsuper_action: action,
  postfix_milter_result: action,
  postfix_proxy_result: action,
  postfix_proxy_smtp_stage: stage,
  postfix_proxy_message: within('reply'),
  postfix_proxy_status_code: is('code'),
  postfix_proxy_status_code_enhanced: is('dsn'),
  postfix_smtpd_lostconn_data: (value, facts) => action(value, facts) || facts['reply']?.startsWith(value) === true,
  postfix_smtp_lostconn_data: within('reply'),
  postfix_smtp_lostconn_reason: within('reply'),
  postfix_local_response: within('reply'),
  postfix_pipe_response: within('reply'),
  postfix_error_response: within('reply'),
  postfix_postscreen_toobusy_data: within('reply'),
  postfix_milter_data: within('reply'),
  host: (value, facts) => facts['host'] === value || within('reply')(value, facts),
  machine: is('host'),
  prog: is('program'),
  program: is('program'),
  pid: is('pid'),
  clock: is('clock'),
}
