import { describe, expect, it } from 'vitest'
import type { Fault } from '../../api/types'
import { faultTable } from './faults'

const fault = (file: string, vi: string): Fault => ({ file, row: 3, column: 'C', header: 'Ngày, giờ', code: 'date.future', reason: { vi, en: 'in the future' } })

describe('the table of faults', () => {
  it('never holds a cell that a spreadsheet would run', () => {
    for (const text of ['=1+1', '+84', '-2', '@SUM(A1)', '\t=1', '\r=1']) {
      const line = faultTable(['a'], [fault(text, text)]).split('\r\n')[1]!
      expect(line.replace(/^"/, '').startsWith("'"), JSON.stringify(text)).toBe(true)
    }
  })

  it('keeps accents, commas and quotes for Excel', () => {
    const text = faultTable(['Tệp', 'Lý do'], [fault('ca bệnh.csv', 'ô “A” có "dấu"')])
    expect(text.startsWith('\uFEFFTệp,Lý do\r\n')).toBe(true)
    expect(text).toContain('ca bệnh.csv,,3,C,"Ngày, giờ","ô “A” có ""dấu""",in the future\r\n')
  })
})
