import type { Instant } from '../api/types'
import { ms } from './time'

const SECOND = 1000

/** The program's clock, which a demo may have stopped: it runs on between two answers only once it was seen to run. */
class Clock {
  #last = $state({ at: 0, heard: 0 })
  #runs = $state(false)
  #local = $state(Date.now())

  constructor() {
    setInterval(() => (this.#local = Date.now()), 10 * SECOND)
  }

  /** Takes the time that an answer of the program carries. */
  hear(now: Instant): void {
    const [at, heard] = [ms(now), Date.now()]
    const passed = heard - this.#last.heard
    if (passed > 2 * SECOND) this.#runs = at > this.#last.at && at - this.#last.at < 3 * passed
    this.#last = { at, heard }
    this.#local = heard
  }

  /** Milliseconds of the program's now. */
  get now(): number {
    return this.#last.at + (this.#runs ? Math.max(0, this.#local - this.#last.heard) : 0)
  }
}

export const clock = new Clock()
