import { ApiError } from '../api/client'
import type { Problem } from '../api/types'

/** Something read from the program: the last good answer stays while a newer one is on its way. */
export class Loaded<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)
  #running: AbortController | null = null

  /** Reads anew; an answer that a later question has overtaken is dropped. */
  async load(read: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.busy = true
    try {
      const value = await read(running.signal)
      if (this.#running !== running) return
      this.value = value
      this.problem = null
    } catch (error) {
      if (this.#running !== running) return
      this.problem = problemOf(error)
    } finally {
      if (this.#running === running) this.busy = false
    }
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  return { type: 'about:blank', title: String(error), status: 0, code: 'unexpected' }
}
