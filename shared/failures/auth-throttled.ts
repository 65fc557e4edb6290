import { type FailureClass, ownRelayActors, words } from './failure.ts'

/** Where the own relay logs in. */
const ownLogin = [
  'Correct the password in {passwords}, then {reload-passwords}, before anything tries again.',
  'Wait about an hour, send one test; then {flush}.',
]

/** Logins are refused for a while because too many failed. */
export const authThrottled: FailureClass = {
  id: 'auth-throttled',
  title: 'Too many failed logins',
  family: 'credentials',
  meaning: 'The server has seen too many wrong logins from here and refuses them all for a while, right or wrong.',
  scope: 'user',
  permanent: false,
  clears: 'minutes',
  severity: 4,
  actor: 'device-owner',
  hopActors: ownRelayActors,
  steps: {
    any: [
      'Find the device that keeps logging in with an old password, and stop it.',
      'Wait, usually minutes to an hour, then enter the right password and try once.',
    ],
    'own-relay→google': ownLogin,
    'own-relay→relay': ownLogin,
    'own-relay→destination': ownLogin,
    'device→own-relay': [
      'Enter the current password on the device.',
      'If the failures come from foreign addresses, it is password guessing: block them (fail2ban, firewall); your device is not at fault.',
    ],
  },
  doNot: 'Do not keep testing: every failed login makes the lock last longer.',
  source: 'https://support.google.com/mail/?p=TooManyLoginAttempts',
  signs: words(
    'too many login attempts',
    'too many failed',
    'too many authentication',
    'too many auth',
    'too many bad auth',
    'too many invalid login',
    'account temporarily locked',
    'too many logins',
    'authentication attempts',
    'too many unsuccessful',
  ),
  examples: [
    '454 4.7.0 Too many login attempts, please try again later.',
    '421 Too many failed logins',
    '421 too many authentication failures',
    '421 Too many AUTH errors',
    '421 too many bad auth attempts',
    '535 too many invalid login tries',
    '535 Account temporarily locked',
    '421 too many logins',
    '421 limit of authentication attempts reached',
    '421 too many unsuccessful tries',
  ],
}
