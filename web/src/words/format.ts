import type { CivilDate, FactValue, Instant } from '../api/types'
import { place } from '../state/place.svelte'
import { dayOf, timeOf, weekday } from '../state/time'
import { nameOf, t } from './words'

const WEEKDAYS = {
  vi: ['Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy', 'Chủ nhật'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}
const SHORT_WEEKDAYS = { vi: ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'], en: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const numbers = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 }),
}

export function number(value: number): string {
  return numbers[place.lang].format(value)
}

/** A name at the head of a line. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** 17/6/2021 · 17 Jun 2021 */
export function date(day: CivilDate): string {
  const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number]
  return place.lang === 'vi' ? `${dayOfMonth}/${month}/${year}` : `${dayOfMonth} ${MONTHS[month - 1]} ${year}`
}

/** 17/6 · 17 Jun */
export function shortDate(day: CivilDate): string {
  const [, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number]
  return place.lang === 'vi' ? `${dayOfMonth}/${month}` : `${dayOfMonth} ${MONTHS[month - 1]}`
}

export function longDate(day: CivilDate): string {
  return `${WEEKDAYS[place.lang][weekday(day)]}, ${date(day)}`
}

export function shortWeekday(day: CivilDate): string {
  return SHORT_WEEKDAYS[place.lang][weekday(day)] ?? ''
}

export function dateTime(at: Instant): string {
  return `${timeOf(at)}, ${date(dayOf(at))}`
}

/** A length of time in the two largest units that matter. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000)
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return t('time.days_hours', { d: Math.floor(hours / 24), h: hours % 24 })
  if (hours > 0 && minutes % 60 === 0) return t('time.hours', { h: hours })
  return hours > 0 ? t('time.hours_minutes', { h: hours, m: minutes % 60 }) : t('time.minutes', { m: minutes })
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

/** A fact's value as a person reads it. */
export function factValue(value: FactValue | null): string {
  if (value === null) return t('value.unknown')
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no')
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return value.map(factValue).join(' · ')
  if (DATE.test(value)) return date(value)
  return INSTANT.test(value) ? dateTime(value) : nameOf('word.value', value)
}

/** A condition such as `≥ 30`, `≠ ∅` or `= very_high` as a person reads it. */
export function threshold(text: string): string {
  if (text === '= ∅') return t('threshold.none')
  if (text === '≠ ∅') return t('threshold.some')
  const [sign = '', ...rest] = text.split(' ')
  const value = rest.join(' ')
  if (value === '') return text
  if (sign === '≠') return t('threshold.not', { value: factValue(value) })
  if (sign === '∈') return t('threshold.among', { values: value.replace(/[{}]/g, '') })
  if (value === 'true' || value === 'false') return `${sign} ${t(value === 'true' ? 'value.yes' : 'value.no')}`
  const figure = Number(value)
  return `${sign} ${Number.isNaN(figure) ? factValue(value) : number(figure)}`
}
