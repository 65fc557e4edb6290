import { ActionIcon, Button, Menu, Modal, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconDashboard,
  IconDeviceDesktop,
  IconDevices,
  IconFileExport,
  IconFileImport,
  IconFileText,
  IconFolderX,
  IconHelp,
  IconLayoutSidebar,
  IconMail,
  IconMoon,
  IconRadar2,
  IconStack2,
  IconSun,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useRef, useState, useSyncExternalStore } from 'react'
import { counted } from '../shared/numbers.ts'
import { useCommands } from './commands.ts'
import { useConnection } from './engine.ts'
import { DescribeFile } from './parts/describe-file.tsx'
import { DropTarget } from './parts/drop-target.tsx'
import { importSentence, Meter } from './parts/import-progress.tsx'
import { KeySheet } from './parts/key-sheet.tsx'
import { Palette } from './parts/palette.tsx'
import { ZoneToggle } from './parts/zone-toggle.tsx'
import { MAIL_ITSELF } from './query-text.ts'
import { moveRegion } from './regions.ts'
import { saveCopyToShare } from './save-copy.ts'
import { useUndo } from './undo.tsx'
import { shareDone, useImportState, useImports } from './uploads.ts'

function useCase() {
  const { engine } = useConnection()
  return useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() }).data ?? null
}

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = colorScheme === 'light' ? IconSun : colorScheme === 'dark' ? IconMoon : IconDeviceDesktop
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Theme: ${colorScheme === 'auto' ? 'as the system' : colorScheme}`}>
          <Icon size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSun size={15} />} onClick={() => setColorScheme('light')}>
          Light
        </Menu.Item>
        <Menu.Item leftSection={<IconMoon size={15} />} onClick={() => setColorScheme('dark')}>
          Dark
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceDesktop size={15} />} onClick={() => setColorScheme('auto')}>
          As the system
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function CaseMenu({ onAdd, onCopy }: { readonly onAdd: () => void; readonly onCopy: () => void }) {
  const { engine } = useConnection()
  const present = useCase()
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = useMutation({
    mutationFn: () => engine.cases.close(),
    onSuccess: async () => {
      await navigate({ to: '/' })
      await client.invalidateQueries()
    },
  })
  if (!present) return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="pick" aria-label={`Case ${present.name}`}>
          <span style={{ maxWidth: 260, overflow: 'hidden', textOverflow: 'ellipsis' }}>{present.name}</span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileImport size={15} />} onClick={onAdd}>
          Add files…
        </Menu.Item>
        <Menu.Item leftSection={<IconFileExport size={15} />} onClick={onCopy}>
          Save a copy to share…
        </Menu.Item>
        <Menu.Item leftSection={<IconFolderX size={15} />} onClick={() => close.mutate()}>
          Close this case
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function StatusBar() {
  const imports = useImports()
  const state = useImportState()
  const present = useCase()
  const { isGone, onGone } = useConnection()
  const gone = useSyncExternalStore(onGone, isGone)
  const busy = state.kind === 'sending' || state.kind === 'running'
  return (
    <footer className="frame-foot">
      {busy ? (
        <>
          <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{importSentence(state)}</span>
          <Meter value={shareDone(state)} label="Import" />
          <button type="button" className="link" onClick={imports.stop}>
            Stop
          </button>
        </>
      ) : (
        <span className="num">
          {present ? `${counted(present.messages, 'message')} from ${counted(present.sources, 'source')}` : 'No case open'}
        </span>
      )}
      <span className="grow" />
      <span>{gone ? 'Engine stopped' : 'Engine ready'}</span>
      <span>Local only · no network</span>
    </footer>
  )
}

function GoneBanner() {
  const { isGone, onGone, filesStay } = useConnection()
  const gone = useSyncExternalStore(onGone, isGone)
  if (!gone) return null
  return (
    <div className="gone" role="alert">
      <strong className="grow">The engine stopped. Restart it. What you see stays readable.</strong>
      <Button variant="default" onClick={() => location.reload()}>
        {filesStay ? 'Restart' : 'Reload'}
      </Button>
    </div>
  )
}

const screens = [
  { to: '/overview', name: 'Overview', Icon: IconDashboard },
  { to: '/messages', name: 'Messages', Icon: IconMail },
  { to: '/failures', name: 'Failures', Icon: IconAlertTriangle },
  { to: '/devices', name: 'Devices', Icon: IconDevices },
  { to: '/sources', name: 'Sources', Icon: IconStack2 },
  { to: '/report', name: 'Report', Icon: IconFileText },
] as const

function Navigation({ narrow }: { readonly narrow: boolean }) {
  return (
    <nav className="frame-nav" aria-label="Screens">
      {screens.map(({ to, name, Icon }) => (
        <Link
          key={to}
          to={to}
          search={to === '/messages' ? { q: MAIL_ITSELF } : {}}
          activeOptions={{ includeSearch: false }}
          className="nav-item"
          title={narrow ? name : undefined}
          aria-label={name}
        >
          <Icon size={18} stroke={1.6} aria-hidden />
          <span className="nav-label">{name}</span>
        </Link>
      ))}
    </nav>
  )
}

async function copyLink(): Promise<void> {
  await navigator.clipboard.writeText(location.href)
  notifications.show({ message: 'The link to this view is copied.' })
}

/** The frame around every screen. */
export function App() {
  const imports = useImports()
  const { saveCopy } = useConnection()
  const navigate = useNavigate()
  const [keysShown, setKeysShown] = useState(false)
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'relayscope.nav', defaultValue: false, getInitialValueInEffect: false })
  const small = useMediaQuery('(max-width: 1100px)', false, { getInitialValueInEffect: false })
  const narrow = collapsed || small
  const chooser = useRef<HTMLInputElement>(null)
  const take = (files: readonly File[]) => void imports.start(files)
  const { undoLast, redoLast } = useUndo()
  useCommands([
    { id: 'keys', label: 'Show the keys', keys: ['?'], group: 'Everywhere', run: () => setKeysShown(true) },
    { id: 'overview', label: 'Go to Overview', keys: ['g o'], group: 'Everywhere', run: () => void navigate({ to: '/overview' }) },
    {
      id: 'messages',
      label: 'Go to Messages',
      keys: ['g m'],
      group: 'Everywhere',
      run: () => void navigate({ to: '/messages', search: { q: MAIL_ITSELF } }),
    },
    { id: 'failures', label: 'Go to Failures', keys: ['g f'], group: 'Everywhere', run: () => void navigate({ to: '/failures' }) },
    { id: 'rules', label: 'Go to Rules', keys: ['g u'], group: 'Everywhere', run: () => void navigate({ to: '/rules' }) },
    { id: 'devices', label: 'Go to Devices', keys: ['g d', 'g s'], group: 'Everywhere', run: () => void navigate({ to: '/devices' }) },
    { id: 'sources', label: 'Go to Sources', keys: ['g i'], group: 'Everywhere', run: () => void navigate({ to: '/sources' }) },
    { id: 'report', label: 'Go to Report', keys: ['g r'], group: 'Everywhere', run: () => void navigate({ to: '/report' }) },
    { id: 'start', label: 'Go to Start', keys: ['g h'], group: 'Everywhere', run: () => void navigate({ to: '/' }) },
    { id: 'open', label: 'Add files', keys: ['Mod+o'], group: 'Everywhere', inFields: true, run: () => chooser.current?.click() },
    { id: 'undo', label: 'Undo the last change', keys: ['Mod+z'], group: 'Everywhere', run: undoLast },
    { id: 'redo', label: 'Redo what was undone last', keys: ['Mod+Shift+z'], group: 'Everywhere', run: redoLast },
    { id: 'link', label: 'Copy a link to this view', keys: ['Mod+Shift+c'], group: 'Everywhere', run: () => void copyLink() },
    { id: 'copy', label: 'Save a copy to share', keys: [], group: 'Everywhere', run: () => void saveCopyToShare(saveCopy) },
    { id: 'region', label: 'Next part of the window', keys: ['F6'], group: 'Everywhere', inFields: true, run: () => moveRegion(1) },
    {
      id: 'region-back',
      label: 'Previous part of the window',
      keys: ['Shift+F6'],
      group: 'Everywhere',
      inFields: true,
      run: () => moveRegion(-1),
    },
    { id: 'nav', label: 'Narrow or widen the navigation', keys: ['['], group: 'Everywhere', run: () => setCollapsed((now) => !now) },
  ])
  return (
    <div className="frame" data-nav={narrow ? 'narrow' : 'wide'}>
      <button type="button" className="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header className="frame-head">
        <Tooltip label={narrow ? 'Widen the navigation' : 'Narrow the navigation'}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            onClick={() => setCollapsed((now) => !now)}
            aria-label="Narrow or widen the navigation"
          >
            <IconLayoutSidebar size={17} />
          </ActionIcon>
        </Tooltip>
        <Link to="/" className="brand">
          <IconRadar2 size={19} stroke={1.75} aria-hidden style={{ color: 'var(--accent)' }} />
          Relayscope
        </Link>
        <CaseMenu onAdd={() => chooser.current?.click()} onCopy={() => void saveCopyToShare(saveCopy)} />
        <span className="grow" />
        <Palette />
        <span className="grow" />
        <ZoneToggle />
        <div className="row" style={{ gap: 2 }}>
          <ThemeMenu />
          <Tooltip label="Keys (?)">
            <ActionIcon variant="subtle" color="gray" size={28} onClick={() => setKeysShown(true)} aria-label="Show the keys">
              <IconHelp size={17} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      <Navigation narrow={narrow} />
      <main className="frame-main" id="main" tabIndex={-1}>
        <GoneBanner />
        <Outlet />
      </main>
      <StatusBar />
      <DropTarget onFiles={take} />
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          if (files.length > 0) take(files)
        }}
      />
      <DescribeFile />
      <Modal opened={keysShown} onClose={() => setKeysShown(false)} title="Keys" size="lg" lockScroll={false}>
        <KeySheet />
      </Modal>
    </div>
  )
}
