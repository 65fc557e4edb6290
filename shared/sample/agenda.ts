/** What is to be done when: the next first, in the order of adding where moments are equal. */
export interface Agenda {
  add(time: number, act: (time: number) => void): void
  /** Does everything before `end`, also what is added meanwhile. */
  run(end: number): void
}

/** Makes an empty agenda. */
export function createAgenda(): Agenda {
  /** Latest first, so that the next is at the end. */
  const entries: { readonly time: number; readonly act: (time: number) => void }[] = []
  return {
    add: (time, act) => {
      let low = 0
      let high = entries.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (entries[middle]!.time > time) low = middle + 1
        else high = middle
      }
      entries.splice(low, 0, { time, act })
    },
    run: (end) => {
      for (let next = entries.pop(); next !== undefined && next.time < end; next = entries.pop()) next.act(next.time)
    },
  }
}
