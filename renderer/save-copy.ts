import { notifications } from '@mantine/notifications'
import { sentenceOf } from './engine.ts'

const ended = { loading: false, autoClose: 10_000, withCloseButton: true, closeButtonProps: { 'aria-label': 'Close' } } as const

/** Says that a copy is being made, and what became of it; what is in it as well, since it leaves the house. */
export async function saveCopyToShare(save: () => Promise<boolean>): Promise<void> {
  const id = notifications.show({ message: 'Saving a copy of the case…', loading: true, autoClose: false, withCloseButton: false })
  try {
    const message = 'The copy is made. It holds the lines with real names and addresses, and nothing of removed sources.'
    if (await save()) notifications.update({ ...ended, id, message })
    else notifications.hide(id)
  } catch (error) {
    notifications.update({ ...ended, id, message: sentenceOf(error), color: 'red' })
  }
}
