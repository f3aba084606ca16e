import type { Fault } from '../../api/types'

/** A spreadsheet runs what begins like a formula, so such a cell gets an apostrophe, which it then does not show. */
const FORMULA = /^[=+\-@\t\r]/

function csvCell(value: string | number | null | undefined): string {
  const text = String(value ?? '')
  const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The faults as a table that Excel opens with its accents: UTF-8 with a byte order mark, lines ended as it ends them. */
export function faultTable(headings: string[], faults: Fault[]): string {
  const lines = faults.map((fault) => [fault.file, fault.sheet, fault.row, fault.column, fault.header, fault.reason.vi, fault.reason.en])
  return `\uFEFF${[headings, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`
}
