import type { CivilDate, Instant } from '../../api/types'
import { dayOf, timeOf } from '../../state/time'

/** A day as people here write it: 17/06/2021. */
export function dayText(day: CivilDate): string {
  const [year, month, date] = day.split('-')
  return `${date}/${month}/${year}`
}

/**
 * The day that somebody typed: `17/6/2021`, `17-6-21`, `170621`, `17062021`, `17/6` of the year given, or `2021-06-17`;
 * none where it is no day that there is.
 */
export function typedDay(text: string, year: number): CivilDate | undefined {
  const typed = text.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  if (iso) return civil(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const parts = /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(typed)
  if (!parts) return undefined
  const years = parts[3] === undefined ? year : parts[3].length === 2 ? 2000 + Number(parts[3]) : Number(parts[3])
  return civil(years, Number(parts[2]), Number(parts[1]))
}

/** The time of day that somebody typed: `8`, `8:05`, `8h05`, `0805`, `16h`; none where it is none. */
export function typedTime(text: string): string | undefined {
  const parts = /^(\d{1,2})(?:[:hg.](\d{1,2})?)?$/i.exec(text.trim()) ?? /^(\d{2})(\d{2})$/.exec(text.trim())
  if (!parts) return undefined
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? 0)]
  return hours < 24 && minutes < 60 ? `${two(hours)}:${two(minutes)}` : undefined
}

/** A moment of Vietnam, as the program reads it; what is not complete stays as it was typed, and is refused there. */
export function momentText(day: string, time: string): string {
  if (day === '' && time === '') return ''
  return typedTime(time) && /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T${typedTime(time)}+07:00` : `${day} ${time}`.trim()
}

/** The day and the time of a moment, or of what was typed of one. */
export function momentParts(moment: string): [string, string] {
  if (moment === '') return ['', '']
  if (!Number.isNaN(Date.parse(moment)) && moment.includes('T')) return [dayOf(moment as Instant), timeOf(moment as Instant)]
  const [day = '', time = ''] = moment.split(' ')
  return [day, time]
}

function civil(year: number, month: number, date: number): CivilDate | undefined {
  const day = new Date(Date.UTC(year, month - 1, date))
  const isThere = day.getUTCFullYear() === year && day.getUTCMonth() === month - 1 && day.getUTCDate() === date
  return isThere && year >= 1900 && year < 2200 ? `${year}-${two(month)}-${two(date)}` : undefined
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
