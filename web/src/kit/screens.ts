import { listLink, recordLink } from '../components/navigation'
import { place } from '../state/place.svelte'
import { t } from '../words/words'

/** A link to the screen on which a record is worked with, beside its own page. */
export interface Beside {
  name: string
  href: string
}

/** Kinds with a special screen register it here: what stands on the page of their records besides what every page has. */
export const besides: Partial<Record<string, (id: string, values: Record<string, unknown>) => Beside[]>> = {
  areas: (_, { code }) => [
    { name: t('nav.board'), href: place.to('board', { of: String(code) }) },
    { name: t('screen.cases_here'), href: listLink('cases', { area: String(code) }) },
  ],
  zones: (id) => [{ name: t('screen.rounds_of_zone'), href: listLink('sampling_rounds', { zone_id: id }) }],
  saved_views: (_, { list, query }) => [{ name: t('screen.open_view'), href: listLink(String(list), Object.fromEntries(new URLSearchParams(String(query)))) }],
  attachments: (_, { subject_kind, subject_id }) => [{ name: t('screen.subject'), href: recordLink(String(subject_kind), String(subject_id)) }],
  amendments: (_, { kind, row_id }) => [{ name: t('screen.subject'), href: recordLink(String(kind), String(row_id)) }],
  other_cells: (_, { row_kind, row_id }) => [{ name: t('screen.subject'), href: recordLink(String(row_kind), String(row_id)) }],
}
