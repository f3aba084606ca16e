import { describe, expect, it } from 'vitest'
import { dayText, momentParts, momentText, typedDay, typedTime } from './days'

describe('days', () => {
  it.each([
    ['17/6/2021', '2021-06-17'],
    ['17-06-21', '2021-06-17'],
    ['17.6', '2021-06-17'],
    ['170621', '2021-06-17'],
    ['17062021', '2021-06-17'],
    [' 2021-6-17 ', '2021-06-17'],
    ['29/2/2020', '2020-02-29'],
    ['6/17/2021', undefined],
    ['29/2/2021', undefined],
    ['31/4', undefined],
    ['17/6/0021', undefined],
    ['hôm qua', undefined],
    ['', undefined],
  ])('reads %s with the day first, whatever the language of the browser', (typed, day) => {
    expect(typedDay(typed, 2021)).toBe(day)
  })

  it('are written with two digits each', () => {
    expect(dayText('2021-06-07')).toBe('07/06/2021')
  })
})

describe('moments', () => {
  it.each([
    ['8', '08:00'],
    ['8h05', '08:05'],
    ['0805', '08:05'],
    ['16h', '16:00'],
    ['24:00', undefined],
    ['8:75', undefined],
  ])('reads the time %s', (typed, time) => expect(typedTime(typed)).toBe(time))

  it('are of Vietnam, and what is half typed is not lost', () => {
    expect(momentText('2021-06-16', '8')).toBe('2021-06-16T08:00+07:00')
    expect(momentText('2021-06-16', '')).toBe('2021-06-16')
    expect(momentText('32/13', '8')).toBe('32/13 8')
    expect(momentParts('2021-06-16T01:00:00Z')).toEqual(['2021-06-16', '08:00'])
    expect(momentParts('2021-06-16')).toEqual(['2021-06-16', ''])
    expect(momentParts(momentText('32/13', '8'))).toEqual(['32/13', '8'])
  })
})
