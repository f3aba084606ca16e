import { requestId } from '../../api/client'
import type { Values } from './values'

/** What somebody has typed into a form and the program has not acknowledged yet. */
export interface Draft {
  values: Values
  /** The version that was seen, where a record is corrected. */
  version: number | null
  /** When it was typed last, in milliseconds. */
  typed_at: number
  /** The name of the write, so that it takes effect once although it is sent again after the page was closed. */
  request: string
  /** What was sent under that name; anything else needs another name. */
  sent: string | null
}

const PREFIX = 'taicho.draft:'
/** Names of people do not stay on a machine for good. */
const KEPT_MS = 7 * 86_400_000

export function draftKey(scene: string | undefined, kind: string, id: string): string {
  return `${PREFIX}${scene ?? ''}:${kind}:${id}`
}

/** The draft that was kept, where one is there and not too old. */
export function keptDraft(key: string): Draft | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as Draft)
  } catch {
    return null
  }
}

/** Keeps a draft in this browser; where its store is full or closed, the form holds it alone. */
export function keepDraft(key: string, draft: Draft): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // There is nothing to drop where nothing can be kept.
  }
}

/** Drops what nobody came back to. */
export function dropOldDrafts(now: number): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && now - (keptDraft(key)?.typed_at ?? 0) > KEPT_MS) localStorage.removeItem(key)
    }
  } catch {
    // As above.
  }
}

/** The name under which something is sent: the same for the same, so that it takes effect once. */
export function requestFor(draft: Draft, sent: string): string {
  return draft.sent === sent ? draft.request : requestId()
}
