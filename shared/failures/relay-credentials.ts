import { type FailureClass, words } from './failure.ts'

/** Google's relay knows the address, but for another tenant or domain than the sender's. */
export const relayCredentials: FailureClass = {
  id: 'relay-credentials',
  title: 'The relay knows the IP, but not for this sender domain',
  family: 'relay',
  meaning:
    'The address you send from is registered, but the sender is of a domain that does not belong to that registration. Mail with an empty sender (bounces, out-of-office) meets this as well.',
  scope: 'domain',
  permanent: true,
  clears: 'config',
  severity: 5,
  actor: 'sender-admin',
  steps: {
    any: [
      'Look at the envelope sender of the refused mail: is its domain one of the Google Workspace account?',
      'Send from an address of an own domain, or add the domain to the account.',
      'Or log in: with SMTP AUTH Google knows the account whatever the sender is.',
    ],
    'own-relay→google': [
      'See which sender domains are refused, and whether the sender is empty (from=<>).',
      'In the Admin console open Apps › Google Workspace › Gmail › Routing › SMTP relay service: check under Allowed senders and under the list of IP addresses that this address belongs to this account. A change can take an hour or longer.',
      'Set {helo} to a name in an own domain: Google finds the account by HELO when the sender is empty.',
      'Or let {server} log in: {google-relay}, and {login}.',
      'Then try one mail, and only then {flush}. Drop what must not go out again: {delete}.',
    ],
    'device→google': [
      'Set the sender address on the device to an address of your own domain.',
      'Set the host name of the device to a name in your own domain; Google reads it from EHLO.',
      'Or switch on SMTP authentication on the device (port 587, STARTTLS).',
    ],
  },
  doNot: 'Do not add more IP addresses: this one is already known. It is the domain that does not match.',
  source: 'https://support.google.com/a/answer/6140680',
  signs: words('invalid credentials for relay'),
  examples: ['550 5.7.1 Invalid credentials for relay'],
}
