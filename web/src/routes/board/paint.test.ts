import { describe, expect, it } from 'vitest'

import type { Board, WardRow } from '../../api/types'
import { fillOf, hasTiers, isAdvice, levelsOf, paintOf, shortName } from './paint'

const ward = (level: WardRow['level']) => ({ level, tier: null, planned_tier: null, tier_on_day: null, state: 'unknown', state_decides: true }) as unknown as WardRow
const board = (wards: WardRow[], undecided: string[] = []) => ({ wards, planned: false, undecided: undecided.map((kind) => ({ kind })) }) as unknown as Board

describe('what colours the map', () => {
  it('is the level where the rules ask for one that nobody can tell, and then it is grey', () => {
    const open = board([ward(null)], ['epidemic_level'])
    expect(paintOf(undefined, open)).toBe('level')
    expect(levelsOf(open)).toEqual(['4', '3', '2', '1'])
    expect(fillOf(open.wards[0]!, 'level')).toBe('unknown')
  })

  it('is the level that was given, hatched where it only advises', () => {
    const green = ward({ kind: 'epidemic_level', value: '1', confidence: 'U', decides: false })
    expect(fillOf(green, 'level')).toBe('1')
    expect(isAdvice(green, 'level')).toBe(true)
    expect(levelsOf(board([ward({ kind: 'risk_level', value: 'high', confidence: 'V2', decides: true })]))[0]).toBe('very_high')
  })

  it('has tiers beside risk levels, and beside epidemic levels only where one is recorded', () => {
    const risk = board([ward(null)], ['risk_level'])
    expect(hasTiers(risk)).toBe(true)
    expect(paintOf('tier', risk)).toBe('tier')
    const level = board([ward(null)], ['epidemic_level'])
    expect(hasTiers(level)).toBe(false)
    expect(paintOf('tier', level)).toBe('level')
    expect(hasTiers(board([{ ...ward(null), tier_on_day: '15' } as WardRow], ['epidemic_level']))).toBe(true)
  })

  it('names a commune without its kind, whatever the kind', () => {
    expect(['Phường Hạ Lý', 'Xã Đức Liễu', 'Thị trấn Đức Phong'].map(shortName)).toEqual(['Hạ Lý', 'Đức Liễu', 'Đức Phong'])
  })

  it('is alert and epidemic where the rules speak of no levels', () => {
    expect(paintOf('level', board([ward(null)], ['epidemic']))).toBe('state')
  })
})
