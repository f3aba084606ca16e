import { describe, expect, it } from 'vitest'

import type { Board, WardRow } from '../../api/types'
import { fillOf, isAdvice, levelsOf, paintOf } from './paint'

const ward = (level: WardRow['level']) => ({ level, tier: null, state: 'unknown', state_decides: true }) as unknown as WardRow
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

  it('is alert and epidemic where the rules speak of no levels', () => {
    expect(paintOf('level', board([ward(null)], ['epidemic']))).toBe('state')
  })
})
