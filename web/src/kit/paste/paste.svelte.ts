import { api, requestId } from '../../api/client'
import type { Fault, ImportReport, Problem } from '../../api/types'
import { desk } from '../../state/desk.svelte'
import type { Field, Kind } from '../../state/kinds.svelte'
import { problemOf } from '../../state/loaded.svelte'
import { isOrigin } from '../columns'
import { draftKey, dropDraft, keepDraft, keptDraft, requestFor, type Draft } from '../form/drafts'
import { RowsRead } from '../list/list.svelte'
import { pasted, ROWS_AT_MOST, tableOf, type Cells } from './sheet'

const KEEP_MS = 500
/** Rows that wait below the last one for what is typed. */
const SPARE = 5

/** Rows that are typed or pasted into a table and checked cell by cell before anything is written. */
export class PasteSheet {
  cells = $state.raw<Cells>([])
  report = $state.raw<ImportReport | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state<'checking' | 'writing' | null>(null)
  /** Whether something was typed since it was checked. */
  stale = $state(true)
  /** Headings of the last paste that no field takes. */
  left = $state.raw<string[]>([])
  restored = $state.raw<number | null>(null)
  readonly columns: Field[]
  #draft: Draft
  #key: string
  #keeping: ReturnType<typeof setTimeout> | undefined
  /** Which row of the table each row that was sent is. */
  #sent = $state.raw<number[]>([])

  constructor(readonly kind: Kind) {
    this.columns = [...kind.fields.filter((field) => !isOrigin(field)), ...kind.fields.filter(isOrigin)]
    this.#key = draftKey(desk.scene?.id, kind.name, 'paste')
    const kept = keptDraft(this.#key)
    this.#draft = kept ?? { values: {}, version: null, typed_at: 0, request: requestId(), sent: null }
    if (kept?.values['cells']) {
      this.cells = JSON.parse(kept.values['cells']) as Cells
      this.restored = kept.typed_at
    }
    this.#makeRoom()
  }

  /** What is wrong, by row and column of the table; a fault of a whole row stands at column -1. */
  readonly faults = $derived.by(() => {
    const found = new Map<string, Fault>()
    for (const fault of this.report?.faults ?? []) {
      const row = this.#sent[(fault.row ?? 0) - 2]
      if (row === undefined) continue
      const place = `${row}:${this.columns.findIndex((column) => column.column === fault.header)}`
      if (!found.has(place)) found.set(place, fault)
    }
    return found
  })

  /** What is wrong with the table as a whole. */
  readonly besides = $derived((this.report?.faults ?? []).filter((fault) => this.#sent[(fault.row ?? 0) - 2] === undefined))
  readonly filled = $derived(this.cells.filter((row) => row.some((cell) => cell.trim() !== '')).length)
  readonly ready = $derived(!this.stale && this.report !== null && this.report.dry_run && this.report.faults_in_all === 0)
  readonly written = $derived(this.report !== null && !this.report.dry_run && this.report.faults_in_all === 0)

  set(row: number, column: number, value: string): void {
    const next = [...this.cells]
    next[row] = (next[row] ?? this.columns.map(() => '')).map((old, at) => (at === column ? value : old))
    this.#changed(next)
  }

  /** Takes what was pasted at a cell; gives how many rows it brought. */
  paste(text: string, row: number, column: number): number {
    const { cells, rows, left } = pasted(this.cells, this.kind, this.columns, text, row, column)
    this.left = left
    this.#changed(cells)
    return rows
  }

  clear(): void {
    dropDraft(this.#key)
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    this.restored = null
    this.report = null
    this.problem = null
    this.left = []
    this.stale = true
    this.cells = []
    this.#makeRoom()
  }

  check(): Promise<void> {
    return this.#send('checking')
  }

  async write(): Promise<void> {
    await this.#send('writing')
    if (!this.written) return
    dropDraft(this.#key)
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    RowsRead.forget()
  }

  keep(): void {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    this.#draft = { ...this.#draft, values: { cells: JSON.stringify(this.cells) }, typed_at: Date.now() }
    keepDraft(this.#key, this.#draft)
  }

  leave(): void {
    if (this.#keeping !== undefined) this.keep()
  }

  #changed(cells: Cells): void {
    this.cells = cells
    this.#makeRoom()
    this.stale = true
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.keep(), KEEP_MS)
  }

  #makeRoom(): void {
    const last = this.cells.findLastIndex((row) => row.some((cell) => cell !== ''))
    const wanted = Math.min(ROWS_AT_MOST, Math.max(last + 1 + SPARE, 8))
    const blank = Array.from({ length: Math.max(0, wanted - this.cells.length) }, () => this.columns.map(() => ''))
    if (blank.length > 0) this.cells = [...this.cells, ...blank]
  }

  async #send(what: 'checking' | 'writing'): Promise<void> {
    if (this.busy) return
    const { csv, rows } = tableOf(this.cells, this.columns)
    if (rows.length === 0) return
    if (what === 'writing') {
      this.#draft = { ...this.#draft, request: requestFor(this.#draft, csv), sent: csv }
      this.keep()
    }
    this.busy = what
    this.problem = null
    const cells = this.cells
    try {
      const file = { name: `${this.kind.name}.csv`, content: new Blob([csv], { type: 'text/csv' }), kind: this.kind.name }
      const query = { ...desk.scope, dry_run: String(what === 'checking'), known_at: desk.replaysAt }
      this.report = await api.importFiles(query, [file], what === 'writing' ? this.#draft.request : undefined)
      this.#sent = rows
      this.stale = this.cells !== cells
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.busy = null
    }
  }
}
