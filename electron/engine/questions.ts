import type { QueryReport } from '../../shared/api.ts'
import type { Coverage } from '../../shared/coverage.ts'
import type { Facet } from '../../shared/facets.ts'
import type { FailureReport } from '../../shared/failure-report.ts'
import type { Story } from '../../shared/message.ts'
import type { Overview, Volume } from '../../shared/overview.ts'
import type { DeviceRow, SenderRow, SendingList } from '../../shared/senders.ts'
import type { CaseHolder } from './open-case.ts'
import { coverage } from './queries/coverage.ts'
import { devices, senders } from './queries/devices.ts'
import { type FacetRequest, facetOf } from './queries/facet.ts'
import { failures } from './queries/failures.ts'
import { histogram } from './queries/histogram.ts'
import { overview } from './queries/overview.ts'
import { queryReport } from './queries/report.ts'
import type { SendingRequest } from './queries/sending.ts'
import { messageStory } from './queries/story.ts'
import type { ResultWindow, WindowRequest } from './queries/window.ts'

/** What may be asked of the open case. Everything rejects with AppError; without an open case with 'not-found'. */
export interface Questions {
  overview(): Promise<Overview>
  readonly messages: {
    report(query: string, signal?: AbortSignal): Promise<QueryReport>
    window(request: WindowRequest, signal?: AbortSignal): Promise<ResultWindow>
    histogram(query: string, signal?: AbortSignal): Promise<Volume>
    facet(request: FacetRequest, signal?: AbortSignal): Promise<Facet>
    story(id: string): Promise<Story>
  }
  failures(query: string, signal?: AbortSignal): Promise<readonly FailureReport[]>
  readonly senders: {
    devices(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<DeviceRow>>
    addresses(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<SenderRow>>
  }
  coverage(): Promise<readonly Coverage[]>
}

/** The questions, asked of the case that is open at that moment. */
export function questionsOf(holder: CaseHolder): Questions {
  const db = () => holder.required().db
  return {
    overview: async () => overview(db()),
    messages: {
      report: async (query, signal) => queryReport(db(), query, signal),
      window: async (request, signal) => holder.required().windows.read(request, signal),
      histogram: async (query, signal) => histogram(db(), query, signal),
      facet: async (request, signal) => facetOf(db(), request, signal),
      story: async (id) => messageStory(db(), id),
    },
    failures: async (query, signal) => failures(db(), query, signal),
    senders: {
      devices: async (request, signal) => devices(db(), request, signal),
      addresses: async (request, signal) => senders(db(), request, signal),
    },
    coverage: async () => coverage(db()),
  }
}
