import { describe, expect, it } from 'vitest'
import { chart, roundUp } from './chart'

describe('chart', () => {
  it('leaves a gap where a day is unknown', () => {
    const trend = [1, null, 3, 4].map((value, i) => ({ date: `2021-06-0${i + 1}`, value }))
    const { line, points } = chart(trend, 30, 10)
    expect(line.match(/M/g)).toHaveLength(2)
    expect(points.map(({ x }) => x)).toEqual([0, 20, 30])
  })

  it('puts the top of the axis at or over the highest value', () => {
    for (const value of [0, 0.3, 1, 3, 19, 63, 99, 101, 12436]) expect(roundUp(value)).toBeGreaterThanOrEqual(value)
    expect(roundUp(63)).toBe(80)
  })

  it('draws no line from no days', () => {
    expect(chart([], 30, 10).line).toBe('')
  })
})
