import { beforeAll, expect, it, vi } from 'vitest'

let columns: typeof import('./columns')
beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' })
  vi.stubGlobal('addEventListener', () => undefined)
  columns = await import('./columns')
})

it('sends no name, number or address of a person as a filter, whatever an address holds', () => {
  const asked = { area: '09187', record_origin: 'seed', full_name: 'Nguyễn Văn A', phone: '0512345678', personal_id: '1', source_key: 'x' }
  for (const kind of columns.kinds) {
    for (const name of Object.keys(columns.filtersOf(kind, asked))) expect(['area', 'record_origin']).toContain(name)
  }
})
