import type { PlanSummary } from '../../api/types'
import { date } from '../../words/format'
import { t } from '../../words/words'

/** The days of a plan, and the day on which its text says it was signed. */
export function period(plan: PlanSummary): string {
  const days = plan.until ? t('plans.from_until', { from: date(plan.from), until: date(plan.until) }) : t('plans.from_on', { from: date(plan.from) })
  return `${days} (${plan.signed_on ? t('plans.signed', { date: date(plan.signed_on) }) : t('plans.unsigned')})`
}
