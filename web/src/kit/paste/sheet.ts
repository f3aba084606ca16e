import type { Field, Kind } from '../../state/kinds.svelte'
import { bare } from '../../words/bare'

/** The cells of a table as people type or paste them, row by row. */
export type Cells = string[][]

/** No paste is longer; longer tables are files. */
export const ROWS_AT_MOST = 5_000

/** The cells of what a spreadsheet puts on the clipboard: tabs between cells, quotes around what has lines or tabs of its own. */
export function clipboardCells(text: string): Cells {
  const rows: Cells = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[i + 1] === '"') {
        cell += '"'
        i += 1
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === '\t') {
      row.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[i + 1] === '\n') i += 1
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += sign
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows.map((cells) => cells.map((one) => one.trim()))
}

/** The fields that the first row names, column by column; none where it is no row of headings. */
export function headings(kind: Kind, first: string[]): (Field | undefined)[] | undefined {
  const plain = (text: string) => bare(text).replace(/[\s_*]+/g, ' ').trim()
  const named = first.map((text) => {
    const wanted = plain(text)
    return wanted === '' ? undefined : kind.fields.find((field) => [field.column, field.name, field.title.vi, field.title.en].some((name) => plain(name) === wanted))
  })
  const found = named.filter(Boolean).length
  return found >= 2 && found * 2 > first.filter((text) => text.trim() !== '').length ? named : undefined
}

/** Puts what was pasted into a table from a cell on: under its own headings, or else to the right and down. */
export function pasted(cells: Cells, kind: Kind, columns: Field[], text: string, row: number, column: number): { cells: Cells; rows: number; left: string[] } {
  const brought = clipboardCells(text)
  const named = headings(kind, brought[0] ?? [])
  const rows = (named ? brought.slice(1) : brought).slice(0, ROWS_AT_MOST - row)
  const target = (from: number) => (named ? (named[from] ? columns.indexOf(named[from]) : -1) : column + from)
  const next = cells.map((one) => [...one])
  rows.forEach((one, down) => {
    const at = (next[row + down] ??= columns.map(() => ''))
    one.forEach((value, from) => {
      const to = target(from)
      if (to >= 0 && to < columns.length) at[to] = value
    })
  })
  const left = named ? (brought[0] ?? []).filter((name, from) => name !== '' && !named[from]) : []
  return { cells: next, rows: rows.length, left }
}

/** The rows that say anything, as a table of the kind: its text, and which row of it is which. */
export function tableOf(cells: Cells, columns: Field[]): { csv: string; rows: number[] } {
  const rows = cells.flatMap((row, n) => (row.some((cell) => cell.trim() !== '') ? [n] : []))
  const used = columns.map((column, at) => column.needed_in_tables || rows.some((n) => (cells[n]?.[at] ?? '').trim() !== ''))
  const line = (values: string[]) => values.filter((_, at) => used[at]).map(quoted).join(',')
  const lines = [line(columns.map(({ column }) => column)), ...rows.map((n) => line(columns.map((_, at) => cells[n]?.[at] ?? '')))]
  return { csv: `${lines.join('\r\n')}\r\n`, rows }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
