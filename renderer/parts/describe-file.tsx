import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useConnection } from '../engine.ts'
import { useImportState, useImports } from '../uploads.ts'
import { MappingDialog } from './mapping-dialog.tsx'

/** The dialog over a file that no format knows, while the address names one. Closed, it lets the file go. */
export function DescribeFile() {
  const { engine } = useConnection()
  const imports = useImports()
  const client = useQueryClient()
  const navigate = useNavigate()
  const state = useImportState()
  const { describe: file } = useSearch({ from: '__root__' })
  if (file === undefined) return null
  const leave = () =>
    navigate({
      to: '.',
      search: (before) => {
        const others = { ...before }
        delete others.describe
        return others
      },
      replace: true,
    })
  const refusal = state.kind === 'ended' ? state.progress.refused.find(({ unknown }) => unknown?.file === file) : undefined
  return (
    <MappingDialog
      key={file}
      refusal={refusal?.unknown?.kind === 'lines' ? refusal.message : null}
      of={file}
      load={() => engine.mappings.sample({ file })}
      before={null}
      submit="Import"
      onSubmit={async ({ own, remember }) => {
        if (remember) await engine.mappings.remember(own)
        await leave()
        await imports.describe(file, own)
        await client.invalidateQueries()
      }}
      onClose={() => {
        imports.discard(file)
        void leave()
      }}
    />
  )
}
