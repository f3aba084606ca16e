import { diseaseName, isKind, kindName, valueName } from '../components/proposal'
import { kinds, type Field, type Kind } from '../state/kinds.svelte'
import { capital, date, dateTime, factValue, number } from '../words/format'
import { say, t } from '../words/words'
import { names } from './names.svelte'

/** What narrows a kind whose rows hold for a time to those that hold on a day. */
export const OPEN_ON = 'open_on'

/** What a list is sorted by: the name of a field, with a `-` before it the greatest first. */
export const SORT = 'sort'

/** Fields that hold the name of a kind of records. */
const KINDED = ['kind', 'subject_kind', 'row_kind', 'list']

/** What chooses the columns of a list: the names of fields. */
export const COLUMNS = 'cols'

/** So many columns stand side by side where nobody has chosen any. */
const AT_FIRST = 9

/** The fields that a list can be narrowed by on the page: words, yes or no, diseases and days. */
export function filterable(kind: Kind): Field[] {
  const chosen = (field: Field) => ['word', 'flag', 'disease'].includes(field.type)
  return [...kind.fields.filter((field) => chosen(field) && !field.personal), ...kind.fields.filter((field) => field.type === 'day' && field.required && !field.personal)]
}

/** The fields by which a list is narrowed to what refers to one record: an id says nothing about whose it is. */
export function references(kind: Kind): Field[] {
  return kind.fields.filter((field) => field.type === 'reference' && field.name !== 'area_id' && !field.personal)
}

/** The filters of the address that the list knows: together all that its address may hold, so never a name or a number of a person. */
export function filtersOf(kind: Kind, params: Record<string, string>): Record<string, string> {
  const known = new Set([...filterable(kind), ...references(kind)].map(({ name }) => name).concat('area', 'at'))
  if (kind.span) known.add(OPEN_ON)
  if (kind.fields.some((field) => field.name === params[SORT]?.replace('-', ''))) known.add(SORT)
  return Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name)))
}

/** The fields that a list shows: those that were chosen, or else the ones that name a record and say the most of it. */
export function columnsOf(kind: Kind, chosen: string | undefined): Field[] {
  const wanted = new Set(chosen?.split(','))
  const picked = kind.fields.filter((field) => wanted.has(field.name))
  if (picked.length > 0) return picked
  const first = kind.fields.filter((field) => field.required || kind.named_by.includes(field.name) || kind.key.includes(field.name))
  const rest = kind.fields.filter((field) => !first.includes(field) && !isOrigin(field))
  const shown = new Set([...first, ...rest].slice(0, Math.max(AT_FIRST, first.length)))
  return kind.fields.filter((field) => shown.has(field))
}

/** Where a record comes from is told last, if at all. */
export function isOrigin(field: Field): boolean {
  return field.column === 'origin' || field.name === 'record_origin'
}

/** The order in which a list comes when a heading is pressed: rising, falling, and the newest first again. */
export function nextSort(field: Field, sort: string | null): string {
  if (sort === field.name) return `-${field.name}`
  return sort === `-${field.name}` ? '' : field.name
}

export function isNumeric(field: Field): boolean {
  return field.type === 'number' || field.type === 'year'
}

/** A field of a row as a person reads it: codes become words, references their names. */
export function cell(field: Field, row: Record<string, unknown>): string {
  if (field.name === 'area_id' && row['area_name'] !== undefined) return String(row['area_name'] ?? '–')
  const value = row[field.name]
  if (value === null || value === undefined || value === '') return '–'
  if (field.type === 'reference') return names.of(field.of ?? '', String(value)) ?? (names.isGone(field.of ?? '', String(value)) ? String(value) : '…')
  if (field.name === 'proposal_key') return proposalName(String(value))
  const named = KINDED.includes(field.name) && field.type === 'text' ? kinds.named(String(value)) : undefined
  if (named) return say(named.title)
  // What an order orders is a kind of proposal, and its value a word of that kind.
  if (field.name === 'kind' && field.type === 'text') return kindName(String(value))
  if (field.name === 'value' && field.type === 'text' && typeof row['kind'] === 'string') return valueName(row['kind'], String(value))
  switch (field.type) {
    case 'word':
      return word(field, String(value))
    case 'flag':
      return t(value ? 'value.yes' : 'value.no')
    case 'disease':
      return capital(diseaseName(String(value)))
    case 'day':
      return date(String(value))
    case 'instant':
      return dateTime(String(value))
    case 'number':
      return number(Number(value))
    case 'fact':
      return factValue(parsed(String(value)))
    default:
      return String(value)
  }
}

/** What a proposal is called, by its key: what it proposes, and from which day. */
function proposalName(key: string): string {
  const parts = key.split('|')
  const at = parts.findIndex(isKind)
  if (at < 0) return key
  const [kind = '', value = ''] = parts.slice(at)
  const day = parts.slice(at + 1).find((part) => /^\d{4}-\d{2}-\d{2}$/.test(part))
  return [kindName(kind), valueName(kind, value), ...(day ? [date(day)] : [])].join(' · ')
}

/** What a row is called, by the fields that name its kind. */
export function rowName(kind: Kind, row: Record<string, unknown>): string {
  const told = kind.named_by.flatMap((name) => kind.fields.find((field) => field.name === name) ?? [])
  const parts = told.map((field) => cell(field, row)).filter((text) => text !== '–')
  return parts.join(kind.name === 'areas' ? ' ' : ' · ')
}

/** What a person calls a word of a field. */
export function word(field: Field, value: string): string {
  const found = field.words?.find((item) => item.word === value)
  return found ? say(found.title) : value
}

function parsed(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
