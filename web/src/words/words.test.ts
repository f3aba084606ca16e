import { describe, expect, it } from 'vitest'
import { en } from './en'
import { vi, type Key } from './vi'

const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort()

describe('the catalogues', () => {
  it('leave the same gaps in both languages', () => {
    for (const key of Object.keys(vi) as Key[]) expect(gaps(en[key]), key).toEqual(gaps(vi[key]))
  })

  it('are composed Unicode, so that no font falls back', () => {
    for (const text of [...Object.values(vi), ...Object.values(en)]) expect(text).toBe(text.normalize('NFC'))
  })
})
