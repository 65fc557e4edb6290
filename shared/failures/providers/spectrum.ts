import { type FailureId, type ProviderRow, providerSigns, type RowDetails } from '../failure.ts'

type Codes = readonly [first: number, last: number, failure: FailureId, details?: RowDetails]

/** Codes of mail to Spectrum, `AUP#In-1310`: https://www.spectrum.net/support/internet/understanding-email-error-codes */
const incoming: readonly Codes[] = [
  [1000, 1000, 'reputation-block', { scope: 'ip' }],
  [1010, 1080, 'reputation-block', { scope: 'user' }],
  [1090, 1090, 'system-temporary'],
  [1100, 1150, 'sender-dns', { scope: 'ip' }],
  [1160, 1190, 'sender-auth-fail', { scope: 'domain' }],
  [1200, 1250, 'reputation-block', { scope: 'ip' }],
  [1260, 1260, 'network-failure', { clears: 'config' }],
  [1300, 1340, 'rate-limited', { scope: 'ip' }],
  [1350, 1490, 'rate-limited', { scope: 'ip' }],
]

/** Codes of mail that Spectrum's customers send, `AUP#Out-1500`: the same page. */
const outgoing: readonly Codes[] = [
  [1010, 1080, 'sender-suspended', { scope: 'user' }],
  [1500, 1520, 'relay-sender-unregistered'],
  [1530, 1530, 'message-too-large'],
  [1540, 1540, 'rate-limited', { scope: 'user' }],
  [1550, 1550, 'too-many-recipients'],
  [1560, 1560, 'rate-limited', { scope: 'user' }],
  [1580, 1580, 'rate-limited', { scope: 'user' }],
]

/** A row for each number, which are tens, and each way in which the direction is written. */
function rowsOf(ranges: readonly Codes[], ways: readonly string[]): readonly ProviderRow[] {
  return ranges.flatMap(([first, last, failure, details]) => {
    const numbers = Array.from({ length: (last - first) / 10 + 1 }, (_, index) => first + 10 * index)
    return numbers.flatMap((number) =>
      ways.map((way): ProviderRow => {
        const code = `AUP#${way}-${number}`
        const example = `550 5.1.0 Refused. Please see https://www.spectrum.net/support/internet/understanding-email-error-codes for more information. ${code}`
        return [code.slice(4).toLowerCase(), code.toLowerCase(), failure, example, details]
      }),
    )
  })
}

/** What the servers of Spectrum (Charter, Time Warner Cable, Road Runner) write. */
export const spectrumSigns = providerSigns('spectrum', [...rowsOf(incoming, ['In', 'I']), ...rowsOf(outgoing, ['Out', 'O'])])
