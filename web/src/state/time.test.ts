import { describe, expect, it } from 'vitest'
import { addDays, dayOf, daysBetween, instant, timeOf, weekday } from './time'

describe('time in Vietnam', () => {
  it('reads the civil day of an instant whatever its offset', () => {
    expect(dayOf('2021-06-17T16:59:59Z')).toBe('2021-06-17')
    expect(dayOf('2021-06-17T17:00:00Z')).toBe('2021-06-18')
    expect(timeOf('2021-06-17T09:00:00Z')).toBe('16:00')
  })

  it('counts days over a month', () => {
    expect(addDays('2021-06-17', 19)).toBe('2021-07-06')
    expect(daysBetween('2021-05-24', '2021-06-17')).toBe(24)
  })

  it('knows that the plan is of a Thursday', () => {
    expect(weekday('2021-06-17')).toBe(3)
    expect(instant('2021-06-17', '16:00')).toBe('2021-06-17T16:00:00+07:00')
  })
})
