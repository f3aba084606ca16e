import { api, ApiError, requestId } from '../../api/client'
import type { Kept, Meanwhile, Opened, Problem } from '../../api/types'
import { desk } from '../../state/desk.svelte'
import { pathOf, type Kind } from '../../state/kinds.svelte'
import { problemOf } from '../../state/loaded.svelte'
import { say } from '../../words/words'
import { names } from '../names.svelte'
import { draftKey, dropDraft, keepDraft, keptDraft, requestFor, type Draft } from './drafts'
import { emptyValues, enteredOf, textOf, valuesOf, type Values } from './values'

/** What says that the program is away and comes back: what was sent is sent again until it is acknowledged. */
const AWAY = ['unreachable', 'stopping', 'busy', 'outcome_unknown']
const AGAIN_MS = 5_000
const KEEP_MS = 250

/** A record that is being entered or corrected: what was typed is kept in this browser until the program has acknowledged it. */
export class RecordForm {
  values = $state<Values>({})
  /** What the program says against a field. */
  faults = $state.raw<Record<string, string>>({})
  problem = $state.raw<Problem | null>(null)
  meanwhile = $state.raw<Meanwhile | null>(null)
  reason = $state('')
  /** `away` is sent again by itself. */
  phase = $state<'editing' | 'sending' | 'away'>('editing')
  /** When what stands here was typed, where it comes from a draft. */
  restored = $state.raw<number | null>(null)
  /** Whether nothing of it can be kept in this browser. */
  unkept = $state(false)
  /** What stood in the record that was opened. */
  before = $state.raw<Values>({})
  #version: number | null
  #draft: Draft
  #key: string
  #keeping: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly kind: Kind,
    readonly opened: Opened | null,
    given: Values = {},
  ) {
    this.#key = draftKey(desk.scene?.id, kind.name, opened?.id ?? 'new')
    this.before = opened ? valuesOf(kind, opened.values) : {}
    this.#version = opened?.version ?? null
    const blank = opened ? this.before : emptyValues(kind, given)
    const kept = keptDraft(this.#key)
    this.#draft = kept ?? { values: {}, version: this.#version, typed_at: 0, request: requestId(), sent: null }
    this.values = { ...blank, ...kept?.values }
    if (kept) {
      this.restored = kept.typed_at
      // What was seen then is what it builds on: where the record moved on, both values are shown.
      this.#version = opened ? kept.version : null
    }
  }

  get isChanged(): boolean {
    return Object.keys(this.#entered()).length > 0 && Object.keys(this.values).some((name) => this.values[name] !== (this.before[name] ?? ''))
  }

  set(name: string, value: string): void {
    if (this.values[name] === value) return
    this.values[name] = value
    if (this.faults[name]) {
      const { [name]: _, ...others } = this.faults
      this.faults = others
    }
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.keep(), KEEP_MS)
  }

  /** Keeps what was typed; also called when the page is left. */
  keep(): void {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    this.#draft = { ...this.#draft, values: { ...this.values }, version: this.#version, typed_at: Date.now() }
    this.unkept = !keepDraft(this.#key, this.#draft)
  }

  /** Leaves the form: what waits to be kept is kept, and nothing is sent by itself any more. */
  leave(): void {
    if (this.#keeping !== undefined) this.keep()
    clearTimeout(this.#again)
  }

  /** Forgets what was typed. */
  discard(given: Values = {}): void {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    dropDraft(this.#key)
    this.#draft = { values: {}, version: this.opened?.version ?? null, typed_at: 0, request: requestId(), sent: null }
    this.#version = this.opened?.version ?? null
    this.values = this.opened ? { ...this.before } : emptyValues(this.kind, given)
    this.faults = {}
    this.problem = null
    this.meanwhile = null
    this.restored = null
  }

  /** Sends it; none where it was not kept, which `faults`, `problem`, `meanwhile` or `phase` tell. */
  async submit(onkept: (kept: Kept) => void): Promise<void> {
    clearTimeout(this.#again)
    const values = this.#entered()
    const sent = JSON.stringify([values, this.#version, this.reason])
    this.#draft = { ...this.#draft, request: requestFor(this.#draft, sent), sent }
    this.keep()
    this.phase = 'sending'
    this.problem = null
    this.faults = {}
    try {
      const kept = await this.#send(values)
      dropDraft(this.#key)
      clearTimeout(this.#keeping)
      this.#keeping = undefined
      this.phase = 'editing'
      names.forget(this.kind.name, kept.id)
      onkept(kept)
    } catch (error) {
      this.#refused(problemOf(error), error instanceof ApiError, onkept)
    }
  }

  /** Stops sending by itself, so that it can be changed. */
  stop(): void {
    clearTimeout(this.#again)
    this.phase = 'editing'
  }

  /** Takes for each field that both wrote one of the two values, and builds on what stands now. */
  settle(meanwhile: Meanwhile, mine: Set<string>): void {
    for (const [name, both] of Object.entries(meanwhile.fields)) {
      const field = this.kind.fields.find((field) => field.name === name)
      if (!field) continue
      const theirs = textOf(field, both.current)
      this.before = { ...this.before, [name]: theirs }
      if (!mine.has(name)) this.values[name] = theirs
    }
    this.#version = meanwhile.version
    this.meanwhile = null
    this.keep()
  }

  #entered() {
    return enteredOf(this.kind, this.values, this.before, (of, text) => !names.isGone(of, text))
  }

  #send(values: Record<string, string | null>): Promise<Kept> {
    const [path, request] = [pathOf(this.kind), this.#draft.request]
    if (!this.opened || this.#version === null) return api.createRecord(path, desk.scope, values, request)
    const reason = this.reason.trim()
    return api.correctRecord(path, this.opened.id, desk.scope, { version: this.#version, values, ...(reason ? { reason } : {}) }, request)
  }

  #refused(problem: Problem, isAnswer: boolean, onkept: (kept: Kept) => void): void {
    this.phase = 'editing'
    if (isAnswer && AWAY.includes(problem.code)) {
      this.phase = 'away'
      this.#again = setTimeout(() => void this.submit(onkept), AGAIN_MS)
      return
    }
    if (problem.meanwhile) {
      this.meanwhile = problem.meanwhile
      return
    }
    const faults = problem.faults ?? []
    this.faults = Object.fromEntries(faults.map((fault) => [fault.field, say(fault.reason)]))
    if (faults.length === 0 || faults.some((fault) => !this.kind.fields.some((field) => field.name === fault.field))) this.problem = problem
  }
}
