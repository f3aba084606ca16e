import type { Scene } from '../api/types'
import { desk } from '../state/desk.svelte'
import { kinds, pathOf, type Kind } from '../state/kinds.svelte'
import { place, type Params, type Route } from '../state/place.svelte'
import { say, t, type Key } from '../words/words'
import type { IconName } from './Icon.svelte'

/** A page in the navigation: one of its own, or the list of a kind. */
export type Entry = { route: Exclude<Route, 'records' | 'new' | 'paste' | 'rows' | 'start'> } | { kind: string }

/** A department with its pages; where it is opened, its first page opens. */
export interface Department {
  name: 'command' | 'cases' | 'zones' | 'sampling' | 'report' | 'data'
  icon: IconName
  entries: Entry[]
}

const LISTED: Department[] = [
  { name: 'command', icon: 'board', entries: [{ route: 'board' }, { route: 'law' }, { route: 'clocks' }, { route: 'plan' }, { kind: 'orders' }, { kind: 'decisions' }] },
  { name: 'cases', icon: 'person', entries: [{ kind: 'cases' }, { kind: 'outbreaks' }, { kind: 'isolations' }, { kind: 'stays' }, { kind: 'people' }] },
  { name: 'zones', icon: 'zone', entries: [{ kind: 'zones' }, { kind: 'places' }, { kind: 'areas' }, { kind: 'area_links' }] },
  { name: 'sampling', icon: 'tube', entries: [{ kind: 'sampling_rounds' }] },
  { name: 'report', icon: 'report', entries: [{ route: 'report' }, { route: 'plans' }, { kind: 'freezes' }, { kind: 'period_counts' }] },
  { name: 'data', icon: 'data', entries: [{ route: 'import' }, { route: 'changes' }, { route: 'content' }, { kind: 'facts' }, { route: 'jobs' }] },
]

/** The departments; a list that stands under none of them is under the last, so that none is out of reach. */
export function departments(): Department[] {
  const placed = new Set(LISTED.flatMap((department) => department.entries.map((entry) => ('kind' in entry ? entry.kind : ''))))
  const rest = kinds.all.filter((kind) => kind.listed && !placed.has(kind.name)).map((kind) => ({ kind: kind.name }))
  return LISTED.map((department) => (department.name === 'data' ? { ...department, entries: [...department.entries, ...rest] } : department))
}

export function departmentName(department: Department): string {
  return t(`department.${department.name}`)
}

/** The department whose page is open. */
export function departmentHere(): Department | undefined {
  return departments().find((department) => department.entries.some(isHere))
}

export function keyOf(entry: Entry): string {
  return 'kind' in entry ? `rows/${entry.kind}` : entry.route
}

/** What an entry is called; none where its kind is not known yet. */
export function entryName(entry: Entry): string | undefined {
  if ('kind' in entry) {
    const kind = kinds.named(entry.kind)
    return kind && say(kind.title)
  }
  return pageName(entry.route)
}

/** What a page is called: a demo replays the plan of its scene, an office has plans of its own. */
export function pageName(route: Route): string {
  const isOwnPlan = route === 'plan' && desk.session.value?.demo === false
  return t((isOwnPlan ? 'nav.own_plan' : `nav.${route}`) as Key)
}

export function entryLink(entry: Entry): string {
  return 'kind' in entry ? listLink(entry.kind) : linkTo(entry.route)
}

export function isHere(entry: Entry): boolean {
  return 'kind' in entry ? kindHere() === entry.kind : place.route === entry.route
}

/** The kind whose list, form or record is open. */
function kindHere(): string | undefined {
  return ['rows', 'records', 'new', 'paste'].includes(place.route ?? '') ? place.parts[0]?.replaceAll('-', '_') : undefined
}

/** What the open page is called, for the title of the window. */
export function titleHere(): string {
  const kind = kinds.named(kindHere() ?? '')
  if (kind) return say(kind.title)
  return place.route ? pageName(place.route) : t('missing.title')
}

/** The link to the list of a kind, by its name or its path. */
export function listLink(kind: string, params: Params = {}): string {
  return place.to('rows', params, kind.replaceAll('_', '-'))
}

/** The link to a record. */
export function recordLink(kind: Kind | string, id: string, params: Params = {}): string {
  return place.to('records', params, typeof kind === 'string' ? kind.replaceAll('_', '-') : pathOf(kind), id)
}

/** A page that belongs to another situation opens it, at its own present; the others stay where the reader is. */
export function linkTo(route: Route): string {
  const scene = sceneFor(route)
  const moved: Params = scene && scene !== desk.scene ? { scene: scene.id, at: '', day: '' } : {}
  return place.to(route, moved)
}

function sceneFor(route: Route): Scene | undefined {
  const here = desk.scene
  if (route === 'law' || route === 'clocks') return desk.lawScene
  if (route === 'plan') return here?.plan ? here : desk.pastScene
  // The situation under the law in force has a page of its own, and its board is that page.
  return route === 'board' && here === desk.lawScene ? desk.pastScene : here
}
