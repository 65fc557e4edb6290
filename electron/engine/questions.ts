import type { Coverage } from '../../shared/coverage.ts'
import type { FailureReport } from '../../shared/failure-report.ts'
import type { Overview } from '../../shared/overview.ts'
import type { Report } from '../../shared/report.ts'
import type { ReportedSending } from '../../shared/reported-sending.ts'
import type { DeviceRow, DomainRow, LoginRow, SenderRow, SendingList } from '../../shared/senders.ts'
import { type MessageQuestions, messageQuestions } from './message-questions.ts'
import type { CaseHolder } from './open-case.ts'
import { caseReport, type ReportRequest } from './queries/case-report.ts'
import { coverage } from './queries/coverage.ts'
import { devices, domains, logins, senders } from './queries/devices.ts'
import { failures } from './queries/failures.ts'
import { overview } from './queries/overview.ts'
import { reportedSending } from './queries/reported-sending.ts'
import type { SendingRequest } from './queries/sending.ts'

/** What may be asked of the open case. Everything rejects with AppError; without an open case with 'not-found'. */
export interface Questions {
  overview(): Promise<Overview>
  readonly messages: MessageQuestions
  failures(query: string, signal?: AbortSignal): Promise<readonly FailureReport[]>
  readonly senders: {
    devices(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<DeviceRow>>
    addresses(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<SenderRow>>
    reported(request: { readonly limit: number }): Promise<ReportedSending>
    logins(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<LoginRow>>
    domains(request: SendingRequest, signal?: AbortSignal): Promise<SendingList<DomainRow>>
  }
  report(request: ReportRequest, signal?: AbortSignal): Promise<Report>
  coverage(): Promise<readonly Coverage[]>
}

/** The questions, asked of the case that is open at that moment. */
export function questionsOf(holder: CaseHolder): Questions {
  const db = () => holder.required().db
  return {
    overview: async () => overview(db()),
    messages: messageQuestions(holder),
    failures: async (query, signal) => failures(db(), query, signal),
    senders: {
      devices: async (request, signal) => devices(db(), request, signal),
      addresses: async (request, signal) => senders(db(), request, signal),
      reported: async ({ limit }) => reportedSending(db(), limit),
      logins: async (request, signal) => logins(db(), request, signal),
      domains: async (request, signal) => domains(db(), request, signal),
    },
    report: async (request, signal) => {
      const { db: open, summary } = holder.required()
      const { name } = await summary()
      return caseReport(open, request, { caseName: name, madeAt: new Date().toISOString() }, signal)
    },
    coverage: async () => coverage(db()),
  }
}
