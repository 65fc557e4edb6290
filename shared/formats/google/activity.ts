import { listAt, textAt, valueAt } from '../../json-line.ts'

/** An activity of Gmail: records `event_info` and `message_info`, with the moment where they lack it. */
export interface Activity {
  readonly fields: unknown
  /** ISO 8601; null where only `event_info` says it. */
  readonly time: string | null
}

/**
 * The activities in a record: a row of the BigQuery export (also within `gmail`), or an activity of the Reports API, whose
 * parameters are named values.
 */
export function activitiesOf(record: unknown): readonly Activity[] {
  const row = valueAt(record, 'gmail') ?? record
  if (valueAt(row, 'message_info') !== undefined || valueAt(row, 'event_info') !== undefined) {
    return [{ fields: row, time: null }]
  }
  if (textAt(record, 'id', 'applicationName') !== 'gmail') return []
  const time = textAt(record, 'id', 'time')
  return listAt(record, 'events').map((event) => ({ fields: namedValues(listAt(event, 'parameters'), 0), time }))
}

const DEEPEST = 8

/** `[{name, intValue}, {name, messageValue: {parameter: […]}}]` as an object. */
function namedValues(parameters: readonly unknown[], depth: number): object {
  if (depth > DEEPEST) return {}
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const name = textAt(parameter, 'name')
      return name === null || name === '__proto__' ? [] : [[name, valueIn(parameter, depth)]]
    }),
  )
}

function valueIn(parameter: unknown, depth: number): unknown {
  const nested = valueAt(parameter, 'messageValue', 'parameter')
  if (Array.isArray(nested)) return namedValues(nested, depth + 1)
  const several = valueAt(parameter, 'multiMessageValue')
  if (Array.isArray(several)) return several.map((each) => namedValues(listAt(each, 'parameter'), depth + 1))
  for (const kind of ['value', 'intValue', 'boolValue', 'multiValue', 'multiIntValue']) {
    const value = valueAt(parameter, kind)
    if (value !== undefined) return value
  }
  return null
}
