import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { Engine } from './engine.ts'

/**
 * The contract, with errors that windows understand: an AppError keeps its code and its sentence; anything else is a bug, and
 * says which call met it.
 */
const api = implement(contract).use(async ({ next, path }) => {
  try {
    return await next()
  } catch (error) {
    throw error instanceof ORPCError ? error : answerable(error, path.join('.'))
  }
})

/** Answers the calls of windows. */
export function createRouter(engine: Engine) {
  return api.router({
    cases: casesOf(engine),
    imports: {
      start: api.imports.start.handler(({ input }) => engine.imports.start(input)),
      sample: api.imports.sample.handler(() => engine.imports.sample()),
      progress: api.imports.progress.handler(async ({ signal }) => engine.imports.progress(signal)),
      cancel: api.imports.cancel.handler(({ input }) => {
        engine.imports.cancel(input.jobId)
        return null
      }),
      discard: api.imports.discard.handler(async ({ input }) => {
        await engine.imports.discard(input.files)
        return null
      }),
    },
    sources: sourcesOf(engine),
    organisation: { set: api.organisation.set.handler(({ input }) => engine.organisation.set(input)) },
    names: {
      set: api.names.set.handler(({ input }) => engine.names.set(input.namings)),
      importFile: api.names.importFile.handler(({ input }) => engine.names.importFile(input.file)),
    },
    expected: { set: api.expected.set.handler(({ input }) => engine.expected.set(input.marks)) },
    mappings: {
      list: api.mappings.list.handler(() => engine.mappings.list()),
      sample: api.mappings.sample.handler(({ input }) => engine.mappings.sample(input.file)),
      remember: api.mappings.remember.handler(({ input }) => engine.mappings.remember(input)),
      forget: api.mappings.forget.handler(({ input }) => {
        engine.mappings.forget(input.id)
        return null
      }),
    },
    rules: {
      get: api.rules.get.handler(() => engine.rules.get()),
      change: api.rules.change.handler(({ input }) => engine.rules.change(input.changes)),
      readFile: api.rules.readFile.handler(({ input }) => engine.rules.readFile(input.file)),
      preview: api.rules.preview.handler(({ input, signal }) => engine.rules.preview(input.changes, signal)),
    },
    overview: api.overview.handler(() => engine.overview()),
    messages: {
      report: api.messages.report.handler(({ input, signal }) => engine.messages.report(input.query, signal)),
      window: api.messages.window.handler(({ input, signal }) => engine.messages.window(input, signal)),
      histogram: api.messages.histogram.handler(({ input, signal }) => engine.messages.histogram(input.query, signal)),
      hours: api.messages.hours.handler(({ input, signal }) => engine.messages.hours(input.query, signal)),
      subjects: api.messages.subjects.handler(({ input, signal }) => engine.messages.subjects(input, signal)),
      facet: api.messages.facet.handler(({ input, signal }) => engine.messages.facet(input, signal)),
      story: api.messages.story.handler(({ input }) => engine.messages.story(input.id)),
    },
    failures: { report: api.failures.report.handler(({ input, signal }) => engine.failures(input.query, signal)) },
    senders: {
      devices: api.senders.devices.handler(({ input, signal }) => engine.senders.devices(input, signal)),
      addresses: api.senders.addresses.handler(({ input, signal }) => engine.senders.addresses(input, signal)),
      reported: api.senders.reported.handler(({ input }) => engine.senders.reported(input)),
      logins: api.senders.logins.handler(({ input, signal }) => engine.senders.logins(input, signal)),
      domains: api.senders.domains.handler(({ input, signal }) => engine.senders.domains(input, signal)),
    },
    report: api.report.handler(({ input, signal }) => engine.report(input, signal)),
    coverage: api.coverage.handler(() => engine.coverage()),
  })
}

function casesOf({ cases }: Engine) {
  return {
    recent: api.cases.recent.handler(() => cases.recent()),
    current: api.cases.current.handler(() => cases.current()),
    open: api.cases.open.handler(({ input }) => cases.open(input.id)),
    openHanded: api.cases.openHanded.handler(({ input }) => cases.openHanded(input.file)),
    create: api.cases.create.handler(({ input }) => cases.create(input.name)),
    close: api.cases.close.handler(async () => {
      await cases.close()
      return null
    }),
    forget: api.cases.forget.handler(({ input }) => {
      cases.forget(input.id)
      return null
    }),
    watch: api.cases.watch.handler(async ({ signal }) => cases.watch(signal)),
  }
}

function sourcesOf({ sources }: Engine) {
  return {
    list: api.sources.list.handler(() => sources.list()),
    reread: api.sources.reread.handler(({ input: { id, ...how } }) => sources.reread(id, how)),
    setSearched: api.sources.setSearched.handler(({ input }) => sources.setSearched(input.id, input.searched)),
    remove: api.sources.remove.handler(async ({ input }) => {
      await sources.remove(input.id)
      return null
    }),
    restore: api.sources.restore.handler(async ({ input }) => {
      await sources.restore(input.id)
      return null
    }),
    lines: api.sources.lines.handler(({ input }) => sources.lines(input)),
  }
}

function answerable(error: unknown, path: string): ORPCError<string, unknown> {
  if (error instanceof AppError && error.code !== 'bug') return new ORPCError(error.code, { message: error.message, status: 422 })
  return new ORPCError('bug', { message: `${path}: ${error instanceof Error ? error.message : String(error)}`, status: 500 })
}
