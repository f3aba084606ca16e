import type { TargetRow } from '../../api/types'
import { number } from '../../words/format'
import { say, t } from '../../words/words'

/** A figure with its unit: 95%, 500 người. */
export function figure(value: number, target: TargetRow): string {
  const unit = say(target.unit)
  return unit === '%' ? `${number(value)}%` : `${number(value)} ${unit}`
}

/** What a target asks for: ≥ 95%, 100–150 giường. */
export function aim(target: TargetRow): string {
  const { value, to, compare } = target
  if (value === null || value === undefined) return t('targets.no_number')
  if (compare === 'between' && to !== null && to !== undefined) return `${number(value)}–${figure(to, target)}`
  return `${compare === 'at_most' ? '≤' : '≥'} ${figure(value, target)}`
}
