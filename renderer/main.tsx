import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './styles.css'
import './filters.css'
import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { counted } from '../shared/numbers.ts'
import { listenToKeys } from './commands.ts'
import { ConnectionProvider, codeOf, connect } from './engine.ts'
import { followHost } from './follow-host.ts'
import { cspNonce } from './nonce.ts'
import { createRelayscopeRouter } from './routes.tsx'
import { theme } from './theme.ts'
import { createImports, ImportsProvider } from './uploads.ts'

async function start(root: HTMLElement): Promise<void> {
  const connection = await connect()
  const client = new QueryClient({
    defaultOptions: {
      queries: { staleTime: Number.POSITIVE_INFINITY, networkMode: 'always', retry: (times, error) => times < 1 && codeOf(error) === null },
      mutations: { networkMode: 'always' },
    },
  })
  // Set before the router is made: a redirect by it would race with an address that the user opens meanwhile.
  const open = await connection.engine.cases.current()
  if (open && location.hash === '') history.replaceState(null, '', '#/overview')
  const router = createRelayscopeRouter()
  const imports = createImports(connection, {
    changed: (progress) => {
      void client.invalidateQueries()
      if (progress.phase === 'done' && progress.imported.length > 0 && router.state.location.pathname === '/')
        void router.navigate({ to: '/overview' })
    },
    refused: (refused, describe) => {
      if (describe !== null) void router.navigate({ to: '.', search: (before) => ({ ...before, describe }) })
      else if (!['/', '/sources'].includes(router.state.location.pathname))
        notifications.show({ message: `${counted(refused.length, 'file')} could not be imported: Sources says why.` })
    },
  })
  listenToKeys()
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => cspNonce}>
        <Notifications position="bottom-left" autoClose={6_000} transitionDuration={0} />
        <ConnectionProvider value={connection}>
          <ImportsProvider value={imports}>
            <QueryClientProvider client={client}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </ImportsProvider>
        </ConnectionProvider>
      </MantineProvider>
    </StrictMode>,
  )
  void followHost(connection, {
    caseId: open?.id ?? null,
    refresh: () => client.invalidateQueries(),
    isBusy: () => ['sending', 'running'].includes(imports.state().kind),
    followImport: imports.follow,
    isOnStart: () => router.state.location.pathname === '/',
    show: (to) => router.navigate({ to }),
  })
}

const root = document.getElementById('root')
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = `Relayscope could not start: ${error instanceof Error ? error.message : String(error)} Reload the page.`
  })
}
