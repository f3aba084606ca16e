import { describe, expect, it } from 'vitest'
import type { Field, Kind } from '../../state/kinds.svelte'
import { emptyValues, enteredOf, factParts, valuesOf } from './values'

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ name, column: name, title: { vi: name, en: name }, type, required: false, needed_in_tables: false, personal: false, past: false, searched: false, ...more })
const kind: Kind = {
  name: 'facts',
  title: { vi: '', en: '' },
  importable: true,
  in_area: true,
  listed: true, takes_files: false,
  searched: false,
  span: null,
  key: [],
  named_by: ['name'],
  fields: [field('name', 'text'), field('area_id', 'reference', { of: 'areas' }), field('count', 'number'), field('value', 'fact'), field('origin', 'word', { default: 'officer' })],
}

describe('what a form sends', () => {
  const row = { name: 'x', area_id: '09187', count: 0, value: '12.5', origin: 'seed' }

  it('is what changed, and nothing of what was only seen', () => {
    const before = valuesOf(kind, row)
    expect(before).toEqual({ name: 'x', area_id: '09187', count: '0', value: 'number 12.5', origin: 'seed' })
    expect(enteredOf(kind, before, before)).toEqual({})
    expect(enteredOf(kind, { ...before, name: ' x ', count: '', area_id: '09163' }, before)).toEqual({ count: null, area_id: 'id:09163' })
  })

  it('has the type of a fact beside it', () => {
    const before = valuesOf(kind, row)
    expect(enteredOf(kind, { ...before, value: 'flag true' }, before)).toEqual({ value: 'true', type: 'flag' })
    expect(factParts('a b')).toEqual({ type: 'number', text: 'a b' })
    expect(valuesOf(kind, { value: '["2021-06-01"]' })['value']).toBe('dates 2021-06-01')
    expect(valuesOf(kind, { value: 'true' })['value']).toBe('flag true')
  })

  it('leaves out of a new record what was left blank', () => {
    const values = emptyValues(kind, { count: '3' })
    expect(values['origin']).toBe('officer')
    expect(enteredOf(kind, values, {})).toEqual({ count: '3', origin: 'officer' })
  })

  it('names an area by what was typed where none was chosen', () => {
    expect(enteredOf(kind, { area_id: 'phường Suối Hoa' }, {}, () => false)).toEqual({ area_id: 'phường Suối Hoa' })
  })
})
