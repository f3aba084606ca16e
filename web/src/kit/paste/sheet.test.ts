import { describe, expect, it } from 'vitest'
import type { Field, Kind } from '../../state/kinds.svelte'
import { clipboardCells, headings, pasted, tableOf } from './sheet'

const field = (name: string, column: string, vi: string, needed = false): Field => ({ name, column, title: { vi, en: name }, type: 'text', required: needed, needed_in_tables: needed, personal: false, past: false, searched: false })
const kind: Kind = { name: 'zones', title: { vi: '', en: '' }, importable: true, in_area: true, listed: true, takes_files: false, searched: true, span: null, key: ['code'], named_by: ['code'], fields: [field('code', 'code', 'Mã', true), field('name', 'name', 'Tên', true), field('area_id', 'area_code', 'Địa bàn'), field('opened_on', 'opened_on', 'Ngày thiết lập')] }
const blank = (rows: number) => Array.from({ length: rows }, () => kind.fields.map(() => ''))

describe('what a spreadsheet puts on the clipboard', () => {
  it('is cells, also with lines, tabs and quotes of their own', () => {
    expect(clipboardCells('a\tb\r\n"hai\r\ndòng"\t"nói ""có"""\r\n')).toEqual([['a', 'b'], ['hai\r\ndòng', 'nói "có"']])
    expect(clipboardCells('5" \tx')).toEqual([['5"', 'x']])
    expect(clipboardCells('')).toEqual([])
  })

  it('goes under the headings that it brings, in whatever order and without marks', () => {
    expect(headings(kind, ['Ten', 'MÃ *', 'Ghi chú'])?.map((found) => found?.name)).toEqual(['name', 'code', undefined])
    expect(headings(kind, ['VT-1', 'Khu Thượng'])).toBeUndefined()
    const { cells, rows, left } = pasted(blank(1), kind, kind.fields, 'Tên\tMã\tGhi chú\nKhu Thượng\tVT-1\tx\nKhu Hạ\tVT-2\ty', 0, 2)
    expect([cells, rows, left]).toEqual([[['VT-1', 'Khu Thượng', '', ''], ['VT-2', 'Khu Hạ', '', '']], 2, ['Ghi chú']])
  })

  it('goes to the right and down where it brings none, and no further than the table', () => {
    const { cells } = pasted(blank(2), kind, kind.fields, '09187\t1/6/2021\tthừa\n09163\t2/6/2021\tthừa', 1, 2)
    expect(cells).toEqual([['', '', '', ''], ['', '', '09187', '1/6/2021'], ['', '', '09163', '2/6/2021']])
  })
})

it('sends the rows that say anything, under the headings of the kind', () => {
  const cells = [['', '', '', ''], ['VT-1', 'Khu "A", ngõ 2', '', ''], [' ', '', '', ''], ['VT-2', 'hai\ndòng', '', '']]
  const { csv, rows } = tableOf(cells, kind.fields)
  expect(csv).toBe('code,name\r\nVT-1,"Khu ""A"", ngõ 2"\r\nVT-2,"hai\ndòng"\r\n')
  expect(rows).toEqual([1, 3])
})
