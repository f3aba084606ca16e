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
    { name: t('screen.cases_here'), href: place.to('rows', { kind: 'cases', area: String(code) }) },
  ],
  zones: (id) => [{ name: t('screen.rounds_of_zone'), href: place.to('rows', { kind: 'sampling-rounds', zone_id: id }) }],
  saved_views: (_, { list, query }) => [{ name: t('screen.open_view'), href: `${place.to('rows', { kind: String(list).replaceAll('_', '-') })}&${String(query)}` }],
  attachments: (_, { subject_kind, subject_id }) => [{ name: t('screen.subject'), href: place.to('records', {}, String(subject_kind).replaceAll('_', '-'), String(subject_id)) }],
  amendments: (_, { kind, row_id }) => [{ name: t('screen.subject'), href: place.to('records', {}, String(kind).replaceAll('_', '-'), String(row_id)) }],
  other_cells: (_, { row_kind, row_id }) => [{ name: t('screen.subject'), href: place.to('records', {}, String(row_kind).replaceAll('_', '-'), String(row_id)) }],
}
