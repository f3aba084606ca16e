import { api } from '../api/client'
import type { Words } from '../api/types'
import { Loaded } from './loaded.svelte'

/** A field of a kind of records, as the program declares it. */
export interface Field {
  name: string
  title: Words
  type: 'text' | 'number' | 'year' | 'flag' | 'day' | 'instant' | 'word' | 'reference' | 'disease' | 'fact'
  required: boolean
  personal: boolean
  words?: { word: string; title: Words }[]
  of?: string
}

/** A kind of records, as the program declares it. */
export interface Kind {
  name: string
  title: Words
  importable: boolean
  in_area: boolean
  /** Whether its rows are found by words. */
  searched: boolean
  span: { first: string; last: string } | null
  fields: Field[]
}

/** The kinds of records: what they are called, their fields and words stand nowhere else. */
class Kinds {
  loaded = new Loaded<Kind[]>()

  get all(): Kind[] {
    return this.loaded.value ?? []
  }

  named(name: string): Kind | undefined {
    return this.all.find((kind) => kind.name === name)
  }

  async load(): Promise<void> {
    if (!this.loaded.value && !this.loaded.busy) await this.loaded.load((signal) => api.kinds(signal))
  }
}

export const kinds = new Kinds()

/** The path of a kind's list. */
export function pathOf(kind: Kind): string {
  return kind.name.replaceAll('_', '-')
}
