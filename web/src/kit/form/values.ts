import type { Entered } from '../../api/client'
import type { Field, Kind } from '../../state/kinds.svelte'

/** What stands in the fields of a form, as texts; an empty one stands for nothing. */
export type Values = Record<string, string>

/** The types that the value of a fact can have, the frequent ones first. */
export const FACT_TYPES = ['number', 'flag', 'text', 'date', 'instant', 'numbers', 'dates'] as const

/** The column beside a fact that tells its type. */
const FACT_TYPE = 'type'

/** A text of more than one line, or one that is long already. */
export function isLong(field: Field, value: string): boolean {
  if (field.type !== 'text' || field.read_as === 'key') return false
  return value.includes('\n') || value.length > 60
}

/** What a form shows of a record. */
export function valuesOf(kind: Kind, row: Record<string, unknown>): Values {
  return Object.fromEntries(kind.fields.map((field) => [field.name, textOf(field, row[field.name])]))
}

/** What a form shows of a new record: what is taken where nothing is written. */
export function emptyValues(kind: Kind, given: Values = {}): Values {
  return Object.fromEntries(kind.fields.map((field) => [field.name, given[field.name] ?? field.default ?? '']))
}

/** The text of a value as the program answers it. */
export function textOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) return ''
  return field.type === 'fact' ? factOf(String(value)) : String(value)
}

/** What is sent of a form: each field that is not as it was, where a record is corrected. `isId` tells a chosen record from what was typed. */
export function enteredOf(kind: Kind, values: Values, before: Values, isId: (of: string, text: string) => boolean = () => true): Entered {
  const entered: Entered = {}
  for (const field of kind.fields) {
    const text = (values[field.name] ?? '').trim()
    if (text === (before[field.name] ?? '').trim()) continue
    Object.assign(entered, entry(field, text, isId))
  }
  return entered
}

function entry(field: Field, text: string, isId: (of: string, text: string) => boolean): Entered {
  if (text === '') return { [field.name]: null }
  if (field.type === 'fact') {
    const { type, text: value } = factParts(text)
    return { [field.name]: value, [FACT_TYPE]: type }
  }
  // An area is told by its code or name, and by its id where that stands before it.
  return { [field.name]: field.of === 'areas' && field.read_as !== 'id' && isId('areas', text) ? `id:${text}` : text }
}

/** The type and the text of a fact in a form. */
export function factParts(text: string): { type: string; text: string } {
  const [type = '', ...rest] = text.split(' ')
  return FACT_TYPES.some((known) => known === type) ? { type, text: rest.join(' ') } : { type: 'number', text }
}

export function factText({ type, text }: { type: string; text: string }): string {
  return `${type} ${text}`
}

/** A fact as the program keeps it, as a form has it. */
function factOf(kept: string): string {
  let value: unknown
  try {
    value = JSON.parse(kept)
  } catch {
    return `text ${kept}`
  }
  if (typeof value === 'boolean') return `flag ${value}`
  if (typeof value === 'number') return `number ${value}`
  if (Array.isArray(value)) return `${value.every((one) => typeof one === 'number') ? 'numbers' : 'dates'} ${value.join('; ')}`
  const text = String(value)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `date ${text}`
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? `instant ${text}` : `text ${text}`
}
