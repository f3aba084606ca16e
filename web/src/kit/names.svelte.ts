import { SvelteMap } from 'svelte/reactivity'
import { api } from '../api/client'
import type { Named } from '../api/types'
import { desk } from '../state/desk.svelte'
import { kinds } from '../state/kinds.svelte'
import { cell } from './columns'

/** The program names no more at once. */
const AT_ONCE = 2_000

/** What people call records: asked for together, and kept while the situation stays the same. */
class Names {
  #known = new SvelteMap<string, Named | null>()
  #wanted = new Map<string, Set<string>>()
  #scene: string | undefined
  #asking = new Set<Promise<void>>()

  learn(named: Named[]): void {
    for (const one of named) this.#known.set(key(one.kind, one.id), one)
  }

  /** Forgets a record that was corrected. */
  forget(kind: string, id: string): void {
    this.#known.delete(key(kind, id))
  }

  /** What a record is called; none while that is not known, or where it is not there any more. */
  of(kind: string, id: string): string | undefined {
    const named = this.#known.get(key(kind, id))
    return named ? this.#told(named, (field) => field !== 'area_id' || kind !== 'people') : undefined
  }

  /** What tells it from others of the same name. */
  detail(kind: string, id: string): string | undefined {
    const area = this.#known.get(key(kind, id))?.values['area_id']
    return typeof area === 'string' ? this.of('areas', area) : undefined
  }

  /** Whether the program was asked for it and does not have it. */
  isGone(kind: string, id: string): boolean {
    return this.#known.get(key(kind, id)) === null
  }

  /** Asks for a record's name with all others that are wanted at the same time. */
  want(kind: string, id: string): void {
    const scene = desk.scene?.id
    if (scene !== this.#scene) {
      this.#scene = scene
      this.#known.clear()
    }
    if (this.#known.has(key(kind, id))) return
    if (this.#wanted.size === 0) {
      const asking = Promise.resolve().then(() => this.#ask())
      this.#asking.add(asking)
      void asking.finally(() => this.#asking.delete(asking))
    }
    const ids = this.#wanted.get(kind) ?? new Set()
    this.#wanted.set(kind, ids.add(id))
  }

  /** Until every name that was asked for is known: on paper none comes later. */
  async known(): Promise<void> {
    while (this.#asking.size > 0) await Promise.all(this.#asking)
  }

  async #ask(): Promise<void> {
    const wanted = [...this.#wanted].flatMap(([kind, ids]) => [...ids].map((id) => ({ kind, id })))
    this.#wanted = new Map()
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const some = wanted.slice(from, from + AT_ONCE)
      const records: Record<string, string[]> = {}
      for (const { kind, id } of some) (records[kind.replaceAll('_', '-')] ??= []).push(id)
      const answer = await api.names(desk.scope, records).catch(() => null)
      if (!answer) return
      this.learn(answer.rows)
      for (const { kind, id } of some) if (!this.#known.has(key(kind, id))) this.#known.set(key(kind, id), null)
    }
  }

  #told(named: Named, isTold: (field: string) => boolean): string | undefined {
    const kind = kinds.named(named.kind)
    if (!kind) return undefined
    const fields = kind.named_by.filter(isTold).flatMap((name) => kind.fields.find((field) => field.name === name) ?? [])
    const parts = fields.filter((field) => named.values[field.name] !== undefined).map((field) => cell(field, named.values))
    if (parts.length === 0) return undefined
    return parts.join(kind.name === 'areas' ? ' ' : ' · ')
  }
}

function key(kind: string, id: string): string {
  return `${kind}/${id}`
}

export const names = new Names()
