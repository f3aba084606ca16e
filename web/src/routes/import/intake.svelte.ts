import { api } from '../../api/client'
import type { ImportReport, Problem } from '../../api/types'
import { desk } from '../../state/desk.svelte'
import { problemOf } from '../../state/loaded.svelte'

/** The program takes no more in one request; the command line takes files of any size. */
export const LARGEST_MB = 64

/** A file as it was when it was chosen: what is checked is what is written, whatever happens on the disk in between. */
export interface Picked {
  name: string
  content: Blob
  /** Empty where the program is to find out. */
  kind: string
}

/** The way of some files into the program: chosen, checked, written and, if need be, taken back. */
export class Intake {
  files = $state.raw<Picked[]>([])
  report = $state.raw<ImportReport | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state<'checking' | 'writing' | null>(null)
  /** Versions withdrawn, once the import was taken back. */
  withdrawn = $state<number | null>(null)

  get added(): number {
    return (this.report?.files ?? []).reduce((sum, file) => sum + file.rows_added, 0)
  }

  get corrected(): number {
    return (this.report?.files ?? []).reduce((sum, file) => sum + file.rows_corrected, 0)
  }

  get megabytes(): number {
    return this.files.reduce((sum, file) => sum + file.content.size, 0) / 1024 / 1024
  }

  clear(): void {
    this.files = []
    this.report = null
    this.problem = null
    this.withdrawn = null
  }

  async take(chosen: Iterable<File>): Promise<void> {
    this.clear()
    const files = [...chosen]
    if (files.length === 0) return
    this.busy = 'checking'
    try {
      this.files = await Promise.all(files.map(async (file) => ({ name: file.name, content: new Blob([await file.arrayBuffer()]), kind: '' })))
    } catch (error) {
      this.problem = problemOf(error)
    }
    this.busy = null
    if (this.files.length > 0 && this.megabytes <= LARGEST_MB) await this.check()
  }

  /** Says what the rows of a file are, and looks again. */
  async setKind(index: number, kind: string): Promise<void> {
    this.files = this.files.map((file, i) => (i === index ? { ...file, kind } : file))
    await this.check()
  }

  check(): Promise<void> {
    return this.#send('checking', true)
  }

  write(): Promise<void> {
    return this.#send('writing', false)
  }

  async takeBack(reason: string): Promise<void> {
    const change = this.report?.change_id
    if (!change) return
    const undone = await api.undo(desk.scope, change, reason)
    this.withdrawn = undone.versions
  }

  async #send(what: 'checking' | 'writing', dryRun: boolean): Promise<void> {
    this.busy = what
    this.problem = null
    try {
      this.report = await api.importFiles({ ...desk.scope, dry_run: String(dryRun), known_at: desk.replaysAt }, this.files)
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.busy = null
    }
  }
}
