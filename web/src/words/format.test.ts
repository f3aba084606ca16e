import { beforeAll, describe, expect, it, vi } from 'vitest'

let format: typeof import('./format')
beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' })
  vi.stubGlobal('addEventListener', () => undefined)
  format = await import('./format')
})

describe('thresholds', () => {
  it('read as words, not as the signs of a rule file', () => {
    expect(['≠ ∅', '= false', '≥ 12.5', '≠ very_high', '≤ 2021-06-17'].map(format.threshold)).toEqual([
      'đã có',
      '= không',
      '≥ 12,5',
      'khác Nguy cơ rất cao',
      '≤ 17/6/2021',
    ])
  })
})

describe('dates and spans', () => {
  it('are written as an officer writes them', () => {
    expect(format.longDate('2021-06-17')).toBe('Thứ Năm, 17/6/2021')
    expect(format.dateTime('2021-06-17T09:00:00Z')).toBe('16:00, 17/6/2021')
    expect(format.span(90 * 60_000)).toBe('1 giờ 30 phút')
    expect(format.span(-50 * 3_600_000)).toBe('2 ngày 2 giờ')
    expect(format.factValue(['2021-06-07', '2021-06-10'])).toBe('7/6/2021 · 10/6/2021')
  })
})
