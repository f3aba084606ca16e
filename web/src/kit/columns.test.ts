import { beforeAll, expect, it, vi } from 'vitest'
import type { Kind } from '../state/kinds.svelte'

let columns: typeof import('./columns')
beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' })
  vi.stubGlobal('addEventListener', () => undefined)
  columns = await import('./columns')
})

const words = (vi: string, en: string) => ({ vi, en })
const field = (name: string, type: Kind['fields'][number]['type'], personal = false) => ({ name, column: name, title: words(name, name), type, required: true, needed_in_tables: false, personal, past: false, searched: false })
const people: Kind = {
  name: 'people',
  title: words('Nhân khẩu', 'People'),
  importable: true,
  in_area: true,
  searched: true,
  span: null,
  listed: true,
  takes_files: false,
  key: ['source_key'],
  named_by: ['full_name'],
  fields: [
    field('source_key', 'text'),
    field('full_name', 'text', true),
    { ...field('sex', 'word'), words: [{ word: 'male', title: words('Nam', 'Male') }] },
    field('birth_year', 'year'),
    field('born_on', 'day', true),
    field('phone', 'text', true),
    { ...field('area_id', 'reference'), of: 'areas' },
    { ...field('household_id', 'reference'), of: 'places' },
  ],
}

it('sends no name, number or address of a person as a filter, whatever an address holds', () => {
  const asked = { area: '09187', sex: 'male', full_name: 'Nguyễn Văn A', phone: '0512345678', born_on: '1990-01-01', source_key: 'x' }
  expect(columns.filtersOf(people, asked)).toEqual({ area: '09187', sex: 'male' })
})

it('shows words and years as people write them', () => {
  const row = { id: '1', version: 1, area_code: '09187', area_name: 'Phường Suối Hoa', full_name: 'An', sex: 'male', birth_year: 1990 }
  const shown = columns.columnsOf(people, 'full_name,sex,birth_year,area_id,no_such').map((column) => [column.name, columns.cell(column, row)])
  expect(shown).toEqual([
    ['full_name', 'An'],
    ['sex', 'Nam'],
    ['birth_year', '1990'],
    ['area_id', 'Phường Suối Hoa'],
  ])
})

it('shows what names a record and what it needs where nobody has chosen', () => {
  const many = { ...people, fields: [...Array(12)].map((_, n) => ({ ...field(`f${n}`, 'text'), required: n === 11 })), key: ['f10'], named_by: ['f9'] }
  expect(columns.columnsOf(many, undefined).map(({ name }) => name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f9', 'f10', 'f11'])
  expect(columns.columnsOf(many, 'no_such').length).toBe(9)
})

it('sorts by the fields that there are, and by nothing else that an address holds', () => {
  expect(columns.filtersOf(people, { sort: '-birth_year' })).toEqual({ sort: '-birth_year' })
  expect(columns.filtersOf(people, { sort: 'Nguyễn Văn A' })).toEqual({})
  const year = people.fields[3]!
  expect([null, 'sex', 'birth_year', '-birth_year'].map((sort) => columns.nextSort(year, sort))).toEqual(['birth_year', 'birth_year', '-birth_year', ''])
})

it('tells what a decision was about, and no key', async () => {
  const { desk } = await import('../state/desk.svelte')
  const tiers = [{ value: '15', says: words('Chỉ thị 15', 'Directive 15') }]
  const tier = { id: 'distancing_tier', label: words('Giãn cách xã hội', 'Social distancing'), values: tiers }
  desk.session.value = { proposal_kinds: [tier] } as unknown as NonNullable<typeof desk.session.value>
  const decided: Kind = { ...people, name: 'decisions', fields: [field('proposal_key', 'text')], named_by: ['proposal_key'] }
  expect(columns.rowName(decided, { proposal_key: '09178|||distancing_tier|15|2021-06-21' })).toBe('Giãn cách xã hội · Chỉ thị 15 · 21/6/2021')
  expect(columns.rowName(decided, { proposal_key: 'x|y' })).toBe('x|y')
})
