import type { Indicator } from '../../api/types'
import { desk } from '../../state/desk.svelte'
import { place } from '../../state/place.svelte'

/** The link from a number to its rows; a query may come as an object or as written in an address. */
export function rowsLink(rows: Indicator['rows'] | { path: string; query: string }): string {
  const query = Object.fromEntries(new URLSearchParams(rows.query))
  const own = (name: string, value: string) => ['scene', 'at', 'day'].includes(name) || (name === 'area' && value === desk.scene?.area.code)
  const filters = Object.fromEntries(Object.entries(query).filter(([name, value]) => !own(name, value)))
  return place.to('rows', filters, rows.path.split('/').filter(Boolean).at(-1) ?? 'cases')
}
