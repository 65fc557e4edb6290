import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { type ReportFormat, reportFormats } from '../report/format.ts'
import type { SortColumn } from '../shared/api.ts'
import { App } from './app.tsx'
import { DevicesScreen } from './screens/devices.tsx'
import { FailuresScreen } from './screens/failures.tsx'
import { MessageScreen } from './screens/message.tsx'
import { MessagesScreen } from './screens/messages.tsx'
import { OverviewScreen } from './screens/overview.tsx'
import { ReportScreen } from './screens/report.tsx'
import { RulesScreen } from './screens/rules.tsx'
import { SourceScreen } from './screens/source.tsx'
import { SourcesScreen } from './screens/sources.tsx'
import { StartScreen } from './screens/start.tsx'
import { type SendingSort, type SendingTab, sendingSorts, sendingTabs } from './sending-rows.ts'

const sortColumns: readonly SortColumn[] = ['time', 'sender', 'recipient', 'fate', 'class', 'attempts']

/** What the address says of the messages screen: query, order, and the delivery that is open with its place in the list. */
export interface MessagesSearch {
  readonly q?: string
  readonly sort?: `${'' | '-'}${SortColumn}`
  readonly sel?: string
  readonly to?: string
  readonly at?: number
}

/** What the address says of the report: what it is about, how it is written, whether names are replaced, the user's words, what it holds. */
export interface ReportSearch {
  readonly q?: string
  readonly as?: ReportFormat
  readonly redact?: true
  readonly title?: string
  readonly note?: string
  readonly sections?: string
}

function isSort(value: unknown): value is NonNullable<MessagesSearch['sort']> {
  return typeof value === 'string' && sortColumns.some((column) => value === column || value === `-${column}`)
}

function written(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, 4_000)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function wholeNumber(value: unknown): number | undefined {
  const number = Number(value)
  return Number.isSafeInteger(number) && number >= 0 && value !== '' && value !== null ? number : undefined
}

/** What the address says of devices and senders: list, filter, order, and the row that is open. */
export interface DevicesSearch {
  readonly tab?: Exclude<SendingTab, 'devices'>
  readonly q?: string
  readonly sort?: `${'' | '-'}${SendingSort}`
  readonly open?: string
  /** Only rows in which something is unusual. */
  readonly unusual?: true
  /** The charts of the panel as tables. */
  readonly view?: 'table'
}

function isSendingSort(value: unknown): value is NonNullable<DevicesSearch['sort']> {
  return typeof value === 'string' && sendingSorts.some((column) => value === column || value === `-${column}`)
}

/** Only what is given: what is undefined would stand in the address as a name without a value. */
function defined<Search extends object>(search: { readonly [Name in keyof Search]: Search[Name] | undefined }): Search {
  return Object.fromEntries(Object.entries(search).filter(([, part]) => part !== undefined)) as Search // Less what may be absent.
}

const root = createRootRoute({
  component: App,
  // A file that waits to be described, whatever the screen.
  validateSearch: (search: Record<string, unknown>): { readonly describe?: string } =>
    defined<{ readonly describe?: string }>({ describe: written(search.describe) }),
})

const start = createRoute({ getParentRoute: () => root, path: '/', component: StartScreen })

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  component: OverviewScreen,
  validateSearch: (search: Record<string, unknown>): { readonly view?: 'table' } => (search.view === 'table' ? { view: 'table' } : {}),
})

const messages = createRoute({
  getParentRoute: () => root,
  path: '/messages',
  component: MessagesScreen,
  validateSearch: (search: Record<string, unknown>): MessagesSearch =>
    defined<MessagesSearch>({
      q: written(search.q),
      sort: isSort(search.sort) ? search.sort : undefined,
      sel: written(search.sel),
      to: written(search.to),
      at: wholeNumber(search.at),
    }),
})

const message = createRoute({
  getParentRoute: () => root,
  path: '/messages/$id',
  component: MessageScreen,
  validateSearch: (search: Record<string, unknown>): Pick<MessagesSearch, 'to'> =>
    defined<Pick<MessagesSearch, 'to'>>({ to: written(search.to) }),
})

const failures = createRoute({
  getParentRoute: () => root,
  path: '/failures',
  component: FailuresScreen,
  validateSearch: (search: Record<string, unknown>): { readonly class?: string; readonly all?: true } => ({
    ...(typeof search.class === 'string' ? { class: search.class } : {}),
    ...(search.all === true ? { all: true as const } : {}),
  }),
})

/** What the address says of the rules screen: the reply for which a rule is drafted, or the rule that is changed. */
export interface RulesSearch {
  readonly all?: true
  readonly draft?: string
  readonly change?: string
}

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  component: RulesScreen,
  validateSearch: (search: Record<string, unknown>): RulesSearch =>
    defined<RulesSearch>({ all: search.all === true ? true : undefined, draft: written(search.draft), change: written(search.change) }),
})

const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  component: DevicesScreen,
  validateSearch: (search: Record<string, unknown>): DevicesSearch =>
    defined<DevicesSearch>({
      tab: sendingTabs.find((tab): tab is Exclude<SendingTab, 'devices'> => tab !== 'devices' && tab === search.tab),
      q: written(search.q),
      sort: isSendingSort(search.sort) ? search.sort : undefined,
      open: written(search.open),
      unusual: search.unusual === true ? true : undefined,
      view: search.view === 'table' ? 'table' : undefined,
    }),
})

const sources = createRoute({ getParentRoute: () => root, path: '/sources', component: SourcesScreen })

const source = createRoute({
  getParentRoute: () => root,
  path: '/sources/$id',
  component: SourceScreen,
  validateSearch: (search: Record<string, unknown>): { readonly line?: number; readonly only?: 'unrecognised'; readonly map?: true } => ({
    ...(search.map === true ? { map: true as const } : {}),
    ...(wholeNumber(search.line) ? { line: wholeNumber(search.line) as number } : {}),
    ...(search.only === 'unrecognised' ? { only: 'unrecognised' as const } : {}),
  }),
})

const report = createRoute({
  getParentRoute: () => root,
  path: '/report',
  component: ReportScreen,
  validateSearch: (search: Record<string, unknown>): ReportSearch =>
    defined<ReportSearch>({
      q: written(search.q),
      as: reportFormats.find((format) => format === search.as),
      redact: search.redact === true ? true : undefined,
      title: written(search.title),
      note: written(search.note),
      sections: written(search.sections),
    }),
})

const elsewhere = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true })
  },
})

/** The routes of the window, in the part of the address behind `#`, so that every host serves one page. */
export function createRelayscopeRouter() {
  return createRouter({
    routeTree: root.addChildren([start, overview, messages, message, failures, rules, devices, sources, source, report, elsewhere]),
    history: createHashHistory(),
    defaultPreload: false,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createRelayscopeRouter>
  }
}
