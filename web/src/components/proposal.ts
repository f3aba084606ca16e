import type { BareProposal, FactValue, ProposalKind } from '../api/types'
import { desk } from '../state/desk.svelte'
import { capital, date, factValue, number } from '../words/format'
import { nameOf, say, t } from '../words/words'

/** A running clock is not decided on: it stops when what it wants has been done. */
export const CLOCKS: ProposalKind[] = ['case_report', 'suspect_report', 'death_report', 'outbreak_report', 'epidemic_notice', 'isolation_step']

/** What the board lists first: what changes people's lives most, and what runs out first. */
export const KINDS: ProposalKind[] = [
  ...CLOCKS,
  'epidemic',
  'alert',
  'epidemic_end',
  'distancing_tier',
  'zone_lift',
  'zone_freeze',
  'sampling_round',
  'risk_level',
  'epidemic_level',
  'isolation_period',
  'isolation_test',
  'self_watch',
  'target',
  'disease_group',
]

/** The value of a proposal as an officer would say it. */
export function valueName(kind: string, value: FactValue): string {
  const text = String(value)
  switch (kind) {
    case 'risk_level':
    case 'epidemic_level':
      return nameOf('level', text)
    case 'distancing_tier':
      return nameOf('tier', text)
    case 'isolation_period':
      return text === '0' ? t('value.no_isolation') : t('value.days', { n: text })
    case 'self_watch':
      return t('value.days', { n: text })
    case 'isolation_test':
      return t('value.day_number', { n: text })
    case 'zone_lift':
      return value === false ? t('value.no') : t('value.lift')
    case 'zone_freeze':
      return t('value.freeze_days', { n: text })
    case 'sampling_round':
      return t('value.round', { n: text })
    case 'alert':
    case 'epidemic':
    case 'epidemic_end':
      return capital(diseaseName(text))
    case 'target':
      return t('value.target', { n: number(Number(text)) })
    case 'case_report':
      return text.replace(/^(\d+)h$/, (_, hours: string) => t('value.within_hours', { n: hours }))
    case 'isolation_step':
      return nameOf('step', text)
    default:
      return typeof value === 'number' ? number(value) : factValue(value)
  }
}

export function kindName(kind: string): string {
  return nameOf('kind', kind)
}

/** The name of a disease as it stands within a sentence. */
export function diseaseName(code: string): string {
  const name = desk.diseaseNames.get(code)
  return name ? say(name) : code
}

/** Who or what the proposal is about: the zone where there is one, with its ward. */
export function subject(proposal: BareProposal): { main: string; more: string } {
  const area = proposal.area.name
  if (proposal.zone) return { main: proposal.zone.name, more: area }
  // Of several targets of one place each is told by what it counts.
  const counted = proposal.kind === 'target' ? proposal.facts[0] : undefined
  if (counted) return { main: say(counted.label), more: area }
  if (CLOCKS.includes(proposal.kind)) {
    const isNamed = proposal.kind === 'case_report' || proposal.kind === 'isolation_step'
    const more = isNamed ? `${area} · ${valueName(proposal.kind, proposal.value)}` : area
    return { main: proposal.disease ? capital(diseaseName(proposal.disease)) : area, more }
  }
  return { main: area, more: '' }
}

export function dates(proposal: BareProposal): string {
  const from = proposal.from ? t('proposals.from', { date: date(proposal.from) }) : ''
  const until = proposal.until ? t('proposals.until', { date: date(proposal.until) }) : ''
  return [from, until].filter(Boolean).join(' ')
}

/** Whether an officer may put a number of their own in place of the proposed one. */
export function isCounted(kind: string): boolean {
  return kind === 'zone_freeze' || kind === 'sampling_round'
}

/** The words an officer may decide instead; none where the kind has no list of them. */
export function choices(kind: string): string[] | null {
  if (kind === 'risk_level') return ['very_high', 'high', 'at_risk', 'new_normal']
  if (kind === 'epidemic_level') return ['4', '3', '2', '1']
  return kind === 'distancing_tier' ? ['16', '15', '19'] : null
}
