import { api, type Query } from '../../api/client'
import type { Row, RowPage } from '../../api/types'
import { Loaded } from '../../state/loaded.svelte'

const SIZE = 100
/** So many are asked for at once where all are wanted. */
const MANY = 500
/** So many records the program corrects or withdraws at once. */
export const CHOSEN_AT_MOST = 10_000

interface Kept {
  asked: string
  rows: Row[]
  cursor: string | null
  total: number | null
  words: string
  active: number
}

/** The list that was left last: whoever comes back from a record finds it as it was. */
let left: Kept | null = null

/** The rows of a list, page after page as they are scrolled to. */
export class RowsRead {
  rows = $state.raw<Row[]>([])
  total = $state<number | null>(null)
  /** What is looked for; it stands in no address, for it may be a name. */
  words = $state('')
  /** The row on which the keys work. */
  active = $state(-1)
  readonly page = new Loaded<RowPage>()
  readonly #counted = new Loaded<RowPage>()
  #cursor = $state.raw<string | null>(null)
  #asked = ''
  #path = ''
  #query: Query = {}

  get hasMore(): boolean {
    return this.#cursor !== null
  }

  get isCounting(): boolean {
    return this.#counted.busy
  }

  /** Begins anew where something else is asked for; nothing is read twice. */
  async begin(path: string, query: Query, anew = false): Promise<void> {
    const asked = JSON.stringify([path, query])
    if (!anew && left?.asked === asked && this.#asked === '') {
      Object.assign(this, { rows: left.rows, total: left.total, words: left.words, active: left.active })
      this.#cursor = left.cursor
      ;[this.#asked, this.#path, this.#query] = [JSON.stringify([path, query, this.words]), path, query]
      return
    }
    const question = JSON.stringify([path, query, this.words])
    if (!anew && question === this.#asked) return
    ;[this.#asked, this.#path, this.#query] = [question, path, query]
    if (!anew) {
      this.rows = []
      this.active = -1
    }
    this.total = null
    this.#cursor = null
    await this.page.load((signal) => this.#ask({ limit: SIZE }, signal))
    if (!this.page.value || this.page.problem || question !== this.#asked) return
    this.#take(this.page.value, [])
    // The last page tells how many there are; before it they are counted while the first rows are read.
    if (this.total === null) await this.#count(question)
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (this.#cursor === null || this.page.busy || this.page.problem) return
    const [question, cursor] = [this.#asked, this.#cursor]
    await this.page.load((signal) => this.#ask({ limit: SIZE, cursor }, signal))
    if (this.page.value && !this.page.problem && question === this.#asked) this.#take(this.page.value, this.rows)
  }

  /** Reads on until all rows are there, or so many. */
  async all(most: number, signal: AbortSignal): Promise<void> {
    while (this.#cursor !== null && this.rows.length < most) {
      const question = this.#asked
      const page = await this.#ask({ limit: Math.min(MANY, most - this.rows.length), cursor: this.#cursor }, signal)
      if (question !== this.#asked) return
      this.#take(page, this.rows)
    }
  }

  /** Keeps the list for whoever comes back to it. */
  leave(): void {
    if (this.rows.length > 0) left = { asked: JSON.stringify([this.#path, this.#query]), rows: this.rows, cursor: this.#cursor, total: this.total, words: this.words, active: this.active }
  }

  /** Forgets a list that is not as it was. */
  static forget(): void {
    left = null
  }

  #take(page: RowPage, before: Row[]): void {
    const known = new Set(before.map((row) => row.id))
    this.rows = [...before, ...page.rows.filter((row) => !known.has(row.id))]
    this.#cursor = page.next_cursor ?? null
    if (this.#cursor === null) this.total = this.rows.length
  }

  async #count(question: string): Promise<void> {
    await this.#counted.load((signal) => this.#ask({ limit: 1, count: 'true' }, signal))
    if (question === this.#asked && this.#counted.value && !this.#counted.problem && this.total === null) this.total = this.#counted.value.total ?? null
  }

  #ask(more: Query, signal: AbortSignal): Promise<RowPage> {
    const query = { ...this.#query, ...more }
    return this.words ? api.search(`/${this.#path}`, query, this.words, signal) : api.rows(`/${this.#path}`, query, signal)
  }
}
