import type { Board, WardRow } from '../../api/types'

/** What colours the map: risk level, distancing tier, or, under the law in force, alert and epidemic. */
export type Paint = 'level' | 'tier' | 'state'

/** Planned days are about tiers, so they show them unless the reader chose otherwise. */
export function paintOf(chosen: string | undefined, board: Board): Paint {
  if (!hasLevels(board)) return 'state'
  if (chosen === 'level' || chosen === 'tier') return chosen
  return board.planned ? 'tier' : 'level'
}

/** Whether the rules of this board speak of levels and tiers at all. */
export function hasLevels(board: Board): boolean {
  return board.wards.some((ward) => ward.level !== null || ward.tier !== null)
}

/** Whether what the ward shows on this day is approved but not in force. */
export function isPlanned(ward: WardRow): boolean {
  return ward.tier_on_day !== (ward.tier?.value ?? null)
}

export function fillOf(ward: WardRow, paint: Paint, board: Board): string {
  if (paint === 'level') return ward.level?.value ?? 'unknown'
  if (paint === 'tier') return ward.tier_on_day ?? 'none'
  const kinds = new Set(board.proposals.filter((item) => item.area.code === ward.area.code).map((item) => item.kind))
  return kinds.has('epidemic') ? 'epidemic' : kinds.has('alert') ? 'alert' : 'none'
}

/** The sign that goes with a fill, so that colour is not the only one: the shapes of the levels serve for states too. */
export function signOf(ward: WardRow, paint: Paint, board: Board): string {
  if (paint !== 'state') return ward.level?.value ?? 'unknown'
  return { epidemic: 'very_high', alert: 'high' }[fillOf(ward, paint, board)] ?? 'new_normal'
}
