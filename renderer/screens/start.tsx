import { ActionIcon, Button, FileButton, Menu } from '@mantine/core'
import { IconDots, IconFileImport, IconListDetails } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { RecentCase } from '../../shared/api.ts'
import { counted } from '../../shared/numbers.ts'
import { ago, useClock } from '../clock.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { ImportPanel } from '../parts/import-progress.tsx'
import { Notice } from '../parts/notice.tsx'
import { PasteBox } from '../parts/paste-box.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { useImportState, useImports } from '../uploads.ts'

/** How to begin: files, a case of before, or an error that somebody wants explained. */
export function StartScreen() {
  const imports = useImports()
  const state = useImportState()
  const busy = state.kind === 'sending' || state.kind === 'running'
  return (
    <div className="page">
      <h1>Where is this message, and why did it fail?</h1>
      <div className="start">
        <div className="stack" style={{ gap: 24 }}>
          {busy ? null : <DropCard onFiles={(files) => void imports.start(files)} onSample={() => void imports.sample()} />}
          <ImportPanel />
          <RecentCases />
        </div>
        <div className="card">
          <PasteBox onImport={(file) => void imports.start([file])} />
        </div>
      </div>
    </div>
  )
}

interface DropCardProps {
  readonly onFiles: (files: readonly File[]) => void
  readonly onSample: () => void
}

function DropCard({ onFiles, onSample }: DropCardProps) {
  const reset = useRef<() => void>(null)
  return (
    <section className="drop" aria-label="Open mail logs">
      <IconFileImport size={32} stroke={1.25} aria-hidden />
      <h2 className="verdict-title">Drop your mail logs anywhere in this window</h2>
      <p className="dim">Plain, compressed or in an archive, one file or many: logs that continue each other are joined.</p>
      <div className="row" style={{ marginTop: 8, justifyContent: 'center' }}>
        <FileButton
          multiple
          resetRef={reset}
          onChange={(files) => {
            reset.current?.()
            if (files.length > 0) onFiles(files)
          }}
        >
          {(props) => (
            <Button {...props} data-autofocus>
              Choose files…
            </Button>
          )}
        </FileButton>
        <Button variant="default" onClick={onSample} aria-describedby="sample">
          Try the sample
        </Button>
      </div>
      <p className="dim" id="sample">
        The sample is three made-up days of a small firm: a copier gone wild, an old password, an infected computer.
      </p>
    </section>
  )
}

function RecentCases() {
  const { engine } = useConnection()
  const client = useQueryClient()
  const navigate = useNavigate()
  const recent = useQuery({ queryKey: ['recent'], queryFn: () => engine.cases.recent() })
  const open = useMutation({
    mutationFn: (id: string) => engine.cases.open({ id }),
    onSuccess: async () => {
      await client.invalidateQueries()
      await navigate({ to: '/overview' })
    },
  })
  const forget = useMutation({
    mutationFn: (id: string) => engine.cases.forget({ id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['recent'] }),
  })
  if (recent.isPending) return <Bones lines={3} />
  const cases = recent.data ?? []
  const error = open.error ?? forget.error ?? recent.error
  return (
    <section aria-labelledby="recent">
      <h2 id="recent" style={{ marginBottom: 4 }}>
        Recent cases
      </h2>
      {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
      {cases.length === 0 ? <p className="dim">None yet. What you import is kept as a case on this machine and listed here.</p> : null}
      <ul className="recent">
        {cases.map((item) => (
          <RecentRow key={item.id} item={item} onOpen={() => open.mutate(item.id)} onForget={() => forget.mutate(item.id)} />
        ))}
      </ul>
    </section>
  )
}

function RecentRow({ item, onOpen, onForget }: { readonly item: RecentCase; readonly onOpen: () => void; readonly onForget: () => void }) {
  const clock = useClock()
  const messages = item.messages === null ? null : counted(item.messages, 'message')
  const range = item.firstTime && item.lastTime ? clock.range(item.firstTime, item.lastTime) : null
  return (
    <li>
      <button type="button" className="recent-open" onClick={onOpen} disabled={item.missing}>
        <span style={{ fontWeight: 550, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{item.name}</span>
        <span className="dim">{ago(item.openedAt, Date.now())}</span>
        <span className="dim num" style={{ gridColumn: '1 / -1' }}>
          {item.missing ? 'The file was moved or deleted.' : [messages, range].filter(Boolean).join(' · ')}
        </span>
      </button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={26} aria-label={`More about ${item.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconListDetails size={14} />} onClick={onForget}>
            Take off this list (the file stays)
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
