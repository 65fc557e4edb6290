import { openOwnMappings } from '../../electron/engine/own-mappings.ts'

// Remembers mappings of so many headers, all beginning with a name: remember-child FOLDER NAME COUNT
const [, , folder = '', name = '', count = ''] = process.argv
const mappings = openOwnMappings(folder)
for (let at = 0; at < Number(count); at += 1)
  mappings.remember({
    header: { kind: 'table', columns: [`${name}${at}`, 'From'] },
    mapping: { columns: { time: `${name}${at}`, sender: 'From' } },
  })
