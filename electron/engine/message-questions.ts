import type { QueryReport } from '../../shared/api.ts'
import type { Facet } from '../../shared/facets.ts'
import type { Hours } from '../../shared/hours.ts'
import type { Story } from '../../shared/message.ts'
import type { Volume } from '../../shared/overview.ts'
import type { Subjects } from '../../shared/senders.ts'
import type { CaseHolder } from './open-case.ts'
import { type FacetRequest, facetOf } from './queries/facet.ts'
import { histogram } from './queries/histogram.ts'
import { hours } from './queries/hours.ts'
import { queryReport } from './queries/report.ts'
import { messageStory } from './queries/story.ts'
import { subjects } from './queries/subjects.ts'
import type { ResultWindow, WindowRequest } from './queries/window.ts'
import { createQueue } from './queue.ts'

/** What is asked of the messages of a query, and of one message. Everything rejects with AppError. */
export interface MessageQuestions {
  report(query: string, signal?: AbortSignal): Promise<QueryReport>
  window(request: WindowRequest, signal?: AbortSignal): Promise<ResultWindow>
  histogram(query: string, signal?: AbortSignal): Promise<Volume>
  hours(query: string, signal?: AbortSignal): Promise<Hours>
  subjects(request: { readonly query: string; readonly limit: number }, signal?: AbortSignal): Promise<Subjects>
  facet(request: FacetRequest, signal?: AbortSignal): Promise<Facet>
  story(id: string): Promise<Story>
}

/** The questions of the open case. What stands beside a list takes one of two places for queries: the list need not wait for it. */
export function messageQuestions(holder: CaseHolder): MessageQuestions {
  const beside = createQueue(1)
  const db = () => holder.required().db
  return {
    report: async (query, signal) => queryReport(db(), query, signal),
    window: async (request, signal) => holder.required().windows.read(request, signal),
    histogram: (query, signal) => beside.run(() => histogram(db(), query, signal)),
    hours: (query, signal) => beside.run(() => hours(db(), query, signal)),
    subjects: (request, signal) => beside.run(() => subjects(db(), request, signal)),
    facet: (request, signal) => beside.run(() => facetOf(db(), request, signal)),
    story: async (id) => messageStory(db(), id),
  }
}
