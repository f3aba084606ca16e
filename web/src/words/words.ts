import type { Words } from '../api/types'
import { place } from '../state/place.svelte'
import { en } from './en'
import { vi, type Key } from './vi'

export type { Key }

const catalogues: Record<'vi' | 'en', Record<Key, string>> = { vi, en }

/** The words of a key in the language of the page, with its gaps filled. */
export function t(key: Key, gaps: Record<string, string | number> = {}): string {
  return catalogues[place.lang][key].replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap))
}

/** A text that the server sends in both languages. */
export function say(words: Words): string {
  return words[place.lang]
}

export function isKey(text: string): text is Key {
  return text in vi
}

/** The words of a code under a prefix; the code itself where the catalogue does not know it. */
export function nameOf(prefix: string, code: string): string {
  const key = `${prefix}.${code}`
  return isKey(key) ? t(key) : code
}
