import type { Row } from '../../api/types'
import { diseaseName, kindName, valueName } from '../../components/proposal'
import { capital, factValue } from '../../words/format'
import { isKey, nameOf, t, type Key } from '../../words/words'

export interface Filter {
  name: string
  /** The words on offer, a day, or any disease. */
  values: string[] | 'date' | 'disease'
}

export interface Kind {
  path: string
  columns: string[]
  filters: Filter[]
}

const day = (name: string): Filter => ({ name, values: 'date' })
const word = (name: string, ...values: string[]): Filter => ({ name, values })

const origins = word('record_origin', 'seed', 'record', 'officer', 'synthetic')
const disease: Filter = { name: 'disease', values: 'disease' }

/** What every list can be narrowed by; together with a list's own filters all that its address may hold, so never a name or a number of a person. */
const COMMON = ['area', 'at', 'zone']

/** The filters of the address that the list knows. */
export function filtersOf(kind: Kind, params: Record<string, string>): Record<string, string> {
  const known = new Set([...COMMON, ...kind.filters.map(({ name }) => name)])
  return Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name)))
}

/** What each list shows and how it can be narrowed; a field that is not named here still shows in the record's history. */
export const kinds: Kind[] = [
  {
    path: 'cases',
    columns: ['source_key', 'area_name', 'zone_id', 'disease', 'status', 'origin', 'setting', 'found_on', 'onset_on', 'source_known', 'record_origin'],
    filters: [
      word('origin', 'community', 'contained', 'imported'),
      word('status', 'confirmed', 'suspected', 'ruled_out'),
      word('setting', 'quarter', 'zone', 'quarantine_site', 'hospital', 'border'),
      day('found_from'),
      day('found_to'),
      disease,
      origins,
    ],
  },
  {
    path: 'zones',
    columns: ['code', 'name', 'area_name', 'disease', 'opened_on', 'lifted_on', 'last_f0_on', 'days_since_last_f0', 'households', 'residents', 'record_origin'],
    filters: [day('open_on'), day('opened_from'), day('opened_to'), disease, origins],
  },
  {
    path: 'people',
    columns: ['full_name', 'sex', 'birth_year', 'area_name', 'address', 'residence', 'phone', 'record_origin'],
    filters: [origins],
  },
  {
    path: 'sampling-rounds',
    columns: ['zone_id', 'area_name', 'taken_on', 'listed', 'sampled', 'positive', 'record_origin'],
    filters: [day('taken_from'), day('taken_to'), origins],
  },
  {
    path: 'orders',
    columns: ['number', 'kind', 'value', 'area_name', 'zone_id', 'effective_from', 'effective_to', 'status', 'document', 'record_origin'],
    filters: [word('kind', 'distancing_tier', 'risk_level', 'zone_lift', 'zone_freeze', 'epidemic', 'epidemic_end'), word('status', 'draft', 'issued', 'revoked')],
  },
  {
    path: 'facts',
    columns: ['name', 'value', 'area_name', 'zone_id', 'disease', 'valid_from', 'valid_to', 'origin', 'confidence', 'source'],
    filters: [word('origin', 'seed', 'record', 'officer', 'synthetic'), disease],
  },
]

const HIDDEN = new Set(['version', 'area_code', 'area_path'])
const isHidden = (column: string) => HIDDEN.has(column) || (/(^|_)id$/.test(column) && column !== 'zone_id')
/** Columns that the store keeps as 0 and 1. */
const FLAGS = new Set(['source_known', 'was_epidemic'])
const NUMERIC = new Set(['households', 'residents', 'listed', 'sampled', 'positive', 'days_since_last_f0'])

/** The catalogue's columns that the rows really carry, then whatever else they carry. */
export function columnsOf(kind: Kind, rows: Row[]): string[] {
  const present = new Set(rows.flatMap((row) => Object.keys(row)))
  const known = kind.columns.filter((name) => present.has(name))
  const others = [...present].filter((name) => !kind.columns.includes(name) && !isHidden(name))
  return known.length > 3 ? known : [...known, ...others]
}

export function isNumeric(column: string): boolean {
  return NUMERIC.has(column)
}

export function columnName(column: string): string {
  return nameOf('field', column)
}

/** A cell as a person reads it: codes become words, references their names. */
export function cell(column: string, value: unknown, row: Record<string, unknown> = {}, zones: Map<string, string> = new Map()): string {
  if (column === 'zone_id' && typeof value === 'string') return zones.get(value) ?? value
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'object' && !Array.isArray(value)) return refName(value as Record<string, unknown>)
  if (FLAGS.has(column)) return t(value === true || value === 1 ? 'value.yes' : 'value.no')
  if (column === 'disease') return capital(diseaseName(String(value)))
  if (column === 'kind' && typeof value === 'string') return kindName(value)
  if (column === 'value' && typeof row['kind'] === 'string') return valueName(row['kind'], value as string)
  if (column === 'birth_year' || column === 'code' || column === 'number') return String(value)
  const key = `word.${column === 'record_origin' ? 'record_origin' : column}.${String(value)}`
  if (isKey(key)) return t(key as Key)
  return factValue(value as string)
}

function refName(value: Record<string, unknown>): string {
  return String(value['name'] ?? value['full_name'] ?? value['vi'] ?? value['code'] ?? JSON.stringify(value))
}
