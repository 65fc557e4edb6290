import { closeCase, openCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'

// Imports a file into a case, and is killed while it does: kill-child CASE FILE
const [, , casePath = '', path = ''] = process.argv
const db = await openCase(casePath)
process.send?.('opened')
await importFiles(db, [{ path, name: 'second.log' }], { zone: 'UTC', jobs: 2, derive })
process.send?.('imported')
await closeCase(db)
process.disconnect?.()
