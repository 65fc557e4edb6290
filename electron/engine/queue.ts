/** Runs at most so many pieces of work at once, in the order they were given. */
export interface Queue {
  run<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Makes a queue with `width` places. */
export function createQueue(width: number): Queue {
  let free = width
  const waiting: (() => void)[] = []
  return {
    run: async (work) => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}
