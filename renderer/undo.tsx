import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { sentenceOf } from './engine.ts'

const MOST_STEPS = 100

/** What was done, in a sentence, and the way back. */
interface Step {
  readonly id: string
  readonly done: string
  readonly caseId: string | null
  undo(): Promise<unknown>
}

/** The last comes first. They end with the window: the engine keeps what it needs for a way back no longer either. */
let steps: readonly Step[] = []

function presentCase(client: QueryClient): string | null {
  return client.getQueryData<{ readonly id: string } | null>(['case'])?.id ?? null
}

async function take(client: QueryClient, step: Step): Promise<void> {
  steps = steps.filter((other) => other !== step)
  notifications.hide(step.id)
  try {
    await step.undo()
    notifications.show({ message: `Undone: ${step.done}` })
  } catch (error) {
    notifications.show({ message: sentenceOf(error), color: 'red' })
  }
  await client.invalidateQueries()
}

/** Says what was done, with a button that undoes it; `undoLast` does so later. */
export function useUndo(): { readonly offer: (done: string, undo: () => Promise<unknown>) => void; readonly undoLast: () => void } {
  const client = useQueryClient()
  return {
    offer: (done, undo) => {
      const step: Step = { id: crypto.randomUUID(), done, caseId: presentCase(client), undo }
      for (const before of steps) notifications.hide(before.id) // Those are undone by the key, after this one.
      steps = [step, ...steps].slice(0, MOST_STEPS)
      notifications.show({
        id: step.id,
        autoClose: 10_000,
        withCloseButton: true,
        message: (
          <div className="row">
            <span className="grow breaks">{done}</span>
            <Button variant="default" size="compact-xs" onClick={() => void take(client, step)}>
              Undo
            </Button>
          </div>
        ),
      })
    },
    undoLast: () => {
      const present = presentCase(client)
      const step = steps.find(({ caseId }) => caseId === present)
      if (step) void take(client, step)
      else notifications.show({ message: 'There is nothing to undo.' })
    },
  }
}
