import { desk } from '../state/desk.svelte'
import { place, type Params, type Route } from '../state/place.svelte'
import type { Key } from '../words/words'

export interface Entry {
  route: Exclude<Route, 'jobs' | 'start'>
  word: Key
  short: Key
}

export const entries: Entry[] = [
  { route: 'board', word: 'nav.board', short: 'nav.board_short' },
  { route: 'rows', word: 'nav.rows', short: 'nav.rows' },
  { route: 'plan', word: 'nav.plan', short: 'nav.plan' },
  { route: 'law', word: 'nav.law', short: 'nav.law_short' },
  { route: 'clocks', word: 'nav.clocks', short: 'nav.clocks' },
  { route: 'report', word: 'nav.report', short: 'nav.report' },
  { route: 'import', word: 'nav.import', short: 'nav.import_short' },
  { route: 'changes', word: 'nav.changes', short: 'nav.changes' },
]

/** A page that belongs to one situation opens it, at its own present; the others stay where the reader is. */
export function linkTo(route: Route): string {
  const fixed = { plan: desk.planScene, law: desk.lawScene, clocks: desk.lawScene, board: undefined }[route as 'plan' | 'law' | 'clocks' | 'board']
  const leavesLaw = route === 'board' && desk.scene !== undefined && desk.scene === desk.lawScene
  const scene = leavesLaw ? desk.planScene : fixed
  const moved: Params = scene && scene !== desk.scene ? { scene: scene.id, at: '', day: '' } : {}
  return place.to(route, moved)
}
