import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { sentenceOf } from './engine.ts'

const MOST_STEPS = 100

/** The way back from a change, and the way to it again. */
export interface Ways {
  undo(): Promise<unknown>
  redo(): Promise<unknown>
}

/** What was done, in a sentence, and the ways to and from it. */
interface Step extends Ways {
  readonly id: string
  readonly done: string
  readonly caseId: string | null
}

/** The last comes first. They end with the window: the engine keeps what it needs for a way back no longer either. */
let steps: readonly Step[] = []
/** What was undone, the last first; a new change of the case ends them. */
let undone: readonly Step[] = []

function presentCase(client: QueryClient): string | null {
  return client.getQueryData<{ readonly id: string } | null>(['case'])?.id ?? null
}

function say(client: QueryClient, step: Step, message: string, way: keyof Ways): void {
  notifications.show({
    id: step.id,
    autoClose: 10_000,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': 'Close' },
    message: (
      <div className="row">
        <span className="grow breaks">{message}</span>
        <Button variant="default" size="compact-xs" onClick={() => void take(client, step, way)}>
          {way === 'undo' ? 'Undo' : 'Redo'}
        </Button>
      </div>
    ),
  })
}

async function take(client: QueryClient, step: Step, way: keyof Ways): Promise<void> {
  const others = (list: readonly Step[]) => list.filter((other) => other !== step)
  steps = others(steps)
  undone = others(undone)
  notifications.hide(step.id)
  try {
    await step[way]()
    // A new id: the notice of before may still be on its way out.
    const next: Step = { ...step, id: crypto.randomUUID() }
    if (way === 'undo') undone = [next, ...undone]
    else steps = [next, ...steps]
    say(client, next, way === 'undo' ? `Undone: ${step.done}` : `Done again: ${step.done}`, way === 'undo' ? 'redo' : 'undo')
  } catch (error) {
    notifications.show({ message: sentenceOf(error), color: 'red' })
  }
  await client.invalidateQueries()
}

/** What a screen needs of undo and redo. */
export interface Undo {
  /** Says what was done, with a button that undoes it. */
  readonly offer: (done: string, ways: Ways) => void
  readonly undoLast: () => void
  readonly redoLast: () => void
}

/** Undo and redo of the case that is open. */
export function useUndo(): Undo {
  const client = useQueryClient()
  const last = (list: readonly Step[], way: keyof Ways) => {
    const present = presentCase(client)
    const step = list.find(({ caseId }) => caseId === present)
    if (step) void take(client, step, way)
    else notifications.show({ message: `There is nothing to ${way}.` })
  }
  return {
    offer: (done, ways) => {
      const caseId = presentCase(client)
      const step: Step = { ...ways, id: crypto.randomUUID(), done, caseId }
      for (const before of [...steps, ...undone]) notifications.hide(before.id) // Those are undone by the key, after this one.
      steps = [step, ...steps].slice(0, MOST_STEPS)
      undone = undone.filter((other) => other.caseId !== caseId)
      say(client, step, done, 'undo')
    },
    undoLast: () => last(steps, 'undo'),
    redoLast: () => last(undone, 'redo'),
  }
}
