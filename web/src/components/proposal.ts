import type { BareProposal, FactValue, ProposalKind } from '../api/types'
import { desk } from '../state/desk.svelte'
import { capital, date, factValue, number } from '../words/format'
import { say, t } from '../words/words'

/** The kinds of proposals as the board lists them: what runs out first, then what changes people's lives most. */
export function kinds(): ProposalKind[] {
  const all = desk.session.value?.proposal_kinds ?? []
  return [...all.filter(({ is }) => is === 'clock'), ...all.filter(({ is }) => is !== 'clock')]
}

function kindOf(id: string): ProposalKind | undefined {
  return desk.session.value?.proposal_kinds.find((kind) => kind.id === id)
}

/** Whether a word is a kind of proposal. */
export function isKind(word: string): boolean {
  return kindOf(word) !== undefined
}

/** A running clock is not decided on: it stops when what it wants has been done. */
export function isClock(kind: string): boolean {
  return kindOf(kind)?.is === 'clock'
}

/** A gap to a target is not decided on at all. */
export function isGap(kind: string): boolean {
  return kindOf(kind)?.is === 'gap'
}

/** The value of a proposal as an officer would say it, under the heading of its kind. */
export function valueName(id: string, value: FactValue): string {
  const kind = kindOf(id)
  const shown = typeof value === 'number' ? number(value) : factValue(value)
  const word = kind?.values?.find((word) => word.value === String(value))
  if (word) return say(word.says)
  // That a zone is not to be lifted is said as a no.
  const said = kind && value !== false && (kind.short ?? kind.says)
  if (!said) return shown
  const text = say(said).replace('{value}', shown)
  return text.includes('{disease}') ? capital(text.replace('{disease}', diseaseName(String(value)))) : text
}

export function kindName(id: string): string {
  const kind = kindOf(id)
  return kind ? say(kind.label) : id
}

/** A level or a tier of an area as people say it. */
export function levelName(value: string): string {
  const of = desk.session.value?.proposal_kinds.filter(({ is }) => is === 'level' || is === 'tier') ?? []
  const word = of.flatMap(({ values }) => values ?? []).find((word) => word.value === value)
  return word ? say(word.says) : value
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
  const counted = isGap(proposal.kind) ? proposal.facts[0] : undefined
  if (counted) return { main: say(counted.label), more: area }
  if (isClock(proposal.kind)) {
    const isNamed = kindOf(proposal.kind)?.values?.length
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
export function isCounted(proposal: BareProposal): boolean {
  return typeof proposal.value === 'number'
}

/** The words an officer may decide instead; none where the kind has no list of them. */
export function choices(proposal: BareProposal): string[] | null {
  const words = kindOf(proposal.kind)?.values ?? []
  return words.length > 0 && !isCounted(proposal) ? words.map(({ value }) => value) : null
}
