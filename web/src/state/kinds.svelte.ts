import { api } from '../api/client'
import type { Words } from '../api/types'
import { Loaded } from './loaded.svelte'

/** A field of a kind of records, as the program declares it. */
export interface Field {
  name: string
  /** The heading of its column in tables. */
  column: string
  title: Words
  type: 'text' | 'number' | 'year' | 'flag' | 'day' | 'instant' | 'word' | 'reference' | 'disease' | 'fact'
  required: boolean
  needed_in_tables: boolean
  personal: boolean
  /** Whether it tells of something that has happened, and so lies in no future. */
  past: boolean
  searched: boolean
  /** How a text is read, where the type does not say it. */
  read_as?: 'key' | 'title' | 'name' | 'phone' | 'personal_id' | 'id' | 'sex' | 'birth'
  /** What is written into it. */
  holds?: Words
  /** What is taken where nothing is written. */
  default?: string
  words?: { word: string; title: Words }[]
  /** The kind that it refers to. */
  of?: string
}

/** A kind of records, as the program declares it. */
export interface Kind {
  name: string
  title: Words
  /** Whether people enter, correct and withdraw its rows. */
  importable: boolean
  in_area: boolean
  listed: boolean
  /** Whether its rows are found by words. */
  searched: boolean
  span: { first: string; last: string } | null
  key: string[]
  /** Whether files are attached to its records. */
  takes_files: boolean
  /** The fields by which people call its records. */
  named_by: string[]
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

  /** The kind whose list has that path. */
  at(path: string): Kind | undefined {
    return this.named(path.replaceAll('-', '_'))
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
