import type { Scene } from '../api/types'
import { desk } from '../state/desk.svelte'
import { place, type Params, type Route } from '../state/place.svelte'
import { t, type Key } from '../words/words'

export interface Entry {
  route: Exclude<Route, 'jobs' | 'start'>
  word: Key
  short: Key
}

export const entries: Entry[] = [
  { route: 'board', word: 'nav.board', short: 'nav.board_short' },
  { route: 'rows', word: 'nav.rows', short: 'nav.rows' },
  { route: 'plan', word: 'nav.plan', short: 'nav.plan_short' },
  { route: 'law', word: 'nav.law', short: 'nav.law_short' },
  { route: 'clocks', word: 'nav.clocks', short: 'nav.clocks' },
  { route: 'plans', word: 'nav.plans', short: 'nav.plans' },
  { route: 'report', word: 'nav.report', short: 'nav.report' },
  { route: 'import', word: 'nav.import', short: 'nav.import_short' },
  { route: 'content', word: 'nav.content', short: 'nav.content' },
  { route: 'changes', word: 'nav.changes', short: 'nav.changes' },
]

/** What an entry is called: a demo replays the plan of its scene, an office has plans of its own. */
export function nameOf(entry: Entry, how: 'word' | 'short' = 'word'): string {
  const isOwnPlan = entry.route === 'plan' && desk.session.value?.demo === false
  return t(isOwnPlan ? 'nav.own_plan' : entry[how])
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
