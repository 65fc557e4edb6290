import type { Connection } from './engine.ts'

/** What of the window changes when something was opened elsewhere. */
export interface Followed {
  /** The case that the window knows of. */
  readonly caseId: string | null
  readonly refresh: () => Promise<void>
  /** Whether the window itself is importing: it shows the end of that anyway. */
  readonly isBusy: () => boolean
  readonly followImport: () => Promise<void>
  readonly isOnStart: () => boolean
  readonly show: (screen: '/' | '/overview') => Promise<void>
}

/**
 * Keeps up with what is opened without this window: files that the system, the menu or another window hands to the engine.
 * Runs until the engine has gone. A screen that waited for a case stays; one that showed another case gives way to the overview.
 */
export async function followHost({ engine, isGone }: Connection, window: Followed): Promise<void> {
  const orGone = (error: unknown): void => {
    if (!isGone()) throw error
  }
  let known = window.caseId
  let following = window.followImport().catch(orGone)
  try {
    for await (const { caseId, jobId } of await engine.cases.watch()) {
      const before = known
      known = caseId
      if (window.isBusy()) continue
      if (caseId === null && before !== null) await window.show('/')
      if (caseId !== before) await window.refresh()
      if (jobId !== null) following = following.then(window.followImport).catch(orGone)
      else if (caseId !== null && caseId !== before && (before !== null || window.isOnStart())) await window.show('/overview')
    }
  } catch (error) {
    orGone(error)
  }
}
