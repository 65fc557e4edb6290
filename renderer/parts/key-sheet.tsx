import { Fragment } from 'react'
import { type Command, useCommandList } from '../commands.ts'

const isMac = navigator.platform.startsWith('Mac')

const shown: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' }

function printed(key: string): string {
  const [name = '', ...held] = key.split('+').toReversed()
  const names = held.toReversed().map((part) => (part === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : part))
  return [...names, names.length > 0 ? name.toUpperCase() : name].join(' ')
}

/** Keys as they are printed on a keyboard. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keys.split(' ').map((key, index) => (
        <Fragment key={key}>
          {index > 0 ? ' ' : null}
          <kbd>{shown[key] ?? printed(key)}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** Every key that works at present: those of the screen first. */
export function KeySheet() {
  const commands = useCommandList().filter((command) => command.keys.length > 0)
  const groups = new Map<Command['group'], Command[]>()
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  const ordered = [...groups].sort(([a], [b]) => Number(a === 'Everywhere') - Number(b === 'Everywhere'))
  return (
    <div className="keys">
      {ordered.map(([group, list]) => (
        <section key={group}>
          <h2 style={{ marginBottom: 8 }}>{group}</h2>
          <table className="plain">
            <tbody>
              {list.map((command) => (
                <tr key={command.id}>
                  <td>{command.label}</td>
                  <td className="right" style={{ paddingRight: 0 }}>
                    {command.keys.map((keys, index) => (
                      <Fragment key={keys}>
                        {index > 0 ? <span className="dim"> or </span> : null}
                        <Keys keys={keys} />
                      </Fragment>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  )
}
