import type { Board, WardRow } from '../../api/schema'

export type Paint = 'level' | 'tier'

/** Planned days are about tiers, so they show them unless the reader chose otherwise. */
export function paintOf(chosen: string | undefined, board: Board): Paint {
  if (chosen === 'level' || chosen === 'tier') return chosen
  return board.planned ? 'tier' : 'level'
}

/** Whether what the ward shows on this day is approved but not in force. */
export function isPlanned(ward: WardRow): boolean {
  return ward.tier_on_day !== (ward.tier?.value ?? null)
}

export function fillOf(ward: WardRow, paint: Paint): string {
  return paint === 'level' ? (ward.level?.value ?? 'unknown') : (ward.tier_on_day ?? 'none')
}
