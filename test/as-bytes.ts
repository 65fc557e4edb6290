/** A value whose texts are what the import gives to a format: latin1 characters, one for each byte of UTF-8. */
export function asBytes<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? Buffer.from(part, 'utf8').toString('latin1') : part,
  ) as T
}
