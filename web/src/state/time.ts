import type { CivilDate, Instant } from '../api/types'

/** Vietnam has had one offset and no summer time since 1975, so civil arithmetic on it is plain arithmetic. */
const OFFSET_MS = 7 * 3_600_000
const DAY_MS = 86_400_000
export const FREEZE_TIME = '16:00'

/** Milliseconds of an instant. */
export function ms(at: Instant): number {
  return Date.parse(at)
}

/** The civil date of an instant in Vietnam. */
export function dayOf(at: Instant): CivilDate {
  return new Date(ms(at) + OFFSET_MS).toISOString().slice(0, 10)
}

/** The time of day of an instant in Vietnam, HH:MM. */
export function timeOf(at: Instant): string {
  return new Date(ms(at) + OFFSET_MS).toISOString().slice(11, 16)
}

export function addDays(day: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** The instant of a time of day in Vietnam. */
export function instant(day: CivilDate, time: string): Instant {
  return `${day}T${time.length === 5 ? `${time}:00` : time}+07:00`
}

/** 0 for Monday … 6 for Sunday. */
export function weekday(day: CivilDate): number {
  return (new Date(day).getUTCDay() + 6) % 7
}
