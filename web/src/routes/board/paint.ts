import type { Board, LevelKind, RiskLevel, WardRow } from '../../api/types'

/** What colours the map: risk level, distancing tier, or, under the law in force, alert and epidemic. */
export type Paint = 'level' | 'tier' | 'state'

/** Planned days are about tiers, so they show them unless the reader chose otherwise. */
export function paintOf(chosen: string | undefined, board: Board): Paint {
  if (!hasLevels(board)) return 'state'
  if (!hasTiers(board)) return 'level'
  if (chosen === 'level' || chosen === 'tier') return chosen
  return board.planned ? 'tier' : 'level'
}

/** Whether there are distancing tiers: under epidemic levels there are none, but one that somebody recorded is shown. */
export function hasTiers(board: Board): boolean {
  const known = board.wards.some(({ tier, planned_tier, tier_on_day }) => tier !== null || planned_tier !== null || tier_on_day !== null)
  return known || levelKind(board) === 'risk_level'
}

/** Whether the rules of this board speak of levels and tiers at all, be it that they cannot tell them. */
export function hasLevels(board: Board): boolean {
  return levelKind(board) !== null || board.wards.some((ward) => ward.tier !== null)
}

/** Which kind of level the rules of this board speak of; none where they speak of none. */
export function levelKind(board: Board): LevelKind | null {
  const given = board.wards.find((ward) => ward.level !== null)?.level?.kind
  const isLevel = (kind: string): kind is LevelKind => kind === 'risk_level' || kind === 'epidemic_level'
  return given ?? board.undecided.map((open) => open.kind).find(isLevel) ?? null
}

/** The levels of this board, the worst first. */
export function levelsOf(board: Board): RiskLevel[] {
  return levelKind(board) === 'epidemic_level' ? ['4', '3', '2', '1'] : ['very_high', 'high', 'at_risk', 'new_normal']
}

/** What the levels of this board are called. */
export function levelWord(board: Board): 'ward.level' | 'ward.epidemic_level' {
  return levelKind(board) === 'epidemic_level' ? 'ward.epidemic_level' : 'ward.level'
}

/** Whether what the ward shows on this day is approved but not in force. */
export function isPlanned(ward: WardRow): boolean {
  return ward.tier_on_day !== (ward.tier?.value ?? null)
}

export function fillOf(ward: WardRow, paint: Paint): string {
  if (paint === 'level') return ward.level?.value ?? 'unknown'
  if (paint === 'tier') return ward.tier_on_day ?? 'unknown'
  return ward.state
}

/** Whether what the ward shows only advises: nobody and no rule has decided it. */
export function isAdvice(ward: WardRow, paint: Paint): boolean {
  return paint === 'level' ? ward.level?.decides === false : paint === 'state' && !ward.state_decides
}

/** The sign that goes with a fill, so that colour is not the only one: the shapes of the levels serve for states too. */
export function signOf(ward: WardRow, paint: Paint): RiskLevel | 'unknown' {
  if (paint !== 'state') return ward.level?.value ?? 'unknown'
  const signs = { epidemic: 'very_high', alert: 'high', clear: 'new_normal', unknown: 'unknown' } as const
  return signs[ward.state]
}

/** The name of a commune without its kind, where the kind goes without saying. */
export function shortName(name: string): string {
  return name.replace(/^(Phường|Xã|Thị trấn|Đặc khu) /, '')
}
